"""Pages that are made of two to learn from."""

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

from training import splices
from training.pages import sample_of
from unspin.model import Form, Page
from unspin.text import layout, markup
from unspin.text.features import Table, Told

SENTENCES = [f"The harbour board met for the {each} time and could not agree on ice." for each in ("first", "second")]


def html(menu: str, sentence: str, footer: str) -> layout.Layout:
    head = f"<nav><ul><li>{menu} one</li><li>{menu} two</li></ul></nav>"
    content = f"{head}<main><div><p>{sentence}</p><p>{sentence} Again.</p></div></main>"
    return markup.of_html(LexborHTMLParser(f"{content}<footer><p>{footer}</p></footer>"))


def text(menu: str, sentence: str, footer: str) -> layout.Layout:
    return layout.of_text(f"{menu} one\n{menu} two\n\n{sentence}\n\n{sentence} Again.\n\n{footer}")


def sample(found: layout.Layout, form: Form, site: str):
    truth = np.array(["harbour" in each for each in found.texts])
    return sample_of("pages", site, Page(form, ""), (), Table(found, Told()), Told(), truth, 0)


@pytest.fixture(params=[html, text])
def pages(request):
    form: Form = "html" if request.param is html else "text"
    return [
        sample(request.param("Menu", SENTENCES[0], "Footer of the one"), form, "one.example"),
        sample(request.param("Other", SENTENCES[1], "Footer of the other"), form, "other.example"),
    ]


def test_pieces_of_two_pages_are_a_page(pages):
    one, other = pages
    count = len(one.layout)
    found = splices.joined(
        [
            splices.Piece(other.layout, 0, 2, is_foreign=True),
            splices.Piece(one.layout, 2, 4, is_foreign=False),
            splices.Piece(other.layout, 4, count, is_foreign=True),
        ]
    )

    assert found.texts == [*other.layout.texts[:2], *one.layout.texts[2:4], *other.layout.texts[4:]]
    assert (found.start[0], found.end[0], found.parent[0]) == (0, count, 0)
    assert (found.start <= found.end).all()
    assert (found.parent[1:] < np.arange(1, len(found.parent))).all()  # before what they hold
    for at, holder in enumerate(found.holder):
        assert found.start[holder] <= at < found.end[holder]
    assert Table(found, Told()).count == count


def test_the_article_stays_and_its_surroundings_change(pages):
    rng = np.random.default_rng(3)
    one, other = pages
    article = [each for each, is_article in zip(one.layout.texts, one.truth, strict=True) if is_article]
    seen = set()
    for _ in range(40):
        found, truth = splices.spliced(one, other, rng)
        assert [each for each, is_article in zip(found.texts, truth, strict=True) if is_article] == article
        seen.add("Other one" in found.texts)
        seen.add(("footer", "Footer of the other" in found.texts))
    assert len(seen) == 4


def test_what_is_left_out_leaves_a_page(pages):
    rng = np.random.default_rng(1)
    sizes = set()
    for _ in range(40):
        found, truth = splices.thinned(pages[0].layout, pages[0].truth, rng)
        sizes.add(len(found))
        assert len(found) == len(truth) == len(found.tags) == found.end[0]
        assert (found.start <= found.end).all()
    assert len(sizes) > 1


def test_donors_are_of_the_same_part(pages):
    assert [part for _, part in splices.made(pages, [0, 0], 11)] == [0, 0]
    assert list(splices.made(pages, [0, 1], 11)) == []
    assert {found.source for found, _ in splices.made(pages, [0, 0], 11)} == {splices.MADE}


def test_what_stood_in_the_whole_of_a_page_stands_in_the_whole_of_the_new_one(pages):
    pieces = [splices.Piece(each.layout, 0, len(each.layout), is_foreign=False) for each in pages]
    found = splices.joined(pieces)

    assert (found.parent[1:] == 0).sum() == sum((each.layout.parent[1:] == 0).sum() for each in pages)


@pytest.mark.parametrize("is_foreign", [True, False])
def test_places_of_a_donor_are_like_none_of_the_page(is_foreign):
    one, other = (html("Menu", sentence, "Footer") for sentence in SENTENCES)
    pieces = [splices.Piece(one, 0, 4, is_foreign=False), splices.Piece(other, 0, 4, is_foreign=is_foreign)]
    named = splices.joined(pieces).named[1:].tolist()

    count = len(one.named) - 1
    assert {*named[:count]}.isdisjoint(named[count:]) is is_foreign
