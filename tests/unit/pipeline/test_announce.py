"""Others hear what becomes of articles: each change once, in order, and nothing of the small steps between."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from tests.contract.test_index import ENTRY, LATER, SOURCE
from tests.unit.pipeline.test_review import ADA, BRIEF, NAME, ORIGINAL, SPUN, Now, drop
from unspin.adapters.memory import MemoryEvents, MemoryIndex, MemoryQueue
from unspin.errors import TransientError
from unspin.messages import EntryClaimed
from unspin.pipeline.announce import ATTEMPTS, LATER_S, Announcer, announce, events_of, left_claimed
from unspin.pipeline.identity import id_of_object
from unspin.pipeline.rulings import approve, reject
from unspin.pipeline.services import Services
from unspin.pipeline.take_down import restore, take_down
from unspin.runtime import embedded
from unspin.stored import Act, Change, Claim, Entry, Event, Former, Parked, Ruling, Withdrawal

SCHEMA = json.loads((files("unspin.pipeline") / "events.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
PUBLISHED = replace(ENTRY, duplicate_of=None, text_digest="aa")
HELD = replace(PUBLISHED, action="review", rule="spam.terms", score=0.5, revision=3)
GONE = replace(PUBLISHED, withdrawn=Withdrawal(LATER, "ada", "a wish"), title="", url=None, revision=2)


def kinds(before: Entry | None, after: Entry | None) -> list[str]:
    return [event.kind for event in events_of(Change("", 1, before, after), "clean")]


def test_a_new_article_is_announced_by_what_becomes_of_it() -> None:
    for action, kind in (("publish", "ArticlePublished"), ("review", "ArticleHeld"), ("reject", "ArticleRejected")):
        [event] = events_of(Change("", 7, None, replace(PUBLISHED, action=action)), "clean")  # type: ignore[arg-type]

        assert event.kind == kind
        assert (event.detail["article_id"], event.detail["action_before"], event.detail["sequence"]) == ("a", None, "7")
        assert event.detail["record"] == {"bucket": "clean", "key": "clean/a.json"}


def test_a_claim_announces_nothing_and_its_end_what_differs_from_before_it() -> None:
    claimed = replace(HELD, revision=2, pending=True, former=PUBLISHED.as_former)

    assert kinds(PUBLISHED, claimed) == []
    [event] = events_of(Change("", 2, claimed, HELD), "clean")

    assert (event.kind, event.detail["action_before"], event.detail["rule"]) == ("ArticleHeld", "publish", "spam.terms")


def test_a_claim_that_others_took_over_still_differs_from_what_was_at_rest() -> None:
    one = replace(HELD, revision=2, pending=True, former=PUBLISHED.as_former)
    other = replace(PUBLISHED, revision=3, pending=True, former=one.as_former)

    assert kinds(one, other) == []
    assert kinds(other, replace(PUBLISHED, revision=4)) == []  # all is as it was


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(PUBLISHED, order="9", revision=2), []),
        (replace(PUBLISHED, similarity=0.1, cluster_id="c", revision=2), []),
        (replace(PUBLISHED, text_digest="bb", revision=2), ["ArticleUpdated"]),
        (replace(PUBLISHED, duplicate_of="b", revision=2), ["CanonicalChanged"]),
        (replace(PUBLISHED, duplicate_of="b", action="reject", revision=2), ["ArticleRejected", "CanonicalChanged"]),
        (replace(HELD, text_digest="bb"), ["ArticleHeld"]),
    ],
)
def test_only_what_others_want_to_know_is_announced(after: Entry, expected: list[str]) -> None:
    assert kinds(PUBLISHED, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(None, "b", ("a", "b")), ("b", None, ("b", "a")), ("b", "c", ("b", "c"))],
)
def test_who_is_kept_in_an_articles_place_is_told(
    before: str | None, after: str | None, expected: tuple[str, str]
) -> None:
    written = Change("", 1, replace(PUBLISHED, duplicate_of=before), replace(PUBLISHED, duplicate_of=after, revision=2))

    [event] = events_of(written, "clean")

    assert (event.detail["canonical_before"], event.detail["canonical"]) == expected


def test_a_withdrawn_article_is_announced_at_once_and_once_and_says_nothing_of_it() -> None:
    tombstone = replace(GONE, pending=True)

    [event] = events_of(Change("", 1, PUBLISHED, tombstone), "clean")

    assert event.kind == "ArticleWithdrawn"
    assert set(event.detail) == {"event_id", "sequence", "article_id", "revision", "withdrawn_at"}
    assert kinds(tombstone, replace(GONE, revision=3)) == []
    assert kinds(None, PUBLISHED) == ["ArticlePublished"]  # restored


def test_a_parked_input_is_announced_and_again_when_it_comes_again() -> None:
    parked = Parked("p", "1", SOURCE, "empty", "no bytes", "", LATER, "parked/p.json")

    [event] = events_of(Change("", 1, None, parked), "clean")

    assert (event.kind, event.detail["reason"]) == ("InputParked", "empty")
    assert list(events_of(Change("", 1, parked, parked), "clean")) == []
    assert len(list(events_of(Change("", 1, parked, replace(parked, order="2")), "clean"))) == 1


def test_every_event_fits_the_schema_and_has_an_id_that_stays() -> None:
    ruling = Ruling("r1", "approved", "publish", LATER, "ada", "fair", "00", "11")
    parked = Parked("p", "1", replace(SOURCE, line=3), "empty", "no bytes", "", LATER, "parked/p.json")
    all_written = [
        Change("", 1, None, PUBLISHED),
        Change("", 2, PUBLISHED, replace(HELD, duplicate_of="b")),
        Change("", 3, HELD, replace(PUBLISHED, rulings=(ruling,), revision=5)),
        Change("", 4, PUBLISHED, replace(PUBLISHED, text_digest="bb", revision=6)),
        Change("", 5, PUBLISHED, GONE),
        Change("", 6, None, parked),
    ]
    found = [event for written in all_written for event in events_of(written, "clean")]
    again = [event for written in all_written for event in events_of(written, "clean")]

    for event in found:
        VALIDATOR.validate({"source": "unspin", "detail-type": event.kind, "detail": event.detail})
    assert {event.kind for event in found} == {
        "ArticlePublished",
        "ArticleHeld",
        "CanonicalChanged",
        "ArticleUpdated",
        "ArticleWithdrawn",
        "InputParked",
    }
    assert found == again
    assert len({event.detail["event_id"] for event in found}) == len(found)


# --- what is told, in order


@dataclass
class Picky:
    """A bus that does not take some kinds of events, so many times."""

    kind: str
    times: int
    taken: list[Event] = field(default_factory=list)

    def put(self, events: Sequence[Event]) -> list[Event]:
        refused = [event for event in events if event.kind == self.kind and self.times > 0]
        self.times -= bool(refused)
        self.taken += [event for event in events if event not in refused]
        return refused


WRITTEN = [
    Change("", 1, None, replace(PUBLISHED, article_id="x")),
    Change("", 2, None, HELD),
    Change("", 3, None, PUBLISHED),
]


@pytest.mark.parametrize(("times", "undone"), [(0, None), (ATTEMPTS - 1, None), (ATTEMPTS, 2)])
def test_what_the_bus_does_not_take_is_tried_again_and_then_named(times: int, undone: int | None) -> None:
    bus = Picky("ArticleHeld", times)

    assert announce(WRITTEN, Announcer(bus, MemoryQueue(), "clean")) == undone

    assert len(bus.taken) == (3 if undone is None else 2)


def test_an_entry_that_was_left_claimed_is_looked_at_later() -> None:
    queue = Delayed()
    claimed = replace(HELD, revision=2, pending=True)
    left = replace(claimed, article_id="left")
    tombstone = replace(GONE, article_id="gone", pending=True)
    written = [Change("", n, None, each) for n, each in enumerate([claimed, left, left, tombstone, HELD])]

    announce(written, Announcer(MemoryEvents(), queue, "clean"))

    assert queue.sent == [(EntryClaimed("left"), LATER_S)]


def test_a_claim_that_others_took_over_is_looked_at_later() -> None:
    one = replace(HELD, revision=2, pending=True)
    other = replace(HELD, revision=3, pending=True)
    lifted = replace(HELD, revision=4)
    written = [Change("", 1, None, one), Change("", 2, one, other), Change("", 3, other, lifted)]

    assert left_claimed(written) == [EntryClaimed("a")]


@dataclass
class Delayed:
    """A queue that remembers how late messages are to come."""

    sent: list[tuple[Any, int]] = field(default_factory=list)

    def send(self, message: Any, *, delay_s: int = 0) -> None:
        self.sent.append((message, delay_s))


# --- what the pipeline does, as the stream tells it


class Streaming(MemoryIndex):
    """An index whose writes of entries and parked inputs are remembered, as the table's stream does."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Change] = []

    def put_entry(self, entry: Entry, *, act: Act | None = None, claim: Claim | None = None) -> bool:
        before = self._entries.get(entry.article_id)
        done = super().put_entry(entry, act=act, claim=claim)
        if done:
            self.written.append(Change("", len(self.written), before, entry))
        return done

    def remove_entry(self, entry: Entry) -> bool:
        done = super().remove_entry(entry)
        if done:
            self.written.append(Change("", len(self.written), entry, None))
        return done

    def events(self) -> list[tuple[str, str]]:
        """Return what was told since the last time."""
        bus = MemoryEvents()
        assert announce(self.written, Announcer(bus, MemoryQueue(), "clean")) is None
        self.written.clear()
        return [(event.kind, event.detail["article_id"]) for event in bus.put_on]


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Now(), index=Streaming())


