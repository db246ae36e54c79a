"""What the html of a page says of the lines of its dump."""

import numpy as np
import pytest

from training.taught import aligned, facts, taught, untaught
from unspin.model import Page
from unspin.text.cleaning import parsed
from unspin.text.names import BITS

HTML = """
<nav class="menu"><a href="/harbour">Harbour</a> <a href="/ice">Ice</a></nav>
<article><h1>Ice was dear</h1>
<p>The harbour board met twice in a week, and <a href="/board">nobody</a> came.</p>
<p>Harbour</p></article>
<div class="related"><ul><li>Fog was cheap</li></ul></div>
"""
NAMES = ("linked", "strong", "pictured", "beside", "h1", "heading", "item", "paragraph")


def page():
    return parsed(Page("html", HTML))[1]


def fact(found, name):
    at = NAMES.index(name) if name in NAMES else len(found[0]) - len(BITS) + list(BITS).index(name)
    return found[:, at]


def test_equal_lines_are_told_apart_by_their_order():
    texts = ["Home", "News", "A long sentence about ice.", "Home", "News"]
    assert aligned(["News", "A long sentence about ice.", "News"], texts).tolist() == [1, 2, 4]


def test_a_line_that_was_broken_or_joined_is_found_in_what_holds_it():
    texts = ["Menu", "The harbour board met twice in a week, and nobody came.", "Ice was", "dear again", "Footer"]
    lines = ["Menu", "The harbour board met twice", "in a week, and nobody came.", "Ice was dear again", "Footer"]
    assert aligned(lines, texts).tolist() == [0, 1, 1, 2, 4]


def test_case_and_signs_do_not_matter():
    assert aligned(["ICE \u2013 was dear!"], ["Ice was dear"]).tolist() == [0]


@pytest.mark.parametrize("line", ["", "!!!", "of another page", "Ic"])
def test_what_no_block_says_is_not_known(line):
    assert aligned([line, "Fog"], ["Ice", "Fog"]).tolist() == [-1, 1]


def test_a_line_does_not_stand_behind_the_next_one():
    assert aligned(["Ice was dear", "Fog"], ["Fog", "Ice was dear in spring"]).tolist() == [-1, 0]


def test_markup_says_what_is_a_link_a_heading_and_what_is_around_it():
    layout = page()
    found = facts(layout)
    at = {text: number for number, text in enumerate(layout.texts)}
    assert found.min() >= 0
    assert found.max() <= 1
    (body,) = (number for text, number in at.items() if text.startswith("The harbour board"))
    assert 0 < fact(found, "linked")[body] < 0.2
    assert fact(found, "h1")[at["Ice was dear"]] == 1
    assert fact(found, "item")[at["Fog was cheap"]] == 1
    assert fact(found, "paragraph")[body] == 1
    assert fact(found, "related_headlines")[at["Fog was cheap"]] == 1
    assert fact(found, "related_headlines")[body] == 0


def test_a_dump_is_taught_what_the_page_says_of_its_lines():
    layout = page()
    chances = np.linspace(0.1, 0.9, len(layout))
    lines = ["Nowhere", *layout.texts[2:]]
    found = taught(lines, layout, chances)
    assert found.is_known.tolist() == [False] + [True] * (len(lines) - 1)
    assert found.chances == pytest.approx(np.append(0, chances[2:]))
    assert np.array_equal(found.facts[1:], facts(layout)[2:].astype(np.float32))
    assert not found.facts[0].any()


def test_a_page_without_html_teaches_nothing():
    lines = ["Ice", "Fog"]
    found, other = untaught(lines), taught(lines, page(), np.ones(len(page())))
    assert not found.is_known.any()
    assert found.facts.shape == other.facts.shape
