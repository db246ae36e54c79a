"""The model of a page: its layout, what is known about each block, and the trees that judge it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from unspin.model import Page
from unspin.text import body, layout, markup
from unspin.text.characters import count_wide
from unspin.text.cleaning import clean
from unspin.text.features import Table, run_of
from unspin.text.forest import Forest
from unspin.text.names import BITS, said_by_element

SENTENCE = "The board of the harbour met twice in one week, and twice it could not agree on the price of ice."


def page(content: str) -> layout.Layout:
    return markup.of_html(LexborHTMLParser(content))


def test_a_container_holds_one_stretch_of_blocks():
    found = page("<div><p>one</p><div><p>two</p><p>three</p></div></div><p>four</p>")
    held = {tuple(found.texts[start:end]) for start, end in zip(found.start, found.end, strict=True)}
    assert found.texts == ["one", "two", "three", "four"]
    assert ("two", "three") in held
    assert ("one", "two", "three") in held


def test_only_two_line_breaks_in_a_row_divide_a_block():
    assert page("<p>one<br>two<br><br>three\n\nfour</p>").texts == ["one two", "three four"]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>a &lt;b&gt; &amp;amp; c</p>", ["a <b> &amp; c"]),
        ('<p title="> </p>">whole</p>', ["whole"]),
        ('<p a"b=1 =c>odd names</p><p>next</p>', ["odd names", "next"]),
        ("<p>one<!-- <p>not this --></p>", ["one"]),
        ("<script>var a = '<p>no</p>'</script><p>yes</p>", ["yes"]),
        ("no element at all", ["no element at all"]),
    ],
)
def test_markup_is_read_as_browsers_do(markup, texts):
    assert page(markup).texts == texts


def test_characters_of_links_are_counted():
    assert page("<p>see <a href=/>this</a></p>").linked.tolist() == [4]


def test_lines_between_blank_lines_share_a_container():
    found = layout.of_text("one\ntwo\n\nthree\n")
    assert found.texts == ["one", "two", "three"]
    assert found.holder.tolist() == [1, 1, 2]
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [(0, 3), (0, 2), (2, 3)]


def test_names_are_read_as_words_and_pairs_of_words():
    flags, _ = said_by_element("div", 'class="post-related readMore" id="x"')
    assert flags & BITS["related_headlines"]
    assert said_by_element("div", 'class="unrelatedness"')[0] == 0


def test_the_best_run_is_the_stretch_with_the_greatest_sum():
    assert run_of(np.array([-1.0, 2, -1, 3, -5, 4])) == (1, 4)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30))
def test_no_stretch_outweighs_the_best_run(weights):
    first, end = run_of(np.array(weights, float))
    every = [sum(weights[a:b]) for a in range(len(weights)) for b in range(a, len(weights) + 1)]
    assert sum(weights[first:end]) == max(0, *every)


def test_windows_and_containers_count_what_they_hold():
    found = page(f"<div><p>{SENTENCE}</p><p><a>link</a></p></div><p>{SENTENCE}</p>")
    columns = Table(found).columns
    assert columns["density"].tolist() == [0, 1 * 4 / 5, 0]  # the line feed behind a block counts
    assert columns["up1_good"].tolist() == pytest.approx([0.5, 0.5, 1], abs=0.01)
    assert columns["behind1_density"].tolist() == pytest.approx([0.8, 0, 0])
    assert columns["copies"].tolist() == [2, 1, 2]


def test_trees_answer_as_their_questions_say():
    # One tree of depth 2 over two columns: the leaf is the number whose bits are the answers.
    forest = Forest(
        names=("a", "b"),
        columns=np.array([[0], [1]]),
        borders=np.array([[0.5], [10.0]], np.float32),
        leaves=np.array([0.0, 1.0, 2.0, 3.0], np.float32),
        bias=-1.0,
    )
    rows = np.array([[0, 0], [1, 0], [0, 11], [1, 11], [0.5, 10]], np.float32)
    odds = np.array([0, 1, 2, 3, 0]) - 1.0
    assert forest.chances(rows) == pytest.approx(1 / (1 + np.exp(-odds)))


def test_many_rows_are_judged_as_few_are():
    first, _ = body._forests(1)
    rows = np.random.default_rng(0).normal(size=(5_000, len(first.names))).astype(np.float32)
    assert np.array_equal(first.chances(rows)[:10], first.chances(rows[:10]))


@pytest.mark.parametrize(("text", "wide"), [("abc", 0), ("é„“", 0), ("漢字kana", 2), ("서울", 2), ("。", 1)])
def test_wide_characters_are_those_of_east_asia(text, wide):
    assert count_wide(text) == wide


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div class=ad>", "</div>", "<a href=x>", "</a>", "<br>", "<li>", "<table>", "<", "&"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=30), st.just(SENTENCE)), max_size=40))
def test_any_markup_is_cleaned_and_nothing_is_invented(parts):
    content = " ".join(parts)
    for form in ("html", "text"):
        article = clean(Page(form, content))
        assert len(article.blocks) <= content.count(" ") + 1


@pytest.mark.timeout(60)
def test_bytes_thrown_at_random_are_cleaned():
    rng = np.random.default_rng(1)
    seed = f"<html><body><div class=x><p>{SENTENCE}</p><a href='/'>more</a><!-- c --></div></body></html>".encode()
    for _ in range(300):
        data = bytearray(seed * 2)
        for _ in range(int(rng.integers(1, 30))):
            data[int(rng.integers(len(data)))] = int(rng.integers(256))
        clean(Page("html", data.decode("utf-8", "replace")))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "content",
    [
        "<frameset>" + "<frame src=a>" * 20_000,
        "<script>" + "<div>" * 200_000,
        "<div>" * 100_000,
        '<p title="' + "<!-- " * 200_000 + '">x</p>',
        "<p " + 'a="1" ' * 100_000 + ">x",
        "<p" + " a" * 200_000 + ">x",
        "<p>" + "&amp;" * 1_000_000,
        f"<p>{SENTENCE}</p>" * 30_000,
        "<p dir=rtl>" + "قرر مجلس المدينة إعادة بناء الجسر. " * 20_000,
        "<p>" + "市议会决定重建木桥。" * 50_000,
    ],
    ids=["frames", "script", "depth", "comments", "attributes", "names", "entities", "blocks", "rtl", "cjk"],
)
def test_hostile_pages_end_in_time(content):
    clean(Page("html", content))
