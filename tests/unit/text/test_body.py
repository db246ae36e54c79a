"""The model of a page: its layout, what is known about each block, and the trees that judge it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from unspin.model import Page
from unspin.text import body, layout, markup, selection, signals
from unspin.text.blocks import Block, of_layout
from unspin.text.characters import characters_of, count_wide, words_of
from unspin.text.cleaning import clean
from unspin.text.features import Table, Told, grouped, run_of, running
from unspin.text.forest import Forest
from unspin.text.looks import look, smoothed
from unspin.text.names import BITS, said_by_element

NOTHING_TOLD = Told()
SENTENCE = "The board of the harbour met twice in one week, and twice it could not agree on the price of ice."


def numbers(found: layout.Layout, told: Told = NOTHING_TOLD):
    """Return the rows of the table, by name."""
    table = Table(found, told)
    return dict(zip(table.names, table.matrix(), strict=True))


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
        ("<p>none</p><!--[if !IE]><!--><p>one</p><!--<![endif]--><p>two<!-- <!-- --></p>", ["none", "one", "two"]),
        ("<script>var a = '<p>no</p>'</script><p>yes</p>", ["yes"]),
        ("no element at all", ["no element at all"]),
        ("<p>one <svg><title>not this</title><path d=x></svg>two</p>", ["one two"]),
        ("<p>one</p><select><option>a<option>b</select><p>two</p>", ["one", "two"]),
        ("<p <b>x</p>", ["x"]),
        ('<p title="a > b <c>">x<!-- > -- < -->y</p>', ["xy"]),
        ("<div>one<hr>two</div>", ["one", "two"]),
        ("<madeup>one<other>two</other></madeup>", ["one", "two"]),
    ],
)
def test_markup_is_read_as_browsers_do(markup, texts):
    assert page(markup).texts == texts


def test_characters_of_links_and_of_bold_and_slanted_type_are_counted():
    found = page("<p>see <a href=/>this</a></p><p><b>bold</b> <i>and</i></p><p><em>all of it</em></p>")
    assert found.linked.tolist() == [4, 0, 0]
    assert found.strong.tolist() == pytest.approx([0, 0.5, 0])
    assert found.slanted.tolist() == pytest.approx([0, 3 / 8, 1])


def test_a_picture_belongs_to_the_block_behind_it():
    assert page("<p>one</p><img src=x><p>two</p><p>three</p>").pictured.tolist() == [False, True, False]


def test_lines_between_blank_lines_share_a_container():
    found = layout.of_text("one\ntwo\n\nthree\n")
    assert found.texts == ["one", "two", "three"]
    assert found.holder.tolist() == [1, 1, 2]
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [(0, 3), (0, 2), (2, 3)]


def test_names_are_read_as_words_and_pairs_of_words():
    flags, _ = said_by_element("div", 'class="post-related readMore" id="x"')
    assert flags & BITS["related_headlines"]
    assert said_by_element("div", 'class="unrelatedness"')[0] == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ad-slot", "advertisement"),
        ("topAd1", "advertisement"),
        ("elementor-element-2638ad0", None),
        ("block_23a75d202261cbd2b22", None),
        ("lA174d", None),
        ("v-a--d-b", None),
        ("sidebar-widget", "related_headlines"),
        ("text-widget", "other"),
        ("elementor-widget-container", None),
        ("hidden", "other"),
        ("overflow-hidden", None),
        ("overflow-x-hidden", None),
        ("field--label-hidden", None),
        ("cookie-banner", "cookie_notice"),
        ("cmp-container", None),
        ("cmp-container cookie-banner", "cookie_notice"),
        ("paywall", None),
        ("readMore", "related_headlines"),
    ],
)
def test_no_reason_is_read_out_of_hashes_and_what_builders_of_pages_call_all_parts(name, hint):
    rest = f"<p>{SENTENCE} {SENTENCE}</p>" * 8
    blocks = of_layout(page(f'<div>{rest}</div><div class="{name}"><p>{SENTENCE}</p></div>'))
    assert [block.hint for block in blocks] == [None] * 8 + [hint]


def test_a_page_whose_names_all_begin_with_cmp_has_an_article():
    content = "".join(f'<div class="cmp-text"><p>{SENTENCE.replace("twice", word)}</p></div>' for word in "abcdef")
    found = clean(Page("html", f'<div class="cmp-container"><div class="cmp-page">{content}</div></div>'))
    assert len(found.blocks) == 6


def test_the_best_run_is_the_stretch_with_the_greatest_sum():
    assert run_of(np.array([-1.0, 2, -1, 3, -5, 4])) == (1, 4)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30))
def test_no_stretch_outweighs_the_best_run(weights):
    first, end = run_of(np.array(weights, float))
    every = [sum(weights[a:b]) for a in range(len(weights)) for b in range(a, len(weights) + 1)]
    assert sum(weights[first:end]) == max(0, *every)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=20))
def test_equal_keys_are_of_one_group_and_others_of_another(keys):
    groups = grouped(np.array(keys)).tolist()

    assert len(set(zip(keys, groups, strict=True))) == len(set(keys)) == len(set(groups)) == max(groups) + 1


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 40))
def test_a_window_ends_where_the_page_does(values, width):
    table = Table(layout.of_text("\n".join("a line of text" for _ in values)), NOTHING_TOLD)

    before, behind = table.beside(running(np.array(values)), [width]).tolist()

    assert before == [sum(values[max(0, at - width) : at]) for at in range(len(values))]
    assert behind == [sum(values[at + 1 : at + 1 + width]) for at in range(len(values))]


def test_of_equal_blocks_the_earlier_ones_are_counted():
    table = Table(page("<p>one</p><p>two</p><p>one</p><p>one</p>"), NOTHING_TOLD)

    first = table.names.index("copies")
    assert table.matrix()[first : first + 2].tolist() == [[3, 1, 3, 3], [0, 0, 1, 2]]


@given(st.text("ab1٣.!?。”)\n ", max_size=12))
def test_a_text_is_stopped_where_the_pattern_says_so(text):
    assert selection._is_stopped(text) == (selection._STOP.search(text) is not None)


def test_windows_and_containers_count_what_they_hold():
    found = page(f"<div><p>{SENTENCE}</p><p><a>link</a></p></div><p>{SENTENCE}</p>")
    rows = numbers(found)
    assert rows["density"] == pytest.approx([0, 4 / 5, 0])  # the line feed behind a block counts
    assert rows["up1_good"] == pytest.approx([0.5, 0.5, 1], abs=0.01)
    assert rows["behind1_density"] == pytest.approx([0.8, 0, 0])
    assert rows["copies"].tolist() == [2, 1, 2]


def test_what_other_blocks_and_the_page_itself_tell_in_the_same_words_is_counted():
    found = page(f"<p>{SENTENCE}</p><p>Ice is dear this year, they said.</p><p>{SENTENCE}</p>")
    told = Told(title="Ice is dear", summary="The price of ice.", body=SENTENCE)
    rows = numbers(found, told)
    assert rows["said_before"].tolist() == [0, 0, 1]
    assert rows["said_behind"].tolist() == [1, 0, 0]
    assert rows["told"].tolist() == [1, 0, 1]
    assert rows["title_share"].tolist() == pytest.approx([1 / 3, 1, 1 / 3])
    assert rows["summary_share"].tolist() == pytest.approx([1, 1 / 4, 1])


def test_the_model_knows_every_row_of_the_table_by_its_name():
    for form, found in enumerate((layout.of_text(SENTENCE), page(f"<p>{SENTENCE}</p>"))):
        table = Table(found, Told(), body.said([None]) if not form else None)
        first, *others = body.shipped(form).looks
        assert first.names == tuple(table.names)
        for forest in others:
            look(table, np.ones(1))
            assert forest.names == tuple(table.names)


def test_what_kind_of_page_it_is_is_told_to_every_block():
    rows = numbers(page("<p>one</p><p>two</p>"), Told(is_article=True, is_news=True))
    assert [rows[name].tolist() for name in ("is_article", "is_news", "is_dated")] == [[1, 1], [1, 1], [0, 0]]


def test_blocks_in_like_places_are_drawn_together_and_others_left_alone():
    table = Table(page("<p>same size</p><h2>heading</h2><p>same size</p>"), NOTHING_TOLD)
    assert smoothed(table, np.array([1.0, 0.2, 0.5], np.float32)).tolist() == pytest.approx([0.875, 0.2, 0.625])


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_smoothed_chances_are_no_further_apart_than_before(chances):
    table = Table(page("<p>one</p><p>two two</p><div>three</div>"), NOTHING_TOLD)
    after = smoothed(table, np.array(chances, np.float32))
    assert min(chances) - 1e-6 <= after.min()
    assert after.max() <= max(chances) + 1e-6


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        ("abab", [0, 1]),  # the article twice
        ("abcdefa", [0, 1, 2, 3, 4, 5, 6]),  # a refrain
        ("abcd", [0, 1, 2, 3]),
    ],
)
def test_only_the_second_copy_of_a_whole_article_is_left_out(order, kept):
    blocks = [Block(f"{letter}: {SENTENCE}") for letter in order]
    long = [Block("Of other things.")] * (80 - len(blocks))  # rules have no say in a page of many blocks
    chance = np.array([0.99] * len(blocks) + [0.01] * len(long))
    assert selection.likely([*blocks, *long], chance) == kept


@pytest.mark.parametrize("text", ["Überraschung! Zwölf Möwen", "十二只海鸥来了", "الميناء القديم", "x", "…", "a b"])
def test_words_are_the_same_wherever_they_stand_and_however_they_are_written(text):
    alone = words_of(characters_of([text]))
    among = words_of(characters_of(["before", text.upper(), "after"]))
    assert alone.hashes.tolist() == among.hashes[among.owner == 1].tolist()
    assert len(set(alone.hashes.tolist())) == len(alone.hashes)


def test_signals_are_counted_in_the_block_that_holds_them():
    words = words_of(characters_of(["Photo: Getty", "Nothing here", "Sign up for our NEWSLETTER"]))
    found = dict(zip(signals.NAMES, signals.counted(words, 3).tolist(), strict=True))
    assert found["caption"] == [2, 0, 0]
    assert found["letter"] == [0, 0, 2]


def forest(names, rows, borders, leaves, bias):
    arrays = {"names": np.array(names), "rows": np.array(rows), "borders": np.array(borders, np.float32)}
    return Forest.of({**arrays, "leaves": np.array(leaves, np.float32), "bias": np.float64(bias)}, "")


def test_trees_answer_as_their_questions_say():
    # One tree of depth 2 over two rows: the leaf is the number whose bits are the answers.
    tree = forest(["a", "b"], [[0], [1]], [[0.5], [10.0]], [0.0, 1.0, 2.0, 3.0], -1.0)
    table = np.array([[0, 1, 0, 1, 0.5], [0, 0, 11, 11, 10]], np.float32)
    odds = np.array([0, 1, 2, 3, 0]) - 1.0
    assert tree.chances(table) == pytest.approx(1 / (1 + np.exp(-odds)))


def test_many_blocks_are_judged_as_few_are():
    first = body.shipped(1).looks[0]
    table = np.random.default_rng(0).normal(size=(len(first.names), 5_000)).astype(np.float32)
    assert np.array_equal(first.chances(table)[:10], first.chances(table[:, :10]))


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


class Says:
    """A forest, or a net, that says the same of every block, and counts how often it is asked."""

    def __init__(self, odds):
        self.said, self.asked = odds, 0

    def odds(self, of):
        self.asked += 1
        count = of.count if isinstance(of, Table) else of.shape[1]
        return np.full(count, self.said, np.float32)

    def chances(self, of):
        return 1 / (1 + np.exp(-self.odds(of)))


@pytest.mark.parametrize(("odds", "asked"), [(6.0, 0), (-6.0, 0), (1.0, 1), (-1.0, 1)])
def test_the_net_is_asked_where_the_forest_leaves_doubts(odds, asked):
    forest, net = Says(odds), Says(3.0)
    found = body.Model((forest, forest), net, 0.25, 0.08).chances(Table(page(f"<p>{SENTENCE}</p>" * 40), NOTHING_TOLD))

    expected = 0.75 * odds + 0.25 * 3.0 if asked else odds
    assert net.asked == asked
    assert found == pytest.approx(1 / (1 + np.exp(-expected)), abs=1e-5)


@pytest.mark.parametrize(("found", "asked"), [(page, 0), (lambda _: layout.of_text(SENTENCE), 1)])
def test_of_a_short_page_of_html_the_net_is_not_asked(found, asked):
    net = Says(3.0)
    body.Model((Says(1.0), Says(1.0)), net, 0.5, 0.08).chances(Table(found(f"<p>{SENTENCE}</p>" * 39), NOTHING_TOLD))

    assert net.asked == asked


def test_a_few_unsure_words_beside_a_long_article_are_no_doubt():
    forest, net = Says(6.0), Says(3.0)
    text = f"<p>{SENTENCE}</p>" * 50 + "<p>Perhaps a byline</p>"
    forest.odds = lambda of: np.array([6.0] * 50 + [0.0], np.float32)
    body.Model((Says(1.0), forest), net, 0.5, 0.08).chances(Table(page(text), NOTHING_TOLD))

    assert net.asked == 0


@pytest.mark.parametrize(("doubt", "asked"), [(0.2, 1), (0.3, 0)])
def test_how_much_doubt_it_takes_is_the_models_own(doubt, asked):
    net = Says(3.0)
    model = body.Model((Says(1.0), Says(1.0)), net, 0.5, doubt)  # whose chance of .73 leaves .27 to be misjudged
    model.chances(Table(page(f"<p>{SENTENCE}</p>" * 40), NOTHING_TOLD))

    assert net.asked == asked


def test_the_models_of_both_forms_are_whole():
    for form in (0, 1):
        model = body.shipped(form)
        assert len(model.looks) == 2
        assert model.net is not None


def test_long_blocks_that_say_the_same_are_judged_alike():
    teaser = (
        "Council of Corr Buys Back the Old Ferry, but Not the Pier: what the mayor said, who pays, and why not now " * 2
    )
    texts = ["Menu", teaser, SENTENCE, "Menu", teaser]
    levelled = body._levelled(np.array([1.0, 3.0, 2.0, -1.0, -5.0]), texts)
    assert levelled.tolist() == [1.0, -1.0, 2.0, -1.0, -1.0]
