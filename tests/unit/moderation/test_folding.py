"""A place in the folded text is a place in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.moderation.folding import INVISIBLE, fold, unleet, visible


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(unleet(fold(text))) == len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(visible(text))) == fold(visible(text))


@given(st.text())
def test_a_visible_text_is_visible(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert not INVISIBLE.search(visible(text))
    assert "  " not in visible(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CAFÉ", "cafe"),
        ("“It’s” – İzmir", '"it\'s" - izmir'),
        ("Straße", "straße"),
        ("ガラス", "ガラス"),
        ("한국", "한국"),
        ("Ж\tй", "ж и"),
        ("a\nb", "a\nb"),
    ],
)
def test_letters_are_folded_by_case_and_accent(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_signs_are_read_as_letters() -> None:
    assert unleet(fold("Fr33 $p1NS")) == "free spins"


def test_no_invisible_character_is_printable() -> None:
    assert not any(chr(code).isprintable() for code in range(0x110000) if INVISIBLE.match(chr(code)))
