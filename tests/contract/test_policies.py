"""What the pipeline may rely on of kept policies, whatever adapter is behind."""

import boto3
import pytest
from moto import mock_aws

from tests.contract.adapters import Ports
from unspin.adapters.s3 import S3Policies
from unspin.errors import PolicyError
from unspin.ports import StoredPolicyState
from unspin.stored import PolicyChange, PolicyState

CHANGE = PolicyChange("published", "1-00ff", "2026-11-02T12:00:00.000Z", "ada", "the first “one”")


def held(ports: Ports) -> StoredPolicyState:
    found = ports.policies.state()
    assert found is not None
    return found


def test_nobody_has_chosen_a_policy_yet(ports: Ports) -> None:
    assert held(ports) == StoredPolicyState(PolicyState(), None)
    assert ports.policies.versions() == []
    assert ports.policies.text("1-00ff") is None


def test_a_choice_comes_back_as_it_went_in(ports: Ports) -> None:
    state = PolicyState("1-00ff", "2-00ff", (CHANGE,))

    assert ports.policies.put_state(state, None)

    assert held(ports).state == state
    assert held(ports).tag is not None


def test_a_choice_is_replaced_only_by_whoever_read_it(ports: Ports) -> None:
    assert ports.policies.put_state(PolicyState("1"), None)
    assert not ports.policies.put_state(PolicyState("2"), None)
    tag = held(ports).tag
    assert ports.policies.put_state(PolicyState("3"), tag)
    assert not ports.policies.put_state(PolicyState("4"), tag)

    assert held(ports).state == PolicyState("3")


def test_a_choice_that_is_known_is_not_told_again(ports: Ports) -> None:
    ports.policies.put_state(PolicyState("1"), None)
    tag = held(ports).tag
    assert ports.policies.state(tag) is None

    ports.policies.put_state(PolicyState("2"), tag)

    found = ports.policies.state(tag)
    assert found is not None
    assert found.state == PolicyState("2")


def test_a_text_is_kept_under_its_version_and_never_replaced(ports: Ports) -> None:
    assert ports.policies.keep("2-00ff", "version: “two”")
    assert ports.policies.keep("1-00ff", "version: one")
    assert ports.policies.keep("2-00ff", "version: “two”")
    assert not ports.policies.keep("2-00ff", "version: another")

    assert ports.policies.text("2-00ff") == "version: “two”"
    assert ports.policies.versions() == ["1-00ff", "2-00ff"]


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"live": "1"}', b"\xff", b'{"live": 1, "draft": 2, "changes": [3]}'])
def test_something_else_in_the_place_of_the_choice_is_told(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="policies")
        s3.put_object(Bucket="policies", Key="policies.json", Body=data)

        with pytest.raises(PolicyError, match="does not say which policies decide"):
            S3Policies(s3, "policies").state()
