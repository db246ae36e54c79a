"""Bounds on how much markup a page may be made of."""

import time

import pytest

from unspin.text.bounds import MOST_TAGS, bounded

FILLER = "<p>" + "The ferry was late again on Monday. " * 600 + "</p>"
MANY = " ".join(f"a{number}=1" for number in range(20_000))


def test_an_ordinary_page_stays_as_it_is() -> None:
    image = '<img src="data:image/png;base64,' + "A" * 50_000 + '">'
    page = '<html><p class="a > b" title=x>' + FILLER + "</p>" + image + "</html>"

    assert bounded(page.encode()) == page.encode()


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + MANY + ">",
        "<p " + MANY.replace("=1", "='>'") + ">",
        "<p " + MANY.replace("=1", "") + ">",
        "<p " + MANY.replace(" ", "/") + ">",
        "<p " + MANY.replace("=1 ", "='1'") + ">",
        '<p x="<i" ' + MANY + ">",
        "<p x = '\">' " + MANY + ">",
        '<p "x="> \'>" ' + MANY + ">",
        "<p " + MANY,
    ],
)
def test_an_enormous_tag_keeps_no_attributes(tag: str) -> None:
    found = bounded((FILLER + tag + "after").encode()).decode()

    assert len(found) < len(FILLER) + 50
    assert found.startswith(FILLER + "<p")


def test_elements_behind_very_many_are_not_looked_at() -> None:
    found = bounded(b"<b></b>" * MOST_TAGS)

    assert found.count(b"<") == MOST_TAGS - 1
    assert found.startswith(b"<b></b><b>")


@pytest.mark.parametrize(
    "text", ["<" * 5_000_000, "<a" * 2_000_000, '"' * 5_000_000, '<p a="' * 1_000_000, "<p a=" + "'" * 3_000_000]
)
def test_it_takes_no_time_itself(text: str) -> None:
    page = text.encode()
    before = time.process_time()
    bounded(page)

    assert time.process_time() - before < 1
