"""Finding the article in a page, and saying why the rest went."""

import json

import pytest

from unspin.model import REASONS, Page
from unspin.text.cleaning import clean
from unspin.text.titles import respun

PARAGRAPHS = [
    "The river board of Lower Tamsin will rebuild the wooden footbridge that a flood carried off in January.",
    "The work is to cost 2.4 million crowns, its chairwoman Odile Varga told a crowded meeting on Thursday.",
    "Since the flood, children from the eastern bank have needed fifty minutes to reach their school.",
    "Engineers want to set the new piers eleven metres further apart, so that driftwood finds its way.",
    "The old planks will not be thrown away. A joiner in Upper Tamsin has offered to turn them into benches.",
]
TITLE = "Lower Tamsin to Rebuild Vanished Timber Bridge Before Next Winter"
ORIGINAL = "Lower Tamsin to Rebuild Lost Wooden Bridge Before Next Winter"
HEADING = "Wooden Bridge Divides Tamsin Engineers"
DUMP = f"""on

{TITLE}


{PARAGRAPHS[0]}

{PARAGRAPHS[1]}

{ORIGINAL}{ORIGINAL}. (Photo Internet reproduction)

{PARAGRAPHS[2]}

{HEADING}

{PARAGRAPHS[3]}

{PARAGRAPHS[4]}



Source link

Leave a Reply

Your email address will not be published. Required fields are marked *

GIPHY App Key not set. Please check settings

Farmer Discovers Lacking Goat Atop Of Water Tower: Officers

Choir Of Retired Pilots Takes Flight At Provincial Contest"""


def page_of(body: str, head: str = "") -> Page:
    return Page("html", f"<html><head>{head}</head><body>{body}</body></html>", url="https://www.tamsin.example/a")


def html(paragraphs: list[str]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_a_dump_gives_its_article_whole_and_in_order():
    article = clean(Page("text", DUMP))
    assert article.title == TITLE
    assert article.blocks == (*PARAGRAPHS[:3], HEADING, *PARAGRAPHS[3:])
    assert article.language == "en"


def test_everything_else_in_a_dump_is_removed_with_its_reason():
    assert [(cut.text.split()[0], cut.reason) for cut in clean(Page("text", DUMP)).removed] == [
        ("on", "navigation"),
        ("Lower", "caption"),
        ("Source", "source_link"),
        ("Leave", "comment_form"),
        ("Your", "comment_form"),
        ("GIPHY", "plugin_notice"),
        ("Farmer", "related_headlines"),
        ("Choir", "related_headlines"),
    ]


@pytest.mark.parametrize(
    ("line", "is_version"),
    [
        ("Upper Marnes to Repair Stone Viaducts", True),  # two words of six
        ("Upper Marnes will Repair Stone Viaducts", False),  # no more than one
    ],
)
def test_a_version_of_a_title_shares_two_words_with_it(line: str, is_version: bool) -> None:
    assert bool(respun("Lower Tamsin to Rebuild Stone Bridges", [line])) is is_version


def test_a_respun_title_is_found_by_the_original_in_the_caption():
    (finding,) = clean(Page("text", DUMP)).findings
    assert finding.rule == "respun.title"
    assert "title says Vanished Timber, the page keeps Lost Wooden" in finding.evidence
    assert 0.5 <= finding.score <= 1


@pytest.mark.parametrize(
    "line",
    [
        HEADING,
        TITLE,
        f"{TITLE}{TITLE}.",
        "Lower Tamsin to Rebuild Vanished Timber Bridges Before Next Winter",
        "Upper Tamsin to Rebuild 3 Vanished Timber Bridges Before Next Winter",
        "Why Lower Tamsin waits for its bridge",
        "Lower Tamsin to Rebuild what the January Flood Carried Away",
        f"HomeNews{TITLE}",
        "Boats Crowd Narrow Harbour as Herring Come Before Next Winter",
    ],
)
def test_a_line_that_merely_shares_words_raises_nothing(line):
    assert clean(Page("text", DUMP.replace(ORIGINAL + ORIGINAL, line))).findings == ()


@pytest.mark.parametrize(("number", "raised"), [("14", True), ("15", False)])
def test_other_numbers_are_another_headline(number, raised):
    line = f"Lower Tamsin to Rebuild {number} Wooden Bridges"
    assert bool(respun("Lower Tamsin to Rebuild 14 Timber Bridges", [line])) is raised


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("How Does Tidal Lock Dredging Work", "How Do Tidal Lock Keepers"),  # an ending, and one for two
        ("How Does Tidal Lock Dredging Work", "Best Harbour Tidal Lock Gates with Dredging Gear"),
        ("What a Beginner Should Know of Sloops", "Things a Beginner Should Know of Sloops"),  # asks no longer
        ("How rowing reshapes hearts and strengthens weak lungs", "How rowing changes your heart and back"),
        ("Plain rope splicing manual for novices: Lillehavn", "Hemp Rope Mending for Whole Herring Fleets"),
    ],
)
def test_the_next_heading_of_a_guide_is_no_version_of_its_title(title: str, line: str) -> None:
    assert respun(title, [line]) is None


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Ferry Firm Boosts Fares Prior to Easter Rush", "Ferry Company Lifts Fares Before Easter Surge"),
        ("Mayor Stands in Lieu of Ill Judge at Flood Trial", "Mayor Stands Instead of Ill Judge at Flood Trial"),
        ("Whose Boat It Was That Sank off Orsby", "Which Boat It Was That Sank off Orsby"),  # both ask
    ],
)
def test_a_spinner_may_need_two_words_for_one(title: str, line: str) -> None:
    assert bool(respun(title, [line])) is True