def events(services: Services) -> list[tuple[str, str]]:
    index: Any = services.index
    found: list[tuple[str, str]] = index.events()
    return found


def test_a_delivery_that_repeats_announces_nothing(services: Services) -> None:
    drop(services, "copy.txt", SPUN)
    assert events(services) == [("ArticleHeld", NAME)]

    drop(services, "copy.txt", SPUN)
    drop(services, "copy.txt", SPUN, at="2026-11-03T10:00:00.000Z")

    assert events(services) == []


def test_an_article_whose_first_delivery_died_is_announced_by_the_next_one(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dead:
        dead.setattr(services.clean, "replace", refused)
        with pytest.raises(TransientError):
            drop(services, "copy.txt", SPUN)
    assert events(services) == []

    drop(services, "copy.txt", SPUN)

    assert events(services) == [("ArticleHeld", NAME)]


def refused(*_: Any) -> bool:
    raise TransientError("S3 did not do it")


def test_an_original_that_comes_late_is_published_and_its_copy_has_another_canonical_one(services: Services) -> None:
    drop(services, "copy.txt", SPUN)
    events(services)

    drop(services, "original.html", ORIGINAL)

    original = id_of_object("raw", "original.html")
    assert sorted(events(services)) == [("ArticlePublished", original), ("CanonicalChanged", NAME)]


def test_what_people_decide_is_announced(services: Services) -> None:
    drop(services, "copy.txt", SPUN)
    approve(NAME, services, ADA)
    reject(NAME, services, ADA, anyway=True)
    drop(services, "copy.txt", BRIEF, at="2026-11-03T10:00:00.000Z")

    assert [kind for kind, _ in events(services)] == [
        "ArticleHeld",
        "ArticlePublished",
        "ArticleRejected",
        "ArticlePublished",
    ]


def test_an_article_that_is_taken_down_and_restored_is_withdrawn_and_new(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
    drop(services, "brief.txt", BRIEF)
    [(_, name)] = events(services)
    take_down(name, services, actor="ada", reason="a wish")
    restore(name, services, actor="ada", reason="a mistake")
    drop(services, "brief.txt", BRIEF)

    assert events(services) == [("ArticleWithdrawn", name), ("ArticlePublished", name)]


def test_a_former_state_is_what_was_at_rest_last() -> None:
    former = Former("publish", None, "aa")

    assert PUBLISHED.as_former == former
    assert replace(HELD, pending=True, former=former).as_former == former
    assert replace(HELD, pending=True).as_former is None  # it never was
