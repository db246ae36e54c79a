"""Readers' comments in a dump: where they begin and end, and what is none."""

import pytest

from unspin.model import Page
from unspin.text import selection
from unspin.text.blocks import Block
from unspin.text.cleaning import clean

ARTICLE = [
    "The ferry to Little Ansty will not sail on Sundays any more, the county said on Tuesday.",
    "Its crew of three has not been paid since the spring, and the county owes the yard for a new shaft.",
    "Whoever wants to cross on a Sunday will have to drive forty minutes to the bridge at Corr.",
    "The mayor of Little Ansty called the decision a blow, and asked for a meeting before the summer.",
]
COMMENTS = [
    "I have crossed on that boat every Sunday for thirty years, and now I am to drive around the whole bay.",
    "Nobody asked us. The county found money for a roundabout, but it cannot find any for three people's wages.",
    "My grandmother will not see her sister any more. Thank you, county, and good luck at the next election.",
]


def reasons_of(*texts: str) -> list[str | None]:
    return selection.reasons([Block(text, gap=True) for text in texts])


def thread(head: str, between: str) -> list[str]:
    return [*ARTICLE, head, *(line for comment in COMMENTS for line in (between, comment))]


@pytest.mark.parametrize(
    ("head", "between"),
    [
        ("3 comments:", "Reply Delete"),
        ("3 Comments", "Reply"),
        ("Comments", "Log in to reply"),
        ("Kommentare (3)", "Antworten"),
    ],
)
def test_what_stands_between_lines_to_answer_with_is_comments(head, between):
    why = reasons_of(*thread(head, between), between)
    assert why[:4] == [None] * 4
    assert why[4] is not None
    assert why[5:] == ["comment_form"] * 7


def test_names_and_dates_behind_a_count_of_comments_are_enough():
    lines = [line for number, comment in enumerate(COMMENTS) for line in (f"Oda, March {number + 2}, 2024", comment)]
    why = reasons_of(*ARTICLE, "3 comments", *lines, "Nils says:", "So it goes.", "Ida says:")
    assert why[:4] == [None] * 4
    assert None not in why[4:]
    assert why[6] == why[8] == why[10] == why[12] == "comment_form"


def test_many_lines_to_answer_with_need_no_heading():
    why = reasons_of(*ARTICLE, *(line for comment in COMMENTS for line in (comment, "Reply")))
    assert why[:4] == [None] * 4
    assert why[4:] == ["comment_form"] * 6


@pytest.mark.parametrize(
    "lines",
    [
        ["12 comments", "March 3, 2024", *ARTICLE, "Leave a comment"],  # a count beside the date, a form at the end
        ["Comments", *ARTICLE, "Reply"],
        [ARTICLE[0], "Reply", *ARTICLE[1:], "Reply"],  # two are no thread
        [ARTICLE[0], "Mayor Sund said:", ARTICLE[1], "The crew said:", *ARTICLE[2:]],  # an interview
    ],
)
def test_an_article_is_not_taken_for_comments(lines):
    why = reasons_of(*lines)
    assert [reason for line, reason in zip(lines, why, strict=True) if line in ARTICLE] == [None] * 4


def test_the_entries_of_a_ticker_are_no_comments():
    lines = [line for at, each in enumerate(ARTICLE) for line in (f"March 3, 2024, {at + 9}:30", each)]
    why = reasons_of("23 comments", *lines, "March 3, 2024, 14:00")
    assert [reason for line, reason in zip(lines, why[1:], strict=False) if line in ARTICLE] == [None] * 4


def test_a_dump_comes_without_its_comments():
    found = clean(
        Page(
            "text",
            "\n\n".join(["Ferry Stops Sailing on Sundays", *thread("3 comments:", "Reply Delete"), "Reply Delete"]),
        )
    )
    assert list(found.blocks) == ARTICLE
    assert {each.reason for each in found.removed if each.text in COMMENTS} == {"comment_form"}
