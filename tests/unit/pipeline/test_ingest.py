"""What ingest does when things arrive twice, late, out of order or beside their twin."""

import itertools
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from threading import Barrier, get_ident
from typing import Any

import pytest

from tests.e2e.stack import ARTICLES
from unspin.adapters.memory import MemoryIndex
from unspin.errors import TransientError
from unspin.messages import ArticleStored
from unspin.model import Page
from unspin.moderation.policy import default_policy, read_policy
from unspin.pipeline.identity import id_of_object
from unspin.pipeline.ingest import LARGE_PAGE, ingest
from unspin.pipeline.policies import publish
from unspin.pipeline.services import Services
from unspin.pipeline.show import show
from unspin.pipeline.take_in import Outcome
from unspin.runtime import embedded
from unspin.stored import Body

ORIGINAL = (ARTICLES / "harbour-post/maritime-accord.html").read_bytes()
SPUN = (ARTICLES / "daily-respin/maritime-deal.txt").read_bytes()
BRIEF = (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes()


def put(services: Services, key: str, data: bytes) -> None:
    services.raw.put("raw", key, data)  # type: ignore[attr-defined]


def take_in(services: Services, key: str, data: bytes, *, at: str = "2026-11-02T10:00:00.000Z") -> list[Outcome]:
    put(services, key, data)
    return list(ingest(ArticleStored("raw", key, event_time=at), services))


def records(services: Services) -> dict[str, Any]:
    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    found = map(json.loads, (data for path, data in stored.items() if not path.startswith("parked/")))
    return {record["source"]["key"]: record for record in found}


def test_an_event_that_comes_late_does_not_bring_the_old_text_back() -> None:
    services = embedded()
    take_in(services, "page.txt", SPUN, at="2026-11-02T10:00:05.000Z")
    before = records(services)

    [outcome] = take_in(services, "page.txt", BRIEF, at="2026-11-02T10:00:01.000Z")

    assert outcome.kind == "superseded"
    assert records(services) == before


def test_a_page_that_changes_all_day_names_the_postings_of_its_last_texts_only() -> None:
    services = embedded()
    index: Any = services.index
    for minute in range(60):
        words = random.Random(minute).sample(range(10_000, 99_999), 60)
        text = " ".join(f"Deputy Harbourmaster N{word}quist counted {word} crates." for word in words)
        take_in(services, "live.txt", text.encode(), at=f"2026-11-02T10:{minute:02}:00.000Z")

    [body] = index.bodies([id_of_object("raw", "live.txt")]).values()

    assert len(body.former_keys) <= 200
    assert {key for key, held in index._postings.items() if held} == set(body.keys)


def test_what_the_policy_redacts_is_stored_nowhere_but_on_the_page() -> None:
    services = embedded()
    told = ("The bakery of Lower Tamford opens again on Monday, said its new owner Ada Quill.", "It had been closed.")
    body = "".join(
        f"<p>{sentence} Its ovens are from 1911, and nobody in the valley bakes more.</p>" for sentence in told
    )
    bio = (
        "<aside class='author-bio'><p>Anna Berg writes about bread. Mail anna.berg@tamford.example, please.</p></aside>"
    )
    head = "<title>Bread</title><meta name='author' content='Anna Berg, anna.berg@tamford.example'>"
    page = f"<html><head>{head}</head><body><article><h1>Bread</h1>{body}</article>{bio}</body></html>".encode()
    redacting = default_policy().text.replace("privacy.email: {actions: {}}", "privacy.email: {actions: {redact: 0.5}}")
    publish(read_policy(redacting, name="redacting"), services, by="ada", note="as agreed")

    [outcome] = take_in(services, "bread.html", page)

    assert outcome.entry is not None
    [record] = records(services).values()
    assert "author_bio" in {each["reason"] for each in record["removed"]}
    assert "tamford.example" not in json.dumps(record)
    assert "tamford.example" not in repr((outcome.entry, services.index.bodies([outcome.entry.article_id])))


def test_records_in_utf_16_are_parked_as_one_object_that_says_so() -> None:
    services = embedded()
    lines = "".join(json.dumps({"text": f"Ferry {number}."}) + "\n" for number in range(9))

    [outcome] = take_in(services, "wide.jsonl", lines.encode("utf-16"))

    assert outcome.parked is not None
    assert (outcome.parked.source.line, outcome.parked.reason) == (None, "bad_encoding")
    assert outcome.parked.message.startswith("expected UTF-8, got UTF-16: convert it first")


def test_an_article_too_large_for_an_answer_is_shown_without_its_record() -> None:
    services = embedded()
    text = "\n\n".join(f"Заседание номер {number} закончилось без решения, сказал министр." for number in range(20_000))
    [outcome] = take_in(services, "a.txt", text.encode())
    assert outcome.entry is not None

    shown: Any = show(outcome.entry.article_id, services)

    assert len(json.dumps(json.dumps(asdict(shown)))) < 6_000_000  # as Lambda counts it
    assert (shown.record, shown.location) == (None, services.clean.location(outcome.entry.path))


def test_the_same_content_dropped_again_is_known_and_counts_as_newer() -> None:
    services = embedded()
    take_in(services, "page.txt", SPUN, at="2026-11-02T10:00:00.000Z")
    [again] = take_in(services, "page.txt", SPUN, at="2026-11-02T10:00:09.000Z")
    [late] = take_in(services, "page.txt", BRIEF, at="2026-11-02T10:00:05.000Z")

    assert (again.kind, late.kind) == ("known", "superseded")


def test_an_update_takes_its_old_postings_and_links_back() -> None:
    services = embedded()
    [first] = take_in(services, "original.html", ORIGINAL)
    [copy] = take_in(services, "page.txt", SPUN)
    assert copy.entry is not None
    old_keys = services.index.bodies([copy.entry.article_id])[copy.entry.article_id].keys
    [outcome] = take_in(services, "page.txt", BAKERY, at="2026-11-03T10:00:00.000Z")

    assert first.entry is not None
    assert outcome.entry is not None
    assert outcome.entry.relation == "update"
    assert services.index.links(first.entry.article_id) == []
    assert outcome.entry.article_id not in services.index.candidates(old_keys)


def test_an_update_stays_the_copy_of_an_original_whose_text_has_expired() -> None:
    services = embedded()
    [first] = take_in(services, "original.html", ORIGINAL)
    [copy] = take_in(services, "page.txt", SPUN)
    assert first.entry is not None
    assert copy.entry is not None
    [body] = services.index.bodies([first.entry.article_id]).values()
    services.index.unpost(body.article_id, body.keys)
    services.index.remove_body(body)

    [update] = take_in(services, "page.txt", SPUN + b"\n\nMore of it follows.\n", at="2026-11-03T10:00:00.000Z")

    assert update.entry is not None
    told = (update.entry.relation, update.entry.duplicate_of, update.entry.similarity)
    assert told == (copy.entry.relation, first.entry.article_id, copy.entry.similarity)
    assert update.entry.revision == copy.entry.revision + 2, "claimed and lifted once: there was nothing to settle"


BAKERY = ("The bakery of Lower Tamford will open again on Monday, said its new owner Ada Quill. " * 4).encode()


def test_a_side_of_a_link_that_a_dead_worker_wrote_after_the_other_was_updated_is_taken_back() -> None:
    services = embedded()
    index: MemoryIndex = services.index  # type: ignore[assignment]
    take_in(services, "original.html", ORIGINAL)
    [copy] = take_in(services, "copy.txt", SPUN)
    original, name = id_of_object("raw", "original.html"), id_of_object("raw", "copy.txt")
    [link] = index.links(name)
    take_in(services, "original.html", BAKERY, at="2026-11-03T10:00:00.000Z")

    index._links[original][name] = link.mirrored.comparison  # and dies
    [again] = take_in(services, "copy.txt", SPUN)

    assert (copy.kind, again.kind) == ("stored", "known")
    assert index.links(original) == index.links(name) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_canonical_article_is_the_same_in_any_order(order: tuple[int, ...]) -> None:
    services = embedded()
    dropped = [("original.html", ORIGINAL), ("copy.txt", SPUN), ("brief.txt", BRIEF)]
    for number in order:
        take_in(services, *dropped[number])

    found = records(services)
    assert len({record["cluster_id"] for record in found.values()}) == 1
    assert {key: record["duplicate_of"] for key, record in found.items()} == {
        "original.html": None,
        "copy.txt": found["original.html"]["article_id"],
        "brief.txt": found["original.html"]["article_id"],
    }


@pytest.mark.parametrize("cut", ["put_body", "post", "put_links", "put_cluster", "merge", "put_entry"])
@pytest.mark.parametrize("took_effect", [False, True])
def test_a_worker_that_dies_at_any_write_leaves_work_that_the_next_delivery_finishes(
    cut: str, took_effect: bool
) -> None:
    undisturbed, services = embedded(), embedded()
    for each in (undisturbed, services):
        take_in(each, "original.html", ORIGINAL)
        put(each, "copy.txt", SPUN)
    message = ArticleStored("raw", "copy.txt", event_time="2026-11-02T10:00:00.000Z")
    list(ingest(message, undisturbed))
    dying: Any = Dying(services.index, cut, took_effect=took_effect)

    try:
        list(ingest(message, replace(services, index=dying)))
    except TransientError:
        list(ingest(message, services))

    assert without_times(records(services)) == without_times(records(undisturbed))


def test_twins_that_are_taken_in_at_the_same_time_find_each_other() -> None:
    services = embedded()
    put(services, "copy.txt", SPUN)
    twin = Interrupting(services.index, lambda: list(ingest(message("copy.txt"), services)))
    put(services, "original.html", ORIGINAL)

    list(ingest(message("original.html"), replace(services, index=twin)))  # type: ignore[arg-type]

    found = records(services)
    assert found["copy.txt"]["duplicate_of"] == found["original.html"]["article_id"]
    assert found["copy.txt"]["cluster_id"] == found["original.html"]["cluster_id"]


def test_what_becomes_of_a_copy_follows_the_policy_also_when_the_original_comes_last() -> None:
    text = (files("unspin.moderation") / "default_policy.yaml").read_text(encoding="utf-8")
    strict = text.partition("duplicates:")[0] + "duplicates: {exact: reject, rewritten: reject, excerpt: review}"
    services = embedded(read_policy(strict, name="strict"))
    take_in(services, "copy.txt", SPUN)
    take_in(services, "again.txt", SPUN)
    take_in(services, "brief.txt", BRIEF)
    before = {key: record["decision"] for key, record in records(services).items()}
    take_in(services, "original.html", ORIGINAL)  # longer, so it is the one that is kept

    found = records(services)
    assert before == {"copy.txt": "review", "again.txt": "reject", "brief.txt": "review"}  # copy.txt: its title
    assert {key: record["decision"] for key, record in found.items()} == {
        "original.html": "publish",
        "copy.txt": "reject",
        "again.txt": "reject",
        "brief.txt": "review",
    }
    assert found["copy.txt"]["findings"][0]["rule"] == "duplicate.rewritten"
    stored = services.clean.stored  # type: ignore[attr-defined]
    assert sorted(path.partition("/")[0] for path in stored) == ["clean", "rejected", "rejected", "review"]


def test_an_article_that_we_fail_on_keeps_no_other_line_back() -> None:
    services = embedded()
    lines = [json.dumps({"id": str(n), "text": f"{BRIEF.decode()} Number {n}."}) for n in range(3)]
    put(services, "feed.jsonl", "\n".join(lines).encode())
    failing: Any = Failing(services.index, nth=2)

    with pytest.raises(ExceptionGroup, match="1 articles failed"):
        list(ingest(message("feed.jsonl"), replace(services, index=failing)))

    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    assert sorted(json.loads(data)["source"]["line"] for data in stored.values()) == [1, 3]


def message(key: str) -> ArticleStored:
    return ArticleStored("raw", key, event_time="2026-11-02T10:00:00.000Z")


def without_times(found: dict[str, Any]) -> dict[str, Any]:
    return {key: record | {"ingested_at": "", "revision": 0} for key, record in found.items()}


@dataclass
class Dying:
    """An index whose worker dies at a write: before it, or after it took effect."""

    index: Any
    cut: str
    took_effect: bool

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.index, name)
        if name != self.cut:
            return real

        def dies(*arguments: Any, **more: Any) -> Any:
            if self.took_effect:
                real(*arguments, **more)
            raise TransientError(f"cut off at {name}")

        return dies


