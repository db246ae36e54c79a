"""Sentences: what two texts tell in the same order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import HARBOUR, LIBRARY, PARAPHRASE, RETOLD, flat, spun
from unspin.dedup.fingerprint import Fingerprint, fingerprint
from unspin.dedup.sentences import retelling, spans
from unspin.dedup.verify import compare, with_evidence

NAMES = "Solheim", "Valparaiso", "Pizarnik", "Fjordbjarg", "Ulstein", "Tromso", "Concepcion", "Oslo"
TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(flat(HARBOUR + LIBRARY).split()), max_size=150).map(" ".join)


def of(text: str) -> Fingerprint:
    return fingerprint("", text, "en")


def test_every_sentence_of_a_spun_copy_has_its_place() -> None:
    told = retelling(of(flat(HARBOUR)), of(spun(HARBOUR)))

    assert told.pairs == tuple((number, number) for number in range(told.sentences))
    assert told.share > 0.5


def test_sentences_in_another_order_are_not_told_in_order() -> None:
    backwards = " ".join(f"{sentence.strip(' .')}." for sentence in reversed(flat(HARBOUR).split(". ")))

    assert len(retelling(of(flat(HARBOUR)), of(backwards)).pairs) <= 2


def test_who_goes_through_an_article_sentence_by_sentence_rewrites_it() -> None:
    found = compare(of(HARBOUR), of(RETOLD))

    assert found.relation == "rewritten"
    assert found.figures["words"] < 0.1
    assert found.figures["retold"] >= 0.35


def test_who_tells_the_same_story_in_an_order_of_his_own_does_not() -> None:
    found = compare(of(HARBOUR), of(PARAPHRASE))

    assert found.relation == "same_story"


def test_what_is_told_in_other_words_counts_as_aligned_and_is_shown() -> None:
    one, other = of(flat(HARBOUR)), of(flat(RETOLD))
    found = with_evidence(compare(one, other), one, other).evidence

    told, _, of_all = found.summary.removeprefix("rewritten: ").split()[:3]
    assert int(told) >= 5
    assert int(of_all) == len(spans(one))
    assert found.substitutions == ()
    assert len(found.passages) == 3
    assert all(any(name in passage.a and name in passage.b for name in NAMES) for passage in found.passages)


@given(TEXTS, TEXTS)
def test_a_retelling_is_the_same_from_either_side(one: str, other: str) -> None:
    told, mirrored = retelling(of(one), of(other)), retelling(of(other), of(one))

    assert told.pairs == tuple((here, there) for there, here in mirrored.pairs)
    assert told.share == mirrored.share
    assert 0 <= told.share <= 1


@given(TEXTS)
def test_tokens_that_are_shown_are_the_tokens_that_are_compared(text: str) -> None:
    made = of(text)
    assert len(made.tokens) == len(made.scan)


@given(TEXTS)
def test_sentences_cover_the_text(text: str) -> None:
    edges = spans(of(text))
    assert all(before[1] == after[0] for before, after in pairwise(edges))
    assert sum(end - start for start, end in edges) == len(of(text).scan)
