"""What was read as Latin-1 on its way is mended, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.model import Page
from unspin.text.cleaning import clean
from unspin.text.mojibake import repaired

RIGHT = "Don’t wait – the café’s “summer” menu ends at 7\u00a0p.m., says Zoë Ørsted… 😀 漢字"


def misread(text: str, charset: str = "latin-1") -> str:
    return text.encode().decode(charset)


def test_what_was_read_as_latin_1_is_repaired():
    assert repaired(misread(RIGHT)) == RIGHT


def test_what_was_read_as_windows_1252_is_repaired():
    # Five bytes are no character there; readers take them for controls, as they do those of Latin-1.
    read = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in RIGHT.encode())
    assert repaired(read) == RIGHT


def test_a_page_half_of_which_is_right_is_mended_where_it_is_not():
    assert repaired(f"{RIGHT} {misread(RIGHT)}") == f"{RIGHT} {RIGHT}"


def test_hard_blanks_that_became_blanks_are_mended_too():
    assert repaired("It isn\u00e2\u0080\u0099t 7\u00c2 p.m.") == "It isn’t 7 p.m."


@pytest.mark.parametrize(
    "text",
    ["plain", RIGHT, "NÃO É «ÂNCORA» – à Âge £5 ©", "Â «mot», Ã» ou É»", "â € ™ in a row", "Ã©", "die Größe – 20 °C"],
)
def test_what_is_beyond_no_doubt_stays(text):
    assert repaired(text) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_text_that_was_never_misread_stays(text):
    if "\u00e2\u20ac" not in text:
        assert repaired(text) == text


@given(st.text())
def test_nothing_breaks_it(text):
    assert isinstance(repaired(text), str)


@pytest.mark.parametrize("form", ["html", "text"])
def test_an_article_and_its_title_come_out_repaired(form):
    sentences = [
        "The county’s last ferry isn’t going to sail on Sundays any more, the council said on Tuesday.",
        "“We’ve no money left for it,” the treasurer said, and nobody on the quay believed her – not one.",
        "Whoever wants to cross will have to drive forty minutes to the bridge at Corr, if it’s open.",
    ]
    title = "Ansty’s Ferry Won’t Sail on Sundays"
    if form == "html":
        content = f"<title>{title}</title><h1>{title}</h1>" + "".join(f"<p>{each}</p>" for each in sentences)
    else:
        content = "\n\n".join((title, *sentences))
    found = clean(Page(form, misread(content)))
    assert found.title == title
    assert list(found.blocks) == sentences


def test_a_delivered_title_is_repaired():
    assert clean(Page("text", "The ferry will not sail. " * 8, title=misread("Ansty’s Ferry"))).title == "Ansty’s Ferry"
