"""The blocks of an html page.

The parser repairs the markup and writes it out again; what it writes is regular enough to be read by one pattern,
which is several times faster than to visit every node from Python.
"""

import re
from html import unescape

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from unspin.text.layout import MAX_BLOCK, MAX_BLOCKS, Ints, Layout
from unspin.text.names import said_by_element

_SKIPPED = """
    script style noscript template svg iframe frame object embed canvas audio video select option textarea head math map
    datalist dialog noframes noembed xmp plaintext title
""".split()
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small span
    strike strong sub sup time tt u var wbr img input meta link button picture source area col base keygen track param
    """.split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr keygen frame".split())
_TOKEN = re.compile(
    r"([^<]*)<(?:!--.*?--|(/?)([a-zA-Z][^\s>/]*)((?:\s+=?[^\s/>=]*(?:=\"[^\"]*\")?)*)\s*/?)>", re.DOTALL
)
TAGS = (
    "",
    *"p li h1 h2 h3 h4 h5 h6 div section article td th blockquote figcaption dd dt pre header footer aside nav".split(),
    *"main figure form ul ol summary a".split(),
)
_TAG = {name: at for at, name in enumerate(TAGS)}
_BR = "\x1e"  # stands for <br>; a blank to str.split
_BREAK = re.compile(r"\x1e\s*\x1e")
_DEEPEST = 400  # deeper levels are read as one: no page that people wrote goes there


def of_html(tree: LexborHTMLParser) -> Layout:
    """Return the blocks of a parsed page, which loses what is never read: scripts, styles, frames."""
    tree.strip_tags(_SKIPPED)
    body = tree.body
    walk = _Walk()
    if body is not None:
        walk.read(body.html or "")
    return walk.layout()


class _Walk:
    """The state of one walk over a page."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.tags: list[int] = []
        self.linked: list[int] = []
        self.holder: list[int] = []
        self.parent, self.start, self.end, self.flags = [0], [0], [0], [0]
        self.path, self.named = [0], [0]
        self._paths: dict[tuple[int, str], int] = {}
        self._parts: list[str] = []
        self._linked = 0
        self._open = [0]  # containers: those of the open elements in which text was met
        self._elements = [("body", "")]  # every open element: tag, attributes

    def read(self, source: str) -> None:
        """Take in the page that is written in *source*."""
        parts, in_link, deeper = self._parts, 0, 0
        for text, closes, tag, attributes in _TOKEN.findall(source):
            if text and (parts or not text.isspace()):
                parts.append(text)
                if in_link:
                    self._linked += len(text.strip())
            if not tag:
                continue
            if tag == "a":
                in_link = max(0, in_link - 1) if closes else in_link + 1
            if tag in _INLINE:
                continue
            if tag == "br":
                parts.append(_BR)
                continue
            if parts:
                self.flush()
            if tag in _VOID:
                continue
            if closes:
                if deeper:
                    deeper -= 1
                elif len(self._elements) > 1:
                    self._leave()
            elif len(self._elements) > _DEEPEST:
                deeper += 1
            else:
                self._elements.append((tag, attributes))
                if len(self.texts) >= MAX_BLOCKS:
                    break
        self.flush()

    def _leave(self) -> None:
        self._elements.pop()
        if len(self._open) > len(self._elements):
            self.end[self._open.pop()] = len(self.texts)

    def _hold(self) -> None:
        """Make containers of the open elements that are none yet: one without text would say nothing."""
        for tag, attributes in self._elements[len(self._open) :]:
            self._enter(tag, attributes)

    def _enter(self, tag: str, attributes: str) -> None:
        self.parent.append(self._open[-1])
        self._open.append(len(self.start))
        self.start.append(len(self.texts))
        self.end.append(0)
        flags, classes = said_by_element(tag, attributes)
        self.flags.append(flags)
        parent = self.parent[-1]
        self.path.append(self._paths.setdefault((self.path[parent], tag), len(self._paths) + 1))
        self.named.append(self._paths.setdefault((self.named[parent], tag + classes), len(self._paths) + 1))

    def flush(self) -> None:
        """Turn what was collected into blocks; an empty line between two lines is a border."""
        parts = self._parts
        whole = "".join(parts)
        linked, breaks = self._linked, len(parts) > 2 and _BR in parts
        parts.clear()
        self._linked = 0
        if not whole or whole.isspace():
            return
        if "&" in whole:
            whole = unescape(whole)
        pieces = _BREAK.split(whole) if breaks else (whole,)
        self._hold()
        density = linked / max(1, len(whole.strip()))
        for piece in pieces:
            text = " ".join(piece.split())[:MAX_BLOCK]
            if text:
                self.texts.append(text)
                self.tags.append(_TAG.get(self._elements[-1][0], 9))
                self.linked.append(min(len(text), round(density * len(text))))
                self.holder.append(self._open[-1])

    def layout(self) -> Layout:
        """Return what was taken in."""
        for number in self._open:
            self.end[number] = len(self.texts)
        return Layout(
            texts=self.texts,
            tags=_array(self.tags),
            linked=_array(self.linked),
            holder=_array(self.holder),
            parent=_array(self.parent),
            start=_array(self.start),
            end=_array(self.end),
            flags=_array(self.flags),
            path=_array(self.path),
            named=_array(self.named),
            form=1,
        )


def _array(values: list[int]) -> Ints:
    return np.array(values, np.int32)
