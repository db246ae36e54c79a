"""What the index asks of DynamoDB."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.test_index import ENTRY
from unspin.adapters.clock import SystemClock
from unspin.adapters.dynamodb import DynamoIndex
from unspin.adapters.table import ATTEMPTS, Patience
from unspin.errors import TransientError
from unspin.pipeline.join import alone
from unspin.stored import Standing


class Client:
    """Answers queries with nothing, and remembers them."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def query(self, **asked: Any) -> dict[str, Any]:
        """Find nothing."""
        self.asked.append(asked)
        return {"Items": []}


def test_keys_that_are_written_too_are_looked_up_consistently_and_others_at_half_the_price() -> None:
    client = Client()
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]

    index.candidates(["k1", "k2"], ["k3"])

    asked = {each["ExpressionAttributeValues"][":pk"]["S"]: each["ConsistentRead"] for each in client.asked}
    assert asked == {"key#k1": True, "key#k2": True, "key#k3": False}


class Contended(Client):
    """Others are at every item, until *free* is set."""

    free = False
    reason = "TransactionConflict"

    def __init__(self, refusal: str = "ConditionalCheckFailedException") -> None:
        super().__init__()
        self.refusal = refusal

    def transact_write_items(self, **_: Any) -> None:
        """Say that another transaction is under way, or what else is wrong with one of two actions."""
        if not self.free:
            told: Any = {
                "Error": {"Code": "TransactionCanceledException"},
                "CancellationReasons": [{"Code": "None"}, {"Code": self.reason}],
            }
            raise ClientError(told, "TransactWriteItems")

    def put_item(self, **_: Any) -> None:
        """Say that another one was written, or is about to be."""
        if not self.free:
            raise ClientError({"Error": {"Code": self.refusal}}, "PutItem")

    def delete_item(self, **_: Any) -> None:
        """Say the same."""
        self.put_item()


def test_who_comes_second_to_a_cluster_waits_longer_each_time_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)
    client = Contended()
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]
    one, other = (alone(Standing(name, None, 9, "2026-11-02T10:00:00.000Z")) for name in "ab")

    assert not any(index.merge(one, other) for _ in range(4))
    assert not any(index.put_cluster(one) for _ in range(4))
    assert waited == [0.04, 0.08, 0.16, 0.32, 0.64, *[Patience.LONGEST_S] * 3]

    client.free, waited[:] = True, []
    assert index.merge(one, other)
    assert index.put_cluster(one)
    assert waited == []

    client.free = False
    assert not index.merge(one, other)
    assert waited == [0.04]


@pytest.mark.parametrize("refusal", ["ConditionalCheckFailedException", "TransactionConflictException"])
def test_a_write_that_a_transaction_is_at_is_one_that_others_came_before(
    refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    client = Contended(refusal)
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]

    assert not index.put_cluster(alone(Standing("a", None, 9, "2026-11-02T10:00:00.000Z")))
    assert not index.put_entry(ENTRY)
    assert not index.remove_entry(ENTRY)


def test_what_dynamodb_refuses_otherwise_may_be_done_later() -> None:
    client = Contended("ProvisionedThroughputExceededException")
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]

    with pytest.raises(TransientError):
        index.put_entry(ENTRY)


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_is_throttled_is_tried_again_and_then_a_failure(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    client = Contended()
    client.reason = reason
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]
    one, other = (alone(Standing(name, None, 9, "2026-11-02T10:00:00.000Z")) for name in "ab")

    with pytest.raises(TransientError, match=reason):
        index.merge(one, other)
    assert len(waited) == ATTEMPTS

    monkeypatch.setattr(time, "sleep", lambda _: setattr(client, "free", True))
    assert index.merge(one, other)


def test_a_transaction_that_cannot_be_done_is_a_failure_with_its_reason() -> None:
    client = Contended()
    client.reason = "ValidationError"
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]
    one, other = (alone(Standing(name, None, 9, "2026-11-02T10:00:00.000Z")) for name in "ab")

    with pytest.raises(TransientError, match="ValidationError"):
        index.merge(one, other)
