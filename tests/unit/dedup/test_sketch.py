"""Sketches: what a posting tells of its text."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dedup.articles import HARBOUR, LIBRARY, PARAPHRASE, first_sentences, flat, spun
from unspin.dedup.fingerprint import Fingerprint, fingerprint
from unspin.dedup.judge import models, promise
from unspin.dedup.keys import ranked
from unspin.dedup.scheme import CURRENT

WORDS = st.lists(st.sampled_from(flat(HARBOUR + LIBRARY).split()), max_size=120).map(" ".join)
MOST = 3 + 4 * (CURRENT.sketch_terms + CURRENT.sketch_skeleton)  # bytes


def of(text: str) -> Fingerprint:
    return fingerprint("", text, "en")


def is_promising(mine: str, theirs: str) -> bool:
    return promise(of(mine), [of(theirs).sketch]) >= models().screen.threshold


def test_a_sketch_tells_the_length_of_a_text_and_the_first_of_its_terms_and_its_skeleton() -> None:
    made = of(HARBOUR)

    length, terms, *hashes = struct.unpack(">HB24I", made.sketch)

    assert (length, terms) == (len(made.scan), 12)
    terms_ = made.views.terms
    leading = [place for place in ranked(made.views).tolist() if not terms_.is_led[place]]
    assert hashes[:12] == [hash_ >> 32 for hash_ in terms_.hashes[leading[:12]].tolist()]
    assert hashes[12:] == [hash_ >> 32 for hash_ in made.views.skeleton[:12].tolist()]


@given(WORDS)
def test_any_sketch_is_short(text: str) -> None:
    assert len(of(text).sketch) <= MOST


@given(WORDS, WORDS)
def test_what_is_read_of_a_sketch_lies_between_none_and_all(one: str, other: str) -> None:
    if of(other).sketch:
        assert all(0 <= share <= 1 for share in of(one).reader.agreement(of(other).sketch))


def test_the_longest_texts_have_a_sketch_too() -> None:
    text = "word " * 70_000
    assert is_promising(text, text)


@pytest.mark.parametrize("copy", [spun(HARBOUR), PARAPHRASE, first_sentences(HARBOUR, 3), HARBOUR.upper()])
def test_copies_are_promising_from_either_side(copy: str) -> None:
    assert is_promising(HARBOUR, copy)
    assert is_promising(copy, HARBOUR)


def test_strangers_are_not() -> None:
    assert not is_promising(HARBOUR, LIBRARY)


def test_a_stranger_who_shares_a_boilerplate_phrase_is_not() -> None:
    phrase = " All rights are reserved by the owners of this site, and you may not copy any of it without them."
    assert not is_promising(HARBOUR + phrase, LIBRARY + phrase)


def test_of_a_stranger_no_term_is_shared_and_of_oneself_all() -> None:
    mine = of(HARBOUR)
    nothing = of("lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt labore " * 3)

    assert mine.reader.agreement(nothing.sketch)[:5] == [0.0] * 5
    every, _, own, *leading = mine.reader.agreement(mine.sketch)[:5]
    assert [every, own, *leading] == pytest.approx([1.0] * 4)


def test_who_tells_nothing_is_compared() -> None:
    assert promise(of(HARBOUR), [b""]) == 1
    assert promise(of(HARBOUR), [of(LIBRARY).sketch, of(HARBOUR).sketch]) > 0.5
    assert promise(of("too short"), [of(LIBRARY).sketch]) == 1
