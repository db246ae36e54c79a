"""The fingerprints that a worker keeps: of many short texts or of few long ones, in as much memory."""

import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from unspin.messages import ArticleStored
from unspin.pipeline import services as services_module
from unspin.pipeline.ingest import ingest
from unspin.pipeline.relate import related
from unspin.pipeline.services import COMPARED_CHARACTERS, HELD_BYTES, Fingerprints
from unspin.runtime import embedded

LATIN, CHINESE = "a", "\u4e2d"


def kept(fingerprints: Fingerprints, texts: list[str]) -> list[bool]:
    """Return which fingerprints of *texts* are still there, once all of them were asked for."""
    first = [fingerprints.of("", text, "en") for text in texts]
    # The last ones first: to ask for one that went takes the place of another.
    again = [fingerprints.of("", text, "en") for text in reversed(texts)]
    return [one is other for one, other in zip(first, reversed(again), strict=True)]


def test_the_last_ones_are_kept() -> None:
    assert kept(Fingerprints(size=2), ["one", "two", "three"]) == [False, True, True]


def test_long_texts_are_kept_by_their_bytes() -> None:
    assert kept(Fingerprints(held_bytes=8), ["aaaa", "bbbb", "cccc"]) == [False, True, True]
    assert kept(Fingerprints(held_bytes=8), ["\u4e2d\u6587", "\u6587\u4e2d"]) == [False, True]


def test_two_threads_that_compute_one_do_not_wait_for_each_other_and_count_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = Barrier(2, timeout=20)
    real = services_module.fingerprint
    monkeypatch.setattr(services_module, "fingerprint", lambda *key: (both.wait(), real(*key))[1])
    fingerprints = Fingerprints(held_bytes=8)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: fingerprints.of("", "aaaa", "en"), range(2)))
    monkeypatch.undo()

    assert kept(fingerprints, ["aaaa", "bbbb"]) == [True, True]


def test_a_text_longer_than_all_that_is_kept_is_kept_alone() -> None:
    fingerprints = Fingerprints(held_bytes=8)
    fingerprints.of("", "short", "en")

    assert kept(fingerprints, ["longer than eight bytes"]) == [True]


def test_what_went_leaves_room() -> None:
    fingerprints = Fingerprints(held_bytes=8)
    for number in range(100):
        fingerprints.of("", f"{number:04}", "en")

    assert kept(fingerprints, ["aaaa", "bbbb"]) == [True, True]


def test_two_thousand_of_the_longest_texts_do_not_fill_a_worker() -> None:
    for letter in (LATIN, CHINESE):
        fingerprints = Fingerprints()
        texts = [f"{number:04}{letter * (COMPARED_CHARACTERS - 4)}" for number in range(120)]

        assert sum(kept(fingerprints, texts)) <= HELD_BYTES / len(texts[0].encode())


def spun(number: int) -> str:
    """Return one of many texts that have most of their sentences in common."""
    draw = random.Random(0)
    words = ["".join(draw.choices("abdefgiklmnoprstu", k=draw.randint(3, 9))) for _ in range(2_000)]
    sentences = [" ".join(draw.choices(words, k=14)).capitalize() + "." for _ in range(40)]
    other = random.Random(number)
    sentences[other.randrange(40)] = "The " + " ".join(other.choices(words, k=13)) + "."
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, 40, 4))


def test_the_fingerprints_of_all_that_an_article_is_linked_with_are_not_held_at_once() -> None:
    services = replace(embedded(), fingerprints=Fingerprints(size=10))
    for number in range(2):
        services.raw.put("raw", f"{number}.txt", spun(number).encode())  # type: ignore[attr-defined]
        [outcome] = ingest(ArticleStored("raw", f"{number}.txt", event_time="2026-11-02T10:00:00.000Z"), services)
    name = outcome.entry.article_id if outcome.entry else ""
    body, [link] = services.index.bodies([name])[name], services.index.links(name)
    for number in range(2, 80):
        services.index.put_body(replace(body, article_id=f"copy {number}", text=spun(number)), None)
        services.index.put_links([replace(link, other_id=f"copy {number}")])
    mine, known = services.fingerprints.of(body.title, body.text, body.language), services.index.links(name)

    tracemalloc.start()
    links, _ = related(name, mine, services, known=known)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(links) == 79
    assert peak < 5_000_000  # bytes; all of them together hold 10,000,000
