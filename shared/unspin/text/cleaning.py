"""From a page to the article in it, with a reason for everything that was left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from unspin.model import Article, Finding, Page, Reason, Removed
from unspin.stopwords import likely_language
from unspin.text import blocks as page_blocks
from unspin.text import scripts, selection
from unspin.text.blocks import Block
from unspin.text.body import Model, chances, said, shipped
from unspin.text.dates import iso_date
from unspin.text.depth import flattened
from unspin.text.features import Told
from unspin.text.language import detect
from unspin.text.layout import Layout, of_text
from unspin.text.markup import of_html
from unspin.text.metadata import Metadata, of_tree
from unspin.text.mojibake import repaired
from unspin.text.sites import LONGEST_SITE, LONGEST_URL, registered_domain
from unspin.text.titles import plain, respun, without_site

MOST_CHARACTERS = 10_000_000  # of a page; what lies beyond is not looked at
_SURE = 0.9  # confidence from which the text's own language wins over what the page declares
_LONG_TEXT = 400  # characters
_LONGEST_TITLE = 500  # characters: what is no headline any more would not fit in the index
_GLANCE = 300  # characters that tell a language, where the page declares the same


@dataclass(frozen=True, slots=True)
class _Found:
    """The blocks of a page, and which of them are the article."""

    blocks: Sequence[Block]
    why: list[Reason | None]
    inside: list[int]  # the blocks of the article; none where there is none

    @property
    def run(self) -> tuple[int, int]:
        """The bounds of the article."""
        return self.inside[0], self.inside[-1] + 1


def clean(page: Page, model: Model | None = None) -> Article:
    """Return the article in *page*; one without blocks means that there is none.

    Time and memory are linear in the size of the page, whatever its markup.

    Args:
        page: As delivered.
        model: Of the blocks; the shipped one unless given.
    """
    if page.title:
        page = replace(page, title=repaired(page.title))
    metadata, layout = parsed(page)
    found = _found(layout, metadata, page.title, model)
    if not found.inside and page.form == "html":
        found = _in_scripts(page, metadata, model) or found
    if not found.inside:
        return _without_article(page, metadata, found)
    title = _title(page, metadata, found)
    blocks, run = found.blocks, found.run
    titled = _saying(title, blocks)
    why = _with_title(found, titled, is_dump=page.form == "text")
    chosen = [index for index in found.inside if why[index] is None]
    kept = {*chosen, *titled}
    title_at = titled[0] if titled else None
    removed = tuple(
        Removed(block.text, why[index] or selection.leftover_reason(blocks, index, run, title_at))
        for index, block in enumerate(blocks)
        if index not in kept
    )
    return _article(
        page,
        metadata,
        title=title,
        blocks=tuple(blocks[index].text for index in chosen),
        removed=removed,
        findings=_findings(title, [blocks[at].text for at in range(run[1]) if at in kept or why[at] in _KEEPERS]),
        link_density=_link_density([blocks[index] for index in chosen]),
    )


_KEEPERS: frozenset[Reason | None] = frozenset(["caption", "navigation", "byline"])
"""Reasons of lines that scrapers leave as they were while they respin the title."""


def _findings(title: str, visible: Sequence[str]) -> tuple[Finding, ...]:
    finding = respun(title, visible)
    return (finding,) if finding else ()


def parsed(page: Page) -> tuple[Metadata, Layout]:
    """Return what a page says about itself, and its blocks."""
    content = page.content[:MOST_CHARACTERS]
    if page.form == "text":
        return Metadata(), of_text(repaired(content))
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(flattened(content.encode("utf-8", "replace")))
    return of_tree(tree), of_html(tree)


def told_by(metadata: Metadata, title: str | None = None) -> Told:
    """Return what the model of blocks hears of a page besides its blocks; *title* is a delivered one."""
    return Told(
        title or metadata.title or metadata.h1 or "",
        metadata.summary or "",
        metadata.text or "",
        is_article=metadata.is_article,
        is_news=metadata.is_news,
        is_dated=metadata.published_at is not None,
    )


def _found(layout: Layout, metadata: Metadata, delivered_title: str | None, model: Model | None) -> _Found:
    """Find the blocks of the article, and the reasons of the others."""
    blocks = page_blocks.of_layout(layout)
    if not blocks:
        return _Found(blocks, [], [])
    told = told_by(metadata, delivered_title)
    model = model or shipped(layout.form)
    if not layout.form:
        why = selection.reasons(blocks)
        return _Found(blocks, why, selection.likely(blocks, chances(model, layout, told, said(why)), why))
    chance = chances(model, layout, told)
    inside = selection.likely(blocks, chance)
    if not inside and metadata.h1 is not None:
        # A page with a headline has an article: its markup must be wrong about it.
        inside = selection.likely([block._replace(hint=None) for block in blocks], chance)
    return _Found(blocks, selection.reasons(blocks, frozenset(inside)), inside)


def _in_scripts(page: Page, metadata: Metadata, model: Model | None) -> _Found | None:
    """Find the article of a page that only a script would write."""
    for written in (metadata.text, *scripts.texts(page.content[:MOST_CHARACTERS])):
        if written and (found := _found(scripts.laid_out(repaired(written)), metadata, page.title, model)).inside:
            return found
    return None


def _title(page: Page, metadata: Metadata, found: _Found) -> str:
    """Return the title: delivered, told by the page, or the line that looks like one."""
    told = page.title or metadata.title or metadata.h1
    if told:
        return without_site(" ".join(told.split())[:_LONGEST_TITLE], site_name=metadata.site_name, heading=metadata.h1)
    at = _headline(found)
    return found.blocks[at].text if at is not None else ""


def _saying(title: str, blocks: Sequence[Block]) -> list[int]:
    """Return the blocks that say nothing but *title*."""
    words, longest = plain(title), 2 * len(title) + 20
    if not words:
        return []
    first = words.split(" ", 1)[0]
    least = len(words) // 3  # a letter becomes three at most where case is folded
    close = (
        at for at, block in enumerate(blocks) if least <= len(block.text) < longest and first in block.text.casefold()
    )
    return [at for at in close if plain(blocks[at].text) == words]


def _headline(found: _Found) -> int | None:
    """Return the line before the first sentence of the article that looks most like a headline."""
    blocks, why, run = found.blocks, found.why, found.run
    first = next((at for at in range(*run) if why[at] is None and selection.is_sentence(blocks[at])), run[0])
    lines = [
        at
        for at in range(first)
        if why[at] is None and selection.size(blocks[at].text) // 4 >= 4 and not _is_prose(blocks[at].text)
    ]
    scored = [(min(12, selection.size(blocks[at].text) // 5), -at, at) for at in lines]
    return max(scored)[2] if scored else None


def _is_prose(text: str) -> bool:
    return len(text) > 220 or (text.endswith(".") and len(text) > 60)


def _with_title(found: _Found, titled: Sequence[int], *, is_dump: bool) -> list[Reason | None]:
    """Take the title out of the body and, of a dump, what stands before it."""
    run, result = found.run, list(found.why)
    for index in titled:
        result[index] = result[index] or "other"
    if is_dump and titled and titled[0] < run[1]:
        for index in range(run[0], titled[0]):
            if not selection.is_sentence(found.blocks[index]):
                result[index] = result[index] or "navigation"
    return result


def _link_density(blocks: Sequence[Block]) -> float:
    total = sum(len(block.text) for block in blocks)
    linked = sum(len(block.text) * block.link_density for block in blocks)
    return round(min(1.0, linked / total), 4) if total else 0.0


def _without_article(page: Page, metadata: Metadata, found: _Found) -> Article:
    title = page.title or metadata.title or metadata.h1 or ""
    removed = tuple(
        Removed(block.text, reason or "other") for block, reason in zip(found.blocks, found.why, strict=True)
    )
    return _article(page, metadata, title=title, blocks=(), removed=removed)


def _article(page: Page, metadata: Metadata, **parts: Any) -> Article:
    text = "\n".join(parts.get("blocks", ()))
    return Article(
        language=_language(text, page.language or metadata.language),
        url=metadata.url or _at_most(LONGEST_URL, page.url),
        site=registered_domain(page.url) or registered_domain(metadata.url) or _at_most(LONGEST_SITE, page.site),
        site_name=metadata.site_name,
        author=metadata.author,
        published_at=iso_date(page.published_at) or metadata.published_at,
        **parts,
    )


def _at_most(characters: int, name: str | None) -> str | None:
    """Pass over what is too long for the name of anything: the index lists articles by it, and is keyed by it."""
    return name if name is None or len(name) <= characters else None


def _language(text: str, declared: str | None) -> str:
    """Return what the page says, unless a long text clearly says otherwise."""
    said = re.match(r"[a-z]{2}(?=$|[-_])", (declared or "").lower())
    likely = likely_language(text)
    if likely == "en":  # no other language is full of the same function words
        code, confidence = "en", 1.0
    elif said and (likely == said[0] or (len(text) >= _GLANCE and detect(text[:_GLANCE])[0] == said[0])):
        return said[0]
    else:
        code, confidence = detect(text)
    if said and not (len(text) >= _LONG_TEXT and confidence >= _SURE and code != "und"):
        return said[0]
    return code


def passages(page: Page) -> list[str]:
    """Return the blocks of *page* in order, whether they are the article or not: the texts that ``clean`` sorts."""
    return [block.text for block in page_blocks.of_layout(parsed(page)[1])]
