"""From a page to the article in it, with a reason for everything that was left out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from unspin.model import Article, Page, Reason, Removed
from unspin.text import blocks as page_blocks
from unspin.text import selection
from unspin.text.blocks import Block
from unspin.text.body import chances, said
from unspin.text.dates import iso_date
from unspin.text.depth import flattened
from unspin.text.language import detect
from unspin.text.layout import Layout, of_text
from unspin.text.markup import of_html
from unspin.text.metadata import Metadata, of_tree
from unspin.text.sites import registered_domain
from unspin.text.titles import plain, respun, without_site

_MOST_HTML = 10_000_000  # characters; what lies beyond is not looked at
_SURE = 0.9  # confidence from which the text's own language wins over what the page declares
_LONG_TEXT = 400  # characters


def clean(page: Page) -> Article:
    """Return the article in *page*; one without blocks means that there is none.

    Time and memory are linear in the size of the page, whatever its markup.
    """
    metadata, layout = _parsed(page)
    blocks = page_blocks.of_layout(layout)
    told = page.title or metadata.title or metadata.h1 or ""
    why, run, inside = _found(layout, blocks, told, has_headline=metadata.h1 is not None)
    if run is None:
        return _without_article(page, metadata, blocks, why)
    title = _title(page, metadata, blocks, why, run)
    titled = _saying(title, blocks)
    why = _with_title(blocks, why, titled, run, is_dump=page.form == "text")
    chosen = [index for index in inside if why[index] is None]
    kept = set(chosen)
    removed = tuple(
        Removed(block.text, why[index] or selection.leftover_reason(blocks, index, run, titled[0] if titled else None))
        for index, block in enumerate(blocks)
        if index not in kept and index not in titled
    )
    visible = [blocks[index].text for index in range(run[1]) if index in kept or why[index] in _KEEPERS]
    finding = respun(title, visible)
    return _article(
        page,
        metadata,
        title=title,
        blocks=tuple(blocks[index].text for index in chosen),
        removed=removed,
        findings=(finding,) if finding else (),
        link_density=_link_density([blocks[index] for index in chosen]),
    )


_KEEPERS: frozenset[Reason | None] = frozenset(["caption", "navigation", "byline"])
"""Reasons of lines that scrapers leave as they were while they respin the title."""


def _parsed(page: Page) -> tuple[Metadata, Layout]:
    if page.form == "text":
        return Metadata(), of_text(page.content[:_MOST_HTML])
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(flattened(page.content[:_MOST_HTML]).encode("utf-8", "replace"))
    return of_tree(tree), of_html(tree)


def _found(
    layout: Layout, blocks: Sequence[Block], title: str, *, has_headline: bool
) -> tuple[list[Reason | None], tuple[int, int] | None, list[int]]:
    """Return the reasons of the blocks, the bounds of the article and the blocks of it."""
    if not blocks:
        return [], None, []
    if layout.form:
        chance = chances(layout, title)
        inside = selection.likely(blocks, chance)
        if not inside and has_headline:
            # A page with a headline has an article: its markup must be wrong about it.
            inside = selection.likely([replace(block, hint=None) for block in blocks], chance)
        why = selection.reasons(blocks, frozenset(inside))
    else:
        why = selection.reasons(blocks)
        inside = selection.likely(blocks, chances(layout, title, said(why)), why)
    return why, (inside[0], inside[-1] + 1) if inside else None, inside


def _title(
    page: Page,
    metadata: Metadata,
    blocks: Sequence[Block],
    why: Sequence[Reason | None],
    run: tuple[int, int],
) -> str:
    """Return the title: delivered, told by the page, or the line that looks like one."""
    told = page.title or metadata.title or metadata.h1
    if told:
        return without_site(" ".join(told.split()), site_name=metadata.site_name, heading=metadata.h1)
    at = _headline(blocks, why, run)
    return blocks[at].text if at is not None else ""


def _saying(title: str, blocks: Sequence[Block]) -> list[int]:
    """Return the blocks that say nothing but *title*."""
    words, longest = plain(title), 2 * len(title) + 20
    return [at for at, block in enumerate(blocks) if words and len(block.text) < longest and plain(block.text) == words]


def _headline(blocks: Sequence[Block], why: Sequence[Reason | None], run: tuple[int, int]) -> int | None:
    """Return the line before the first sentence of the article that looks most like a headline."""
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


def _with_title(
    blocks: Sequence[Block],
    why: Sequence[Reason | None],
    titled: Sequence[int],
    run: tuple[int, int],
    *,
    is_dump: bool,
) -> list[Reason | None]:
    """Take the title out of the body and, of a dump, what stands before it."""
    result = list(why)
    for index in titled:
        result[index] = result[index] or "other"
    if is_dump and titled and titled[0] < run[1]:
        for index in range(run[0], titled[0]):
            if not selection.is_sentence(blocks[index]):
                result[index] = result[index] or "navigation"
    return result


def _link_density(blocks: Sequence[Block]) -> float:
    total = sum(len(block.text) for block in blocks)
    linked = sum(len(block.text) * block.link_density for block in blocks)
    return round(min(1.0, linked / total), 4) if total else 0.0


def _without_article(page: Page, metadata: Metadata, blocks: Sequence[Block], why: Sequence[Reason | None]) -> Article:
    title = page.title or metadata.title or metadata.h1 or ""
    removed = tuple(Removed(block.text, reason or "other") for block, reason in zip(blocks, why, strict=True))
    return _article(page, metadata, title=title, blocks=(), removed=removed)


def _article(page: Page, metadata: Metadata, **parts: Any) -> Article:
    text = "\n".join(parts.get("blocks", ()))
    url = metadata.url or page.url
    return Article(
        language=_language(text, page.language or metadata.language),
        url=url,
        site=registered_domain(page.url) or registered_domain(metadata.url) or page.site,
        author=metadata.author,
        published_at=iso_date(page.published_at) or metadata.published_at,
        **parts,
    )


def _language(text: str, declared: str | None) -> str:
    """Return what the page says, unless a long text clearly says otherwise."""
    said = re.match(r"[a-z]{2}(?=$|[-_])", (declared or "").lower())
    code, confidence = detect(text)
    if said and not (len(text) >= _LONG_TEXT and confidence >= _SURE and code != "und"):
        return said[0]
    return code


def passages(page: Page) -> list[str]:
    """Return the blocks of *page* in order, whether they are the article or not: the texts that ``clean`` sorts."""
    return [block.text for block in page_blocks.of_layout(_parsed(page)[1])]
