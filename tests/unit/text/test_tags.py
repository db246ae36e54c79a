"""The tags of a page, as its parser writes it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.text.layout import leaps
from unspin.text.tags import (
    BACK,
    BOLD,
    BORDER,
    CLOSES,
    ITALIC,
    LINE,
    LINK,
    NOTHING,
    OPENS,
    PICTURE,
    SKIPS,
    tags_of,
)


def deeds(source: str) -> list[int]:
    return [int(deed) for deed in tags_of(source.encode()).seen().deed]


@pytest.mark.parametrize(
    ("tag", "deed"),
    [
        ("<a href=x>", LINK),
        ("</a>", LINK + BACK),
        ("<strong>", BOLD),
        ("</strong>", BOLD + BACK),
        ("<br>", LINE),
        ("<img>", PICTURE),
        ("<hr>", BORDER),
        ("</span>", NOTHING),
        ("<p>", OPENS),
        ("</p>", CLOSES),
        ("<abb>", OPENS),
        ("<textareas>", OPENS),
        ("<picture-of-something>", OPENS),
        ("</picture-of-something>", CLOSES),
    ],
)
def test_a_tag_does_what_its_name_says(tag: str, deed: int) -> None:
    assert deeds(tag) == [deed]


@pytest.mark.parametrize("name", ["a", "em", "time", "object", "textarea", "textareas", "wbrwbrwbr", "bé", "i>", "b "])
@pytest.mark.parametrize("behind", [">", " >", " a=b>", " title='i>'>"])
def test_a_name_ends_at_the_first_blank_or_bracket(name: str, behind: str) -> None:
    known = {"a": LINK, "em": ITALIC, "time": NOTHING, "object": SKIPS, "textarea": SKIPS, "i>": ITALIC, "b ": BOLD}

    assert tags_of(f"<{name}{behind}".encode()).deed[0] == known.get(name, OPENS)


def test_an_attributes_name_may_hold_what_begins_a_tag() -> None:
    tags = tags_of(b"<p a<b<c=1>text</p>")

    assert tags.begin.tolist() == [0, 15]
    assert tags.end.tolist() == [10, 18]


def test_what_never_ends_is_no_tag() -> None:
    assert deeds("<p>text<br") == [OPENS]


def test_what_is_skipped_is_not_seen_nor_what_is_in_it() -> None:
    source = "<p>a<svg><title>b</title><b>c</b></svg>d</p>"
    tags = tags_of(source.encode()).seen()

    texts = [source[end + 1 : behind] for end, behind in zip(tags.end, tags.behind, strict=True)]
    assert texts == ["a", "d", ""]


def test_blanks_are_no_text() -> None:
    assert tags_of(b"<p> \n\t<b>a</b> b<br></p>").has_text.tolist() == [False, True, True, False, False]


@given(st.lists(st.integers(0, 1_000_000), max_size=60))
def test_leaps_come_to_all_ancestors(above: list[int]) -> None:
    parents = [0, *(number % (at + 1) for at, number in enumerate(above))]  # each stands before its own

    depths = [0]
    for parent in parents[1:]:
        depths.append(depths[parent] + 1)
    found = np.minimum(1, np.arange(len(parents)))
    for ancestors in leaps(np.array(parents)):
        found += found[ancestors]
    assert found.tolist() == depths
