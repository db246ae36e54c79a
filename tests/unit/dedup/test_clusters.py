"""Clusters: connected ids, one canonical member, no chains of strangers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import (
    HARBOUR,
    LIBRARY,
    PARAPHRASE,
    first_sentences,
    flat,
    invented,
    last_sentences,
    spun,
)
from unspin.cli.dedup import Corpus
from unspin.dedup.clusters import canonical, clusters, ranked, why_kept
from unspin.dedup.fingerprint import fingerprint
from unspin.dedup.guard import are_kin
from unspin.stored import Standing

NAMES = st.sampled_from("abcdefgh")


def taken_in(texts: dict[str, str]) -> dict[str, str]:
    """Return the cluster of each text after all were taken in, in order."""
    corpus = Corpus()
    for day, (name, text) in enumerate(texts.items()):
        corpus.add(name, fingerprint("", text, "en"), (date(2026, 1, 1) + timedelta(day)).isoformat())
    return {line["id"]: line["cluster_id"] for line in corpus.lines()}


@given(st.lists(st.tuples(NAMES, NAMES)), st.randoms())
def test_clusters_do_not_depend_on_the_order_of_pairs(pairs: list[tuple[str, str]], chance) -> None:
    shuffled = [pair[::-1] if chance.random() < 0.5 else pair for pair in chance.sample(pairs, len(pairs))]
    assert set(clusters(pairs)) == set(clusters(shuffled))


@given(
    st.permutations(
        [Standing("a", "2026-03-01", 90, "1"), Standing("b", None, 900, "0"), Standing("c", "2026-03-02", 80, "2")]
    )
)
def test_the_earliest_published_is_kept_whatever_came_first(standings: list[Standing]) -> None:
    assert canonical(standings).article_id == "a"
    assert [each.article_id for each in ranked(standings)] == ["a", "c", "b"]


def test_copies_share_a_cluster_and_strangers_do_not() -> None:
    found = taken_in({"a": HARBOUR, "b": spun(HARBOUR), "c": LIBRARY})
    assert found["a"] == found["b"] != found["c"]


def test_both_halves_of_an_article_join_it() -> None:
    found = taken_in({"whole": HARBOUR, "first": first_sentences(HARBOUR, 4), "last": last_sentences(HARBOUR, 4)})
    assert len(set(found.values())) == 1


@pytest.mark.parametrize("order", [("a", "b", "both"), ("both", "a", "b"), ("a", "both", "b")])
def test_a_page_with_two_stories_does_not_merge_them(order: tuple[str, ...]) -> None:
    texts = {"a": flat(HARBOUR), "b": flat(LIBRARY), "both": flat(HARBOUR) + "\n\n" + flat(LIBRARY)}
    found = taken_in({name: texts[name] for name in order})
    assert found["a"] != found["b"]


def test_pages_of_one_site_do_not_collapse_through_its_boilerplate() -> None:
    # In small what merged 859,092 documents into two: pages that share nearly half of their words, and buckets.
    boilerplate = invented(0, words=100)
    texts = {f"page{number}": f"{boilerplate}\n\n{invented(number, words=110)}" for number in range(1, 25)}
    prints = [fingerprint("", text, "en") for text in texts.values()]

    assert any(set(one.keys) & set(other.probes) for one in prints for other in prints if one is not other)
    assert len(set(taken_in(texts).values())) == len(texts)


def test_a_chain_of_weak_links_does_not_merge_its_ends() -> None:
    # A spin of a spin of a spin: every page has one word in eight from another text than the page before.
    texts = [invented(0, words=160).split()]
    for step in range(1, 24):
        other = invented(step, words=160).split()
        texts.append(
            [new if at % 8 == step % 8 else old for at, (old, new) in enumerate(zip(texts[-1], other, strict=True))]
        )
    found = taken_in({f"page{number:02}": " ".join(words) for number, words in enumerate(texts)})

    assert found["page00"] == found["page01"]
    assert found["page00"] != found["page23"]
    members = [name for name in found if found[name] == found["page00"]]
    assert len(members) <= 8


def test_versions_of_one_article_are_kin_and_strangers_are_not() -> None:
    versions = [fingerprint("", text, "en") for text in (HARBOUR, spun(HARBOUR), PARAPHRASE)]
    assert all(are_kin(one, other) for one in versions for other in versions)
    assert not any(are_kin(one, fingerprint("", LIBRARY, "en")) for one in versions)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (None, "only"),
        (Standing("b", "2026-11-02", 100, "2026-11-01T10:00:00Z"), "published_first"),
        (Standing("b", None, 100, "2026-11-01T10:00:00Z"), "published_first"),
        (Standing("b", "2026-11-01", 99, "2026-11-01T10:00:00Z"), "longest"),
        (Standing("b", "2026-11-01", 100, "2026-11-01T10:00:01Z"), "seen_first"),
    ],
)
def test_it_is_said_why_an_article_is_kept(other: Standing | None, why: str) -> None:
    one = Standing("a", "2026-11-01", 100, "2026-11-01T10:00:00Z")

    assert why_kept(ranked(filter(None, (other, one)))) == why