def test_an_article_behind_the_end_of_the_first_is_a_second_one():
    other = [
        "A Goat on a Water Tower",
        "A goat has spent the night on the water tower of Hasp, the fire brigade says.",
    ]
    article = clean(Page("text", "\n".join([TITLE, *PARAGRAPHS, "Source link", *other])))
    assert article.blocks == tuple(PARAGRAPHS)
    assert [cut.reason for cut in article.removed] == ["source_link", "related_headlines", "second_article"]


def test_the_breadcrumb_keeps_the_original_too():
    dump = DUMP.replace("on\n", f"Home » News » {ORIGINAL}\n", 1).replace(f"{ORIGINAL}{ORIGINAL}", "A bridge")
    assert [finding.rule for finding in clean(Page("text", dump)).findings] == ["respun.title"]


def test_a_page_gives_its_article_without_the_sidebar():
    body = (
        "<nav><a href=/>Home</a> <a href=/s>Sport</a></nav>"
        f"<article><h1>{TITLE}</h1>{html(PARAGRAPHS[:3])}<h2>Wider piers</h2><ul><li>eleven metres</li></ul>"
        f"<aside><p>{'Another story that the sidebar tells at length. ' * 4}</p></aside>"
        f"<figure><figcaption>The bank in June</figcaption></figure>{html(PARAGRAPHS[3:])}</article>"
        "<div class=comments><p>I always said that this bridge was too low, and nobody listened.</p></div>"
        "<footer>All rights reserved</footer>"
    )
    article = clean(page_of(body))
    reasons = {cut.text: cut.reason for cut in article.removed}
    assert article.title == TITLE
    assert article.blocks == (*PARAGRAPHS[:3], "Wider piers", "eleven metres", *PARAGRAPHS[3:])
    assert reasons["The bank in June"] == "caption"
    assert reasons["All rights reserved"] == "legal"
    assert reasons["I always said that this bridge was too low, and nobody listened."] == "comment_form"


def test_metadata_is_read_from_the_head():
    linked = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "author": [{"name": "Ida Pell"}],
                "datePublished": "2026-03-01T08:00:00Z",
            }
        ]
    }
    head = (
        f"<title>{TITLE} | Tamsin Post</title><link rel=canonical href='https://tamsin.example/real'>"
        f"<script type='application/ld+json'>{json.dumps(linked)}</script>"
    )
    article = clean(page_of(html(PARAGRAPHS), head))
    assert (article.title, article.url, article.site) == (
        TITLE,
        "https://tamsin.example/real",
        "tamsin.example",
    )
    assert (article.author, article.published_at) == ("Ida Pell", "2026-03-01T08:00:00+00:00")


def test_the_language_of_a_long_text_wins_over_the_markup():
    page = page_of(html(PARAGRAPHS))
    assert clean(Page("html", page.content.replace("<html>", "<html lang=de>"))).language == "en"


@pytest.mark.parametrize(
    "page",
    [
        Page("text", "Home\nSport\nContact\nLog in"),
        Page("text", "."),
        page_of("".join(f"<li><a href=/{n}>Headline number {n} of the many headlines.</a></li>" for n in range(40))),
        page_of(""),
        Page("html", "<frameset><frame src=a><frame src=b></frameset>"),
        Page("html", "<script>" + "var a = 'A sentence that no reader sees. ';" * 50 + "</script>"),
    ],
)
def test_a_page_without_an_article_has_no_blocks(page):
    assert clean(page).blocks == ()


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        (
            "市议会周四晚上决定在明年冬天之前重建一月份被洪水冲走的木桥，费用由两岸的村庄和省政府各承担一半。工程师希望把桥墩之间的距离加大十一米。",
            "zh",
        ),
        (
            "قرر مجلس المدينة مساء الخميس إعادة بناء الجسر الخشبي الذي جرفه الفيضان، وستدفع القرى التكلفة.",
            "ar",
        ),
    ],
)
def test_other_scripts_are_read(paragraph, language):
    article = clean(page_of(html([paragraph, paragraph.replace("11", "12") + " "])))
    assert (article.blocks[0], article.language) == (paragraph, language)


def test_every_reason_is_in_the_vocabulary_and_nothing_is_lost():
    article = clean(Page("text", DUMP))
    assert {cut.reason for cut in article.removed} <= set(REASONS)
    told = [article.title, *article.blocks, *(cut.text for cut in article.removed)]
    assert sorted(told) == sorted(line for line in DUMP.splitlines() if line)
