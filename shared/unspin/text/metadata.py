"""What a page says about itself: JSON-LD, OpenGraph, meta elements, markup."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from unspin.text.dates import iso_date
from unspin.text.linked_data import articles
from unspin.text.mojibake import repaired
from unspin.text.sites import LONGEST_URL
from unspin.text.titles import plain

_TELLING = (
    'meta[content],script[type="application/ld+json"],link[rel~=canonical],title,h1,time[datetime],'
    "[itemprop~=author],[itemprop~=datePublished],[itemprop~=articleBody],[rel~=author]"
)
_MOST = 1_000  # elements that are asked
_NAME = 100  # characters of an author's name, at most


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
    summary: str | None = None  # a sentence or two
    text: str | None = None  # of the whole article, for search engines: not always whole, and rarely given
    is_article: bool = False  # of some kind, as JSON-LD says
    is_news: bool = False


@dataclass
class _Found:
    """The elements that tell something."""

    meta: dict[str, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)  # JSON-LD, as it is written
    headings: list[str] = field(default_factory=list)
    title: str | None = None
    canonical: str | None = None
    moments: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)


def of_tree(tree: LexborHTMLParser) -> Metadata:
    """Return what the page says about itself."""
    found = _found(tree)
    meta = found.meta
    heading = next((heading for heading in found.headings if len(heading.split()) >= 3), None)
    linked = _chosen(articles(found.linked), meta.get("og:title") or found.title or heading)
    html = tree.css_first("html")
    publisher = linked.get("publisher")
    return Metadata(
        title=_first(
            _tidy, meta.get("og:title"), linked.get("headline"), meta.get("twitter:title"), found.title,
            linked.get("name"),
        ),
        h1=heading,
        url=_first(_url, found.canonical, meta.get("og:url"), linked.get("url"), _main_page(linked)),
        author=_author(linked.get("author"))
        or _first(
            _tidy, meta.get("author"), meta.get("article:author"), meta.get("dc.creator"), _joined(found.authors)
        ),
        published_at=_first(
            iso_date, linked.get("datePublished"), linked.get("dateCreated"), meta.get("article:published_time"),
            meta.get("datepublished"), meta.get("date"), meta.get("dc.date"), meta.get("dc.date.issued"),
            meta.get("parsely-pub-date"), meta.get("publish-date"), meta.get("pubdate"), *found.moments,
        ),
        language=_first(
            _language, html.attributes.get("lang") if html else None, meta.get("content-language"),
            meta.get("og:locale"), linked.get("inLanguage"),
        ),
        site_name=_first(
            _tidy, meta.get("og:site_name"), publisher.get("name") if isinstance(publisher, dict) else None,
            meta.get("application-name"),
        ),
        summary=_first(_whole, meta.get("og:description"), meta.get("description"), linked.get("description")),
        text=_first(_whole, linked.get("articleBody")),
        is_article=bool(linked),
        is_news="News" in str(linked.get("@type")),
    )  # fmt: skip


def _found(tree: LexborHTMLParser) -> _Found:
    """Return the telling elements; one walk over the page for all of them."""
    found = _Found()
    for node in tree.css(_TELLING)[:_MOST]:
        match node.tag:
            case "meta":
                _note_meta(node, found.meta)
            case "script":
                found.linked.append(node.text() or "")
            case "link":
                found.canonical = found.canonical or node.attributes.get("href")
            case "title":
                found.title = found.title or node.text()
            case "h1":
                found.headings.append(" ".join(node.text().split()))
            case _:
                _note_markup(node, found)
    return found


def _note_meta(node: LexborNode, meta: dict[str, str]) -> None:
    attributes = node.attributes
    names = [attributes.get(each) for each in ("property", "name", "itemprop", "http-equiv")]
    content = (attributes.get("content") or "").strip()
    for name in names:
        if name and content:
            meta.setdefault(name.lower(), content)


def _note_markup(node: LexborNode, found: _Found) -> None:
    attributes = node.attributes
    said = attributes.get("itemprop") or ""
    moment = attributes.get("datetime") or (attributes.get("content") if "datePublished" in said else None)
    if moment:
        # What says that it is the date of publication wins over what is merely some time.
        found.moments.insert(0 if "datePublished" in said else len(found.moments), moment)
    elif "author" in said or "author" in (attributes.get("rel") or ""):
        name = " ".join(node.text().split())
        if name and len(name) <= _NAME and name not in found.authors:
            found.authors.append(name)


def _chosen(linked: Sequence[dict[str, Any]], title: str | None) -> dict[str, Any]:
    """Return the article whose headline is the page's *title*, else the first: a page may list others too."""
    words = plain(title or "")
    for each in linked:
        headline = plain(_string(each.get("headline")) or "")
        if headline and words and (headline in words or words in headline):
            return each
    return linked[0] if linked else {}


def _main_page(linked: dict[str, Any]) -> Any:
    page = linked.get("mainEntityOfPage")
    return page.get("@id") if isinstance(page, dict) else page


def _first(read: Any, *values: Any) -> Any:
    """Return the first of *values* that *read* makes something of."""
    for value in values:
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str) and (made := read(each)):
                return made
    return None


def _author(value: Any) -> str | None:
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:10]:
        name = item.get("name") if isinstance(item, dict) else item
        for each in name if isinstance(name, list) else [name]:
            if isinstance(each, str) and (tidy := _tidy(each)) and tidy not in names:
                names.append(tidy)
    return _joined(names)


def _joined(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None


def _tidy(text: str) -> str | None:
    """Return *text* on one line; an address is no name and no title."""
    line = " ".join(repaired(unescape(text)).split())[:500]
    return line if line and not line.startswith(("http://", "https://", "@")) else None


def _whole(text: str) -> str | None:
    return repaired(unescape(text)).strip() or None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _url(value: str) -> str | None:
    address = value.strip()
    return address if len(address) <= LONGEST_URL and re.match(r"https?://[^\s/]+", address) else None


def _language(value: str) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", value)
    return found[1].lower() if found else None
