"""A page whose article only a script would write."""

import json

import pytest

from tests.unit.text.test_cleaning import PARAGRAPHS, TITLE, html
from unspin.model import Page
from unspin.text.cleaning import clean

TEXT = "\n\n".join(PARAGRAPHS)
MENU = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(12))


def page(script: str) -> Page:
    return Page("html", f"<title>{TITLE}</title><body><ul>{MENU}</ul><div id=root></div>{script}</body>")


def script(content: str, kind: str = "") -> str:
    return f"<script {kind}>{content}</script>"


@pytest.mark.parametrize(
    "written",
    [
        script(json.dumps({"@type": "NewsArticle", "articleBody": TEXT}), 'type="application/ld+json"'),
        script("window.__DATA__ = " + json.dumps({"story": {"contentHtml": html(PARAGRAPHS)}}).replace("<", "\\u003c")),
        script(
            "self.__next_f.push([1," + json.dumps(json.dumps({"body": html(PARAGRAPHS)}).replace("<", "\\u003c")) + "])"
        ),
        script("var s = JSON.parse(" + json.dumps(json.dumps({"text": TEXT})) + ")"),
    ],
    ids=["linked data", "state", "pushed", "parsed"],
)
def test_the_text_in_a_script_is_the_article_of_a_page_that_has_no_other(written: str) -> None:
    article = clean(page(written))
    assert article.blocks == tuple(PARAGRAPHS)
    assert article.title == TITLE


def test_a_page_with_an_article_of_its_own_is_not_replaced() -> None:
    other = json.dumps({"body": "Something else entirely, told at length in a script. " * 20})
    article = clean(Page("html", f"<body><h1>{TITLE}</h1>{html(PARAGRAPHS)}{script(other)}</body>"))
    assert article.blocks == tuple(PARAGRAPHS)


@pytest.mark.parametrize(
    "content", ['{"body": "short"}', '{"body": "' + "x" * 500 + '"}', '{"id": "' + TEXT + '"}', "{"]
)
def test_a_script_that_holds_no_article_makes_none(content: str) -> None:
    assert clean(page(script(content))).blocks == ()
