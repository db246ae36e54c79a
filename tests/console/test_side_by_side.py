"""Two texts beside each other, and an article with what was removed."""

from hypothesis import given
from hypothesis import strategies as st

from unspin.console.anatomy import Block, anatomy
from unspin.console.side_by_side import diff, side_by_side

WORDS = st.sampled_from("the ferry left harbour at noon with nine men 14 of Oslo".split())
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=5).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_are_whole(left: str, right: str) -> None:
    rows = side_by_side(left, right)

    lefts = ["".join(piece.text for piece in row.left) for row in rows if row.left]
    rights = ["".join(piece.text for piece in row.right) for row in rows if row.right]
    assert lefts == left.split("\n\n") if left else lefts == []
    assert sorted(rights) == (sorted(right.split("\n\n")) if right else [])


@given(TEXTS)
def test_a_text_beside_itself_has_no_marks(text: str) -> None:
    rows = side_by_side(text, text)

    assert {piece.kind for row in rows for piece in (*row.left, *row.right)} <= {"same"}


def test_a_swapped_word_tells_what_stands_there_in_the_other() -> None:
    left, right = diff("They sign an agreement today.", "They ink a pact today.")

    assert [(piece.text, piece.kind, piece.other) for piece in left if piece.kind != "same"] == [
        ("sign an agreement", "swapped", "ink a pact")
    ]
    assert "".join(piece.text for piece in right) == "They ink a pact today."


def test_paragraphs_in_another_order_find_each_other() -> None:
    left = "The ferry left the harbour at noon.\n\nNine men from Oslo were on board."
    right = "Nine men from Oslo were on board.\n\nThe ferry left the harbour at noon."

    rows = side_by_side(left, right)

    assert [row for row in rows if not (row.left and row.right)] == []


def test_blocks_stand_as_on_the_page() -> None:
    page = ["Home", "One.", "Share", "Call me at 0123", "Two.", "Share", "Contact"]

    found = anatomy(page, ["One.", "Call me at [phone]", "Two."], [("Home", "navigation"), ("Share", "share")] * 1)

    assert found == [
        Block("Home", "navigation"),
        Block("One.", None),
        Block("Share", "share"),
        Block("Call me at [phone]", None),
        Block("Two.", None),
    ]


@given(st.lists(WORDS), st.lists(WORDS), st.lists(WORDS))
def test_nothing_is_lost_whatever_the_page_says(page: list[str], kept: list[str], removed: list[str]) -> None:
    found = anatomy(page, kept, [(text, "other") for text in removed])

    assert [block.text for block in found if block.reason is None] == kept
    assert [block.text for block in found if block.reason is not None] == removed
