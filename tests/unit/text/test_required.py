"""What an expression requires is in every text that it fits."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unspin.text.phrases import _RULES, is_spam, said_by
from unspin.text.required import Required, alternatives, first_letters, required

PATTERNS = [part for _, phrases in _RULES if phrases.anywhere for part in alternatives(phrases.anywhere)]
OPENINGS = [part for _, phrases in _RULES for part in phrases.at_beginning]
FOLDED = "İıſK"  # fit i, s and k where case does not count, and are no lower case of them


@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])  # a look-ahead is met by few
@given(st.data())
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_text_that_fits_holds_a_word_that_is_required(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)).filter(lambda found: not {*found} & {*FOLDED}))

    assert any(word in text.lower() for word in required(pattern))
    assert Required({"it": pattern}).met(text) == {"it"}


@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("pattern", [part for part in OPENINGS if any(map(str.isascii, first_letters(part) or "a"))])
def test_every_text_that_fits_begins_with_a_letter_that_may_be_first(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)).filter(lambda found: found[:1].isascii()))

    first = first_letters(pattern)
    assert first is None or text[:1].lower() in first


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("^abc", {"a"}),
        ("^(?:ab|cd)e", {"a", "c"}),
        ("^a?bc", {"a", "b"}),
        ("^(?:the )?views|^opinions", {"t", "v", "o"}),
        ("^\\[related", {"["}),
        ("^\\d comments", set("0123456789")),
        ("^(?:a|\\d)b", set("a0123456789")),
        ("^[(*]?b", set("(*b")),
        ("^a?", None),
        ("^[^a]c", None),
        ("^[a-z]c", None),
        ("^[\\w.]c", None),
        ("^\\w", None),
    ],
)
def test_what_a_text_may_begin_with_is_told(pattern: str, first: set[str] | None) -> None:
    assert first_letters(pattern) == first


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("our \\d+ partners", {" partners"}),
        ("(?:ab|cde) (?:fghi|jk)?", {"ab", "cde"}),
        ("x(?:ab|cd)", {"xab", "xcd"}),
        ("colou?r", {"colo"}),
        ("fo+d", {"fo"}),
        ("fo+?ld", {"old"}),
        ("stu??dy", {"st"}),
        ("[abc]lamps{0,3}", {"lamp"}),
        ("a|bc", {"a", "bc"}),
    ],
)
def test_the_longest_that_can_be_told_is_required(pattern: str, words: set[str]) -> None:
    assert required(pattern) == words


@pytest.mark.parametrize("pattern", ["\\d+", "(?:ab)?", "[ab]|cd", "(?=ab)"])
def test_what_fits_without_a_word_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="expected it to require one"):
        required(pattern)


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert said_by("\ud800 This article: ALL RIGHTS RESERVED") == "legal"
    assert not is_spam("\ud800")
