"""Evidence: passages laid side by side, words that stand for words."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import HARBOUR, flat, spun
from unspin.dedup.evidence import Swap, align, counted
from unspin.dedup.fingerprint import fingerprint
from unspin.dedup.titles import compare_titles
from unspin.dedup.tokens import tokens
from unspin.dedup.verify import compare, with_evidence
from unspin.model import Substitution

WORDS = st.lists(st.sampled_from("a b c d e".split()), max_size=12).map(" ".join)


def test_swapped_words_are_named_with_how_often_they_were() -> None:
    swaps = align(tokens("big cat, big dog"), tokens("large cat, large dog")).swaps
    assert counted(swaps) == (Substitution("big", "large", 2, are_synonyms=True),)


def test_swaps_that_a_dictionary_knows_are_told_from_others() -> None:
    found = counted([Swap("Saved", "rescued"), Swap("saved", "painted"), Swap("Automobiles", "car")])
    assert [each.are_synonyms for each in found] == [True, False, True]
    assert not any(each.are_synonyms for each in counted([Swap("Saved", "rescued")], explained=False))


def test_evidence_of_a_spun_copy_shows_its_swaps_and_passages() -> None:
    one, other = fingerprint("", flat(HARBOUR), "en"), fingerprint("", spun(HARBOUR), "en")
    found = with_evidence(compare(one, other), one, other).evidence

    assert ("accord", "deal", 1) in {(each.before, each.after, each.count) for each in found.substitutions}
    assert found.swapped >= sum(each.count for each in found.substitutions if each.before.islower())
    assert any("Solheim" in passage.a and "Solheim" in passage.b for passage in found.passages)
    assert found.summary.startswith("rewritten: ")


@pytest.mark.parametrize("letters", [30, 5_000])
def test_evidence_of_texts_without_a_full_stop_stays_short(letters: int) -> None:
    chance, rare = Random(1), [chr(number) for number in range(0x10400, 0x10450)]
    words = ["".join(chance.choices(rare, k=letters)) for _ in range(100_000 // letters)]
    one, other = (fingerprint("Title", " ".join(text), "en") for text in (words, [words[0][::-1], *words[1:]]))

    found = with_evidence(compare(one, other), one, other).evidence

    assert found.passages
    assert max(len(text) for passage in found.passages for text in (passage.a, passage.b)) == 600
    assert all(passage.a.endswith("…") for passage in found.passages)


def test_a_word_without_end_is_cut_where_it_is_shown() -> None:
    [found] = counted([Swap("x" * 100, "y" * 101)])

    assert (found.before, found.after) == ("x" * 100, f"{'y' * 99}…")


@given(WORDS, WORDS)
def test_aligned_tokens_are_equal_and_in_order(a: str, b: str) -> None:
    one, other = tokens(a), tokens(b)
    pairs = sorted(align(one, other).pairs.items())
    assert all(one[here].folded == other[there].folded for here, there in pairs)
    assert [there for _, there in pairs] == sorted({there for _, there in pairs})


def test_titles_with_swapped_words_give_themselves_away() -> None:
    found = compare_titles("Island Ferry Firm Cuts Winter Fares", "Island Ferry Company Slashes Winter Fares")
    assert found.relation == "rewritten"
    assert {(each.before, each.after) for each in found.evidence.substitutions} == {
        ("Firm", "Company"),
        ("Cuts", "Slashes"),
    }


def test_titles_with_other_numbers_are_two_headlines() -> None:
    assert compare_titles("Storm Leaves 40 Homes Dark", "Storm Leaves 90 Houses Dark").relation == "unique"
