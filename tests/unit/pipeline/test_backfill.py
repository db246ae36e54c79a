"""A prefix of the raw bucket goes back to the queue, once, however often it is stopped."""

from itertools import islice

import pytest

from unspin.adapters.memory import MemoryQueue, MemoryRawObjects
from unspin.errors import TransientError
from unspin.pipeline.backfill import PAGE, backfill, begun
from unspin.pipeline.services import Services
from unspin.runtime import embedded

KEYS = [f"news/{number:04}.txt" for number in range(PAGE * 2 + 7)]


@pytest.fixture
def services() -> Services:
    found = embedded(stream=[])
    assert isinstance(found.raw, MemoryRawObjects)
    for key in ["a.txt", "new", "news", "news-letter/1.txt", *KEYS, "newt.txt", "zoo/1.txt"]:
        found.raw.put("raw", key, b"x")
    return found


def sent(services: Services) -> list[str]:
    assert isinstance(services.queue, MemoryQueue)
    return [message.key for message in services.queue.messages]


def test_every_object_of_the_prefix_is_sent_and_no_other(services: Services) -> None:
    steps = list(backfill("raw", "news/", services))

    assert sent(services) == KEYS
    assert [(step.sent, step.is_through) for step in steps] == [(PAGE, False), (2 * PAGE, False), (len(KEYS), True)]
    assert begun("news/", services) is None


@pytest.mark.parametrize(
    ("prefix", "count"), [("", len(KEYS) + 6), ("news", len(KEYS) + 2), ("zoo/1.txt", 1), ("x", 0)]
)
def test_a_prefix_may_be_a_key_or_nothing(services: Services, prefix: str, count: int) -> None:
    [*_, last] = backfill("raw", prefix, services)

    assert (last.sent, last.is_through, len(sent(services))) == (count, True, count)


def test_one_that_was_stopped_goes_on_where_it_was(services: Services) -> None:
    list(islice(backfill("raw", "news/", services), 1))
    stopped = begun("news/", services)
    assert stopped is not None
    assert (stopped.sent, stopped.last) == (PAGE, KEYS[PAGE - 1])

    list(backfill("raw", "news/", services))

    assert sent(services) == KEYS


def test_one_that_is_through_or_is_asked_for_again_begins_anew(services: Services) -> None:
    list(islice(backfill("raw", "news/", services), 1))
    list(backfill("raw", "news/", services, again=True))
    list(backfill("raw", "news/", services))

    assert sent(services) == [*KEYS[:PAGE], *KEYS, *KEYS]


def test_two_at_once_stop_each_other_and_lose_nothing(services: Services) -> None:
    one, other = backfill("raw", "news/", services), backfill("raw", "news/", services)
    next(one)
    next(other)

    with pytest.raises(TransientError, match="under way"):
        list(one)
    list(other)
    assert set(sent(services)) == set(KEYS)


def test_folders_are_passed_over_be_they_a_whole_page(services: Services) -> None:
    assert isinstance(services.raw, MemoryRawObjects)
    for number in range(PAGE + 1):
        services.raw.put("raw", f"old/{number:04}/", b"")
    services.raw.put("raw", "old/1.txt", b"x")

    [*_, last] = backfill("raw", "old/", services)

    assert (sent(services), last.sent) == (["old/1.txt"], 1)
