"""What a page says about itself, well or badly."""

import json
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from unspin.text.linked_data import articles
from unspin.text.metadata import Metadata, of_tree

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Ferry leaves early",
    "author": [{"@type": "Person", "name": "Ida Pell"}, "Bo Rask"],
    "datePublished": "2026-03-01T08:00:00+01:00",
    "publisher": {"name": "Orrin Post"},
    "inLanguage": "sv-SE",
    "url": "https://orrin.example/ferry",
    "description": "It left &amp; nobody noticed.",
    "articleBody": "The ferry left early. Nobody noticed.",
}
WHOLE = Metadata(
    title="Ferry leaves early",
    url="https://orrin.example/ferry",
    author="Ida Pell, Bo Rask",
    published_at="2026-03-01T08:00:00+01:00",
    language="sv",
    site_name="Orrin Post",
    summary="It left & nobody noticed.",
    text="The ferry left early. Nobody noticed.",
    is_article=True,
    is_news=True,
)


def told(head: str, body: str = "", lang: str = "") -> Metadata:
    return of_tree(LexborHTMLParser(f"<html {lang}><head>{head}</head><body>{body}</body></html>"))


def linked(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


@pytest.mark.parametrize(
    "source",
    [
        json.dumps(ARTICLE),
        json.dumps([{"@type": "WebSite", "name": "x"}, ARTICLE]),
        json.dumps({"@graph": [{"@type": "WebPage"}, ARTICLE]}),
        json.dumps([[{"@graph": ARTICLE}]]),
        json.dumps({"@type": "WebPage", "name": "x", "mainEntity": ARTICLE}),
        json.dumps(ARTICLE | {"@type": ["Thing", "schema:NewsArticle"]}),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE) + ";",
        json.dumps({"@type": "Organization"}) + "\n" + json.dumps(ARTICLE),
        json.dumps(ARTICLE).replace("early. Nobody", "early.\tNobody"),
    ],
    ids=["plain", "list", "graph", "lists in lists", "main entity", "types", "comment", "cdata", "comma", "semicolon",
         "two in a row", "tab"],
)  # fmt: skip
def test_linked_data_is_read_however_it_is_packed(source: str) -> None:
    found = told(linked(source))
    assert replace(found, text=(found.text or "").replace("\t", " ")) == WHOLE


def test_of_linked_data_that_is_no_json_the_sound_fields_are_read() -> None:
    broken = json.dumps(ARTICLE).replace('"Orrin Post"', '"Orrin "the" Post"')
    found = told(linked(broken))
    assert (found.title, found.published_at, found.author, found.text) == (
        WHOLE.title,
        WHOLE.published_at,
        "Ida Pell",
        WHOLE.text,
    )


def test_of_several_articles_the_one_that_the_page_is_called_after_counts() -> None:
    other = {"@type": "NewsArticle", "headline": "Clock found", "author": "Nobody"}
    found = told(f"<title>Ferry leaves early | Orrin Post</title>{linked(json.dumps([other, ARTICLE]))}")
    assert found.author == WHOLE.author


@pytest.mark.parametrize("depth", [900, 1_500, 5_000, 20_000])
@pytest.mark.parametrize("opening", ["[", '{"@graph": ', '{"author": [', '{"mainEntity": [['])
def test_linked_data_of_any_depth_costs_no_article(opening: str, depth: int) -> None:
    # From Python 3.12 on, json reads what is nested deeper than functions may call each other.
    closing = "".join({"[": "]", "{": "}"}[each] for each in reversed(opening) if each in "[{")
    nested = opening * depth + "1" + closing * depth
    article = json.dumps({**ARTICLE, "author": "NESTED", "mainEntityOfPage": "NESTED"}).replace('"NESTED"', nested)

    assert told(linked(f"[{article}, {nested}]")).title == "Ferry leaves early"


@pytest.mark.parametrize(
    "source", ["", "null", "[", '{"@type": 7}', '{"@graph": "x"}', "[" * 100_000, '"\\ud800"', "1e999"]
)
def test_linked_data_without_an_article_tells_nothing(source: str) -> None:
    assert articles([source]) == []


def test_what_meta_elements_and_markup_say_is_read() -> None:
    head = (
        '<title>Ferry leaves early</title><link rel="alternate canonical" href="https://orrin.example/real">'
        '<meta property="og:site_name" content="Orrin Post"><meta name="Description" content="In short.">'
        '<meta http-equiv="content-language" content="nb">'
    )
    body = '<h1>Ferry leaves far too early</h1><a rel=author>Ida Pell</a><time datetime="2026-03-01">1 March</time>'
    assert told(head, body) == Metadata(
        title="Ferry leaves early",
        h1="Ferry leaves far too early",
        url="https://orrin.example/real",
        author="Ida Pell",
        published_at="2026-03-01",
        language="nb",
        site_name="Orrin Post",
        summary="In short.",
    )


def test_the_date_of_publication_wins_over_any_other_time() -> None:
    body = '<time datetime="2026-05-05">x</time><time itemprop="datePublished" datetime="2026-03-01">y</time>'
    assert told("", body).published_at == "2026-03-01"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Rock &amp;amp; roll">', "Rock & roll"),
        ('<meta property="og:title" content="https://orrin.example/a"><title>Ferry</title>', "Ferry"),
        ("<title>  Ferry\n leaves </title>", "Ferry leaves"),
        ("", None),
    ],
)
def test_titles_are_tidied(head: str, title: str | None) -> None:
    assert told(head).title == title


def test_the_language_of_the_page_itself_comes_first() -> None:
    assert told('<meta property="og:locale" content="en_US">', lang='lang="de-AT"').language == "de"
