"""The ingest function on the events that Lambda gives it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import StringIO
from threading import Barrier, get_ident
from typing import Any

import pytest

from functions.ingest import app
from tests.e2e.stack import LocalStack
from tests.functions.payloads import names, payload
from unspin.adapters.memory import MemoryIndex
from unspin.errors import TransientError
from unspin.local.pump import Context
from unspin.local.session import logging_to
from unspin.pipeline.services import Services
from unspin.pipeline.serving import as_served
from unspin.runtime import embedded
from unspin.stored import Note

ORIGINAL = "harbour-post/maritime-accord.html"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    app.services.cache_clear()
    yield
    app.services.cache_clear()


def invoke(stack: LocalStack, name: str, context: Any = None) -> list[str]:
    """Return which messages should come again."""
    event = payload("ingest", name, stack.created.outputs["RawBucketName"])
    answer = app.lambda_handler(event, context or Context())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


@pytest.mark.parametrize("name", names("ingest"))
def test_every_example_event_is_done_with(dropped: LocalStack, name: str) -> None:
    assert invoke(dropped, name) == []


def test_a_batch_of_nothing_is_done_with(dropped: LocalStack) -> None:
    assert app.lambda_handler({"Records": []}, Context()) == {"batchItemFailures": []}  # type: ignore[arg-type]
    assert dropped.stored() == {}


def test_one_message_makes_one_record(dropped: LocalStack) -> None:
    invoke(dropped, "one-article")

    assert list(dropped.records()) == [ORIGINAL]


def test_a_message_that_comes_twice_makes_one_record(dropped: LocalStack) -> None:
    invoke(dropped, "delivered-twice")
    once = dropped.records()
    invoke(dropped, "delivered-twice")

    assert list(once) == [ORIGINAL]
    assert dropped.records() == once


def test_a_copy_in_the_same_batch_is_found(dropped: LocalStack) -> None:
    invoke(dropped, "original-and-copy")

    records = dropped.records()
    assert records["daily-respin/maritime-deal.txt"]["duplicate_of"] == records[ORIGINAL]["article_id"]


@pytest.mark.parametrize("name", ["test-event", "deleted", "new-folder"])
def test_what_announces_no_article_leaves_nothing_behind(dropped: LocalStack, name: str) -> None:
    invoke(dropped, name)

    assert dropped.stored() == {}


def test_bad_messages_are_parked_and_keep_no_good_one_back(dropped: LocalStack) -> None:
    assert invoke(dropped, "bad-among-good") == []

    assert list(dropped.records()) == [ORIGINAL]
    assert sorted(note["reason"] for note in dropped.parked().values()) == [
        "invalid_record",
        "missing_object",
        "truncated_gzip",
    ]


def test_only_the_message_that_an_adapter_failed_on_comes_again(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(app.services(), raw=Failing(app.services(), "daily-respin/maritime-deal.txt"))
    monkeypatch.setattr(app, "services", lambda: services)

    failed = invoke(dropped, "original-and-copy")

    assert failed == ["00000000-0000-4000-8000-000000000002"]
    assert list(dropped.records()) == [ORIGINAL]


@pytest.mark.parametrize("at_once", ["1", "2"])
def test_the_log_says_why_a_message_comes_again(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch, at_once: str
) -> None:
    monkeypatch.setenv("UNSPIN_AT_ONCE", at_once)
    services = replace(app.services(), raw=Failing(app.services(), "daily-respin/maritime-deal.txt"))
    monkeypatch.setattr(app, "services", lambda: services)
    log = StringIO()

    with logging_to(app.logger.handlers, log):
        invoke(dropped, "original-and-copy")

    lines = map(json.loads, log.getvalue().splitlines())
    [told] = [line for line in lines if line["level"] == "ERROR"]  # as the runbook looks for it
    assert told["message_id"] == "00000000-0000-4000-8000-000000000002"
    assert "daily-respin/maritime-deal.txt" in told["body"]
    assert "slow down" in told["exception"]
    assert told["function_request_id"]


def test_a_batch_of_which_nothing_works_comes_again_message_by_message(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(app.services(), raw=Failing(app.services(), ""))
    monkeypatch.setattr(app, "services", lambda: services)

    assert len(invoke(dropped, "original-and-copy")) == 2


def test_a_long_file_is_taken_up_again_where_time_ran_out(stack: LocalStack) -> None:
    text = "\n".join(f'{{"id": "{n}", "text": "{sentence(n) * 12}"}}' for n in range(1, 6))
    stack.drop("valley-herald/feed.jsonl", text)
    stack.forget_messages()

    invoke(stack, "long-file", Hurried())
    assert sorted(stack.records()) == ["valley-herald/feed.jsonl:1"]  # the rest is in the queue
    stack.run()

    assert sorted(stack.records()) == [f"valley-herald/feed.jsonl:{n}" for n in range(1, 6)]


def test_what_a_batch_has_no_time_for_goes_back_to_the_queue(dropped: LocalStack) -> None:
    dropped.forget_messages()

    assert invoke(dropped, "original-and-copy", Hurried()) == []  # not as failed: that would count
    assert list(dropped.records()) == [ORIGINAL]  # the first is always begun
    dropped.run()

    records = dropped.records()
    assert records["daily-respin/maritime-deal.txt"]["duplicate_of"] == records[ORIGINAL]["article_id"]


def test_so_do_the_objects_of_a_message_that_announces_more_than_one(dropped: LocalStack) -> None:
    dropped.forget_messages()

    invoke(dropped, "two-objects-in-one-message", Hurried())
    before = len(dropped.records())
    dropped.run()

    assert (before, len(dropped.records())) == (1, 2)


@pytest.mark.parametrize("at_once", ["1", "2"])
def test_a_batch_is_taken_in_by_as_many_threads_as_the_environment_says(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch, at_once: str
) -> None:
    monkeypatch.setenv("UNSPIN_AT_ONCE", at_once)
    services, raw = in_memory(dropped, Barrier(int(at_once)))
    monkeypatch.setattr(app, "services", lambda: services)

    assert invoke(dropped, "original-and-copy") == []

    stored = [json.loads(data) for data in services.clean.stored.values()]  # type: ignore[attr-defined]
    records = {record["source"]["key"]: record for record in stored}
    original, copy = records[ORIGINAL], records["daily-respin/maritime-deal.txt"]
    assert (original["duplicate_of"], copy["duplicate_of"]) == (None, original["article_id"])  # whoever came first
    assert len(raw.threads) == int(at_once)


def test_of_a_batch_side_by_side_too_only_what_failed_comes_again(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSPIN_AT_ONCE", "2")
    services, _ = in_memory(dropped, Barrier(1))
    services = replace(services, raw=Failing(services, "daily-respin/maritime-deal.txt"))
    monkeypatch.setattr(app, "services", lambda: services)

    assert invoke(dropped, "original-and-copy") == ["00000000-0000-4000-8000-000000000002"]
    assert len(services.clean.stored) == 1  # type: ignore[attr-defined]


def test_what_the_index_serves_is_asked_once_a_batch(dropped: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    services, _ = in_memory(dropped, Barrier(2))
    index = Asked()
    services = replace(services, index=index)
    monkeypatch.setattr(app, "services", lambda: services)
    monkeypatch.setenv("UNSPIN_AT_ONCE", "2")
    as_served(services)  # a fresh index is claimed
    index.notes.clear()

    assert invoke(dropped, "original-and-copy") == []
    assert invoke(dropped, "original-and-copy") == []

    assert index.notes == ["index", "index"]


def test_what_is_begun_side_by_side_is_answered_in_order() -> None:
    met = Barrier(3, timeout=10)

    def work(number: int) -> None:
        met.wait()  # all three are at work
        if number == 2:
            raise ValueError("the second one")

    with app.side_by_side([1, 2, 3], work, at_once=3) as done:  # type: ignore[arg-type, list-item]
        done(1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="the second one"):
            done(2)  # type: ignore[arg-type]
        done(3)  # type: ignore[arg-type]


def in_memory(dropped: LocalStack, met: Barrier) -> tuple[Services, "Meeting"]:
    """Return services that threads may share, with what was dropped."""
    raw = Meeting(app.services().raw, met)
    return replace(embedded(), raw=raw), raw  # type: ignore[arg-type]


@dataclass
class Meeting:
    """A bucket whose readers wait for each other."""

    raw: Any
    met: Barrier
    threads: set[int] = field(default_factory=set)

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> Any:
        self.threads.add(get_ident())
        self.met.wait(10)
        return self.raw.load(bucket, key, version, limit=limit)


def sentence(number: int) -> str:
    return f"Sentence number {number * 7919} of the report tells of lot {number * 104729} at the market. "


@dataclass(frozen=True)
class Hurried(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 1_000


@dataclass
class Failing:
    """A bucket that is out of order for one key, or for all."""

    services: Services
    key: str

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> Any:
        if self.key in {"", key}:
            raise TransientError(f"s3://{bucket}/{key}: slow down")
        return self.services.raw.load(bucket, key, version, limit=limit)


class Asked(MemoryIndex):
    """An index that remembers which notes were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def note(self, name: str) -> Note | None:
        self.notes.append(name)
        return super().note(name)