@dataclass
class Interrupting:
    """An index that lets somebody else work between our postings and our look-up."""

    index: Any
    work: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def post(self, article_id: str, keys: Any, **more: Any) -> None:
        self.index.post(article_id, keys, **more)
        self.work()


@dataclass
class Failing:
    """An index that has a bug for one article."""

    index: Any
    nth: int
    seen: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def put_body(self, body: Body, before: Body | None) -> bool:
        self.seen += 1
        if self.seen == self.nth:
            raise ZeroDivisionError
        stored: bool = self.index.put_body(body, before)
        return stored


def test_a_worker_has_one_large_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    services, held, most = embedded(), [0], [0]

    def takes_memory(*_: Any) -> Outcome:
        held[0] += 1
        most[0] = max(most[0], held[0])
        time.sleep(0.02)
        held[0] -= 1
        return Outcome("known")

    monkeypatch.setattr("unspin.pipeline.ingest.take_in", takes_memory)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: take_in(services, f"{at}.txt", b"x" * (LARGE_PAGE + 1)), range(4)))

    assert most == [1]


@pytest.mark.parametrize("at_once", [1, 3])
def test_lines_of_a_file_are_taken_in_side_by_side_and_told_of_in_order(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    services, met, threads = embedded(), Barrier(at_once, timeout=10), set[int]()

    def taken(message: ArticleStored, page: Page, *_: Any) -> Outcome:
        threads.add(get_ident())
        met.wait()  # so many are at work
        time.sleep(0.01 * (4 - (page.line or 0) % 4))  # the first of them is done last
        return Outcome("parked", parked=page.line)  # type: ignore[arg-type]

    monkeypatch.setattr("unspin.pipeline.ingest.take_in", taken)
    put(services, "feed.jsonl", lines(6))
    found = list(ingest(message("feed.jsonl"), services, at_once=at_once))

    assert [each.parked for each in found] == [1, 2, 3, 4, 5, 6]
    assert len(threads) == at_once


@pytest.mark.parametrize("at_once", [1, 3])
def test_what_a_file_has_no_time_for_is_handed_back_from_the_first_line_that_was_not_begun(at_once: int) -> None:
    services, asked = embedded(), itertools.count()
    put(services, "feed.jsonl", lines(6))

    outcomes = list(ingest(message("feed.jsonl"), services, has_time=lambda: next(asked) < 4, at_once=at_once))

    assert [each.kind for each in outcomes] == ["stored"] * 4 + ["handed_back"]
    assert [each.first_line for each in services.queue.messages] == [5]  # type: ignore[attr-defined]


def test_a_line_that_fails_side_by_side_keeps_no_other_back() -> None:
    services = embedded()
    put(services, "feed.jsonl", lines(5))
    failing: Any = Failing(services.index, nth=2)

    with pytest.raises(ExceptionGroup, match="1 articles failed"):
        list(ingest(message("feed.jsonl"), replace(services, index=failing), at_once=3))

    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    assert len(stored) == 4


def lines(count: int) -> bytes:
    """Return a file of articles that have nothing to do with each other."""
    draw = random.Random(3)
    words = ["".join(draw.choices("abdefgiklmnoprstu", k=draw.randint(3, 9))) for _ in range(900)]
    texts = (" ".join(draw.choices(words, k=90)).capitalize() + "." for _ in range(count))
    return "\n".join(json.dumps({"id": str(at), "text": text}) for at, text in enumerate(texts)).encode()
