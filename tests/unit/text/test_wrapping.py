"""Lines that were broken at a width."""

from textwrap import fill

import pytest

from unspin.model import Page
from unspin.text.cleaning import clean
from unspin.text.wrapping import unwrapped

TITLE = "Eleven harbours open to research ships"
PARAGRAPHS = (
    "Norwegian shipping minister Ingrid Solheim signed an accord on Tuesday in Valparaiso that opens eleven harbours "
    "to joint research vessels. The agreement, worth 48.7 million crowns, ends nine years of talks.",
    "Chilean admiral Rodrigo Pizarnik said the first ship, the Fjordbjarg, would leave Bergen in March with 63 "
    "scientists aboard. Environmental groups in Punta Arenas welcomed the plan but asked for stricter limits on "
    "seabed drilling, "
    "which the two countries are to write together before the summer ends.",
    "The opposition in Oslo criticised the cost, saying that lighthouses had waited longer for money.",
)
MENU = ("Home", "World", "Business", "Sports", "Weather", "Letters to the editor")


@pytest.mark.parametrize("width", [55, 72, 80, 100])
def test_filled_paragraphs_are_whole_again(width: int) -> None:
    filled = [line for each in (TITLE, *PARAGRAPHS) for line in (*fill(each, width).splitlines(), "")]

    assert [line for line in unwrapped(filled) if line] == [TITLE, *PARAGRAPHS]


def test_paragraphs_end_where_another_word_would_have_had_room() -> None:
    filled = [line for each in (TITLE, *PARAGRAPHS) for line in fill(each, 72).splitlines()]

    assert list(unwrapped(filled)) == [TITLE, *PARAGRAPHS]


@pytest.mark.parametrize(
    "lines",
    [
        PARAGRAPHS,
        MENU,
        ("Seven ways to keep a lighthouse lit in winter", "Eight harbours that nobody has ever been to yet") * 3,
        (),
        ("",),
    ],
    ids=["paragraphs", "menu", "headlines of one length", "nothing", "a blank line"],
)
def test_other_lines_stay_as_they_are(lines: tuple[str, ...]) -> None:
    assert list(unwrapped(lines)) == list(lines)


def test_one_filled_paragraph_among_long_ones_is_whole_again() -> None:
    lines = [*PARAGRAPHS * 9, "", *fill(PARAGRAPHS[0], 60).splitlines(), "", *MENU]

    assert list(unwrapped(lines)) == [*PARAGRAPHS * 9, "", PARAGRAPHS[0], "", *MENU]


@pytest.mark.parametrize(
    "stretch",
    [
        [f"https://harbours.example/ships/{ship}/{'0123456789' * 5}" for ship in ("fram", "gjoa", "maud", "belgica")],
        [f"{word} harbours that nobody has ever been to, and why not" for word in ("Six", "Ten", "Two", "One", "No")],
        ["\u6e2f\u53e3\u59d4\u54e1\u4f1a" * 10] * 6,
        fill(PARAGRAPHS[0], 90).splitlines(),
    ],
    ids=["addresses", "headlines", "a script without case", "too few lines"],
)
def test_few_lines_among_long_ones_stay_as_they_are(stretch: list[str]) -> None:
    lines = [*PARAGRAPHS * 9, "", *stretch]

    assert list(unwrapped(lines)) == lines


def test_an_article_in_filled_lines_is_found_on_a_page_that_is_not_filled() -> None:
    menu = [f"{word} news, with everything that has happened in the harbours there" for word in MENU]
    dump = "\n".join(
        (*menu, "", TITLE, "", *(line for each in PARAGRAPHS for line in (*fill(each, 78).splitlines(), "")))
    )

    assert list(clean(Page("text", dump + "\n" + "\n".join(menu * 3))).blocks) == list(PARAGRAPHS)


def test_an_article_in_filled_lines_is_cleaned_as_one_in_long_lines() -> None:
    dump = "\n\n".join((*MENU, TITLE, *PARAGRAPHS, "Leave a Reply"))
    filled = "\n\n".join(fill(each, 72) for each in (*MENU, TITLE, *PARAGRAPHS, "Leave a Reply"))

    assert clean(Page("text", filled)).blocks == clean(Page("text", dump)).blocks == PARAGRAPHS
