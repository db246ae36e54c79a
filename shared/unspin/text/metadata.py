"""What a page says about itself: JSON-LD, OpenGraph, meta elements, markup."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from unspin.text.dates import iso_date

_ARTICLES = re.compile(r"(?:News|Blog|Opinion|Report|Analysis|Live|Scholarly|Tech|Review)?\w*(?:Article|Posting)$")
_MOST_JSON = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; None where it does not."""

    title: str | None = None
    h1: str | None = None
    url: str | None = None
    author: str | None = None
    published_at: str | None = None  # ISO 8601
    language: str | None = None  # ISO 639-1
    site_name: str | None = None


def of_tree(tree: LexborHTMLParser) -> Metadata:
    """Return what the page says about itself."""
    meta = _metas(tree)
    linked = next(_linked_data(tree), {})
    link = tree.css_first("link[rel=canonical]")
    html = tree.css_first("html")
    time = tree.css_first("time[datetime]")
    moments = (linked.get("datePublished"), meta.get("article:published_time"), meta.get("datepublished"),
               meta.get("date"), meta.get("dc.date"), meta.get("parsely-pub-date"), meta.get("publish-date"),
               time.attributes.get("datetime") if time else None)  # fmt: skip
    headings = [" ".join(node.text().split()) for node in tree.css("h1")[:5]]
    page_title = tree.css_first("title")
    title = meta.get("og:title") or _string(linked.get("headline")) or (page_title.text() if page_title else None)
    return Metadata(
        title=_tidy(title),
        h1=next((heading for heading in headings if len(heading.split()) >= 3), None),
        url=_url(link.attributes.get("href") if link else None) or _url(meta.get("og:url")),
        author=_author(linked.get("author")) or _tidy(meta.get("author") or meta.get("article:author")),
        published_at=next((day for moment in moments if (day := iso_date(_string(moment)))), None),
        language=_language(html.attributes.get("lang") if html else None) or _language(meta.get("og:locale")),
        site_name=_tidy(meta.get("og:site_name")),
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]")[:500]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.lower(), content.strip())
    return found


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the articles that JSON-LD describes."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        source = node.text() or ""
        if len(source) > _MOST_JSON:
            continue
        try:
            value = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _articles(value)


def _articles(value: Any) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        kinds = item.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLES.match(kind)
            for kind in ([kinds] if isinstance(kinds, str) else kinds or [])
        ):
            yield item
        graph = item.get("@graph")
        if isinstance(graph, list):
            yield from _articles([entry for entry in graph if isinstance(entry, dict) and "@graph" not in entry])


def _author(value: Any) -> str | None:
    names = []
    for item in (value if isinstance(value, list) else [value])[:10]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and (tidy := _tidy(name)):
            names.append(tidy)
    return ", ".join(names) or None


def _tidy(text: str | None) -> str | None:
    """Return *text* on one line; an address is no name and no title."""
    line = " ".join(text.split())[:500] if text else ""
    return line if line and not line.startswith(("http://", "https://")) else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _url(value: str | None) -> str | None:
    return value.strip() if value and re.match(r"\s*https?://[^\s/]+", value) else None


def _language(value: str | None) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", value or "")
    return found[1].lower() if found else None
