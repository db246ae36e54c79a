"""The blocks of an html page.

The parser repairs the markup and writes it out again; what it writes is regular enough to be cut at every "<", which
is many times faster than to visit every node from Python.
"""

import re
from collections.abc import Iterator
from html import unescape

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from unspin.text.layout import MAX_BLOCK, MAX_BLOCKS, Layout
from unspin.text.names import said_by_element

_RAW = "script style noscript iframe noembed noframes xmp plaintext template".split()  # may hold "<" when written out
_SKIPPED = frozenset(
    "svg frame object embed canvas audio video select option textarea head math map datalist dialog title".split()
)
_PICTURES = frozenset(["img", "picture"])
_STRONG = frozenset(["b", "strong"])
_SLANTED = frozenset(["i", "em", "cite"])
_INLINE = frozenset(
    """
    abbr acronym bdi bdo big code data del dfn font ins kbd label mark nobr q rp rt ruby s samp small span
    strike sub sup time tt u var wbr input meta link button source area col base keygen track param
    """.split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr keygen frame".split())
TAGS = (
    "",
    *"p li h1 h2 h3 h4 h5 h6 div section article td th blockquote figcaption dd dt pre header footer aside nav".split(),
    *"main figure form ul ol summary a".split(),
)
_TAG = {name: at for at, name in enumerate(TAGS)}
_BR = "\x1e"  # stands for <br>; a blank to str.split
_BREAK = re.compile(r"\x1e\s*\x1e")
_DEEPEST = 400  # deeper levels are read as one: no page that people wrote goes there
_LOW = (1 << 62) - 1
# What a tag does to the walk.
_LINK, _BOLD, _ITALIC, _BACK, _NOTHING, _LINE, _PICTURE, _SKIPS, _OPENS, _CLOSES, _BORDER = 0, 1, 2, 3, *range(6, 13)
_SPANS = (_LINK, _BOLD, _ITALIC)  # inline elements whose characters are counted; to close one is _BACK more


def of_html(tree: LexborHTMLParser) -> Layout:
    """Return the blocks of a parsed page, which loses what is never read: scripts, styles, frames."""
    tree.strip_tags(_RAW)
    body = tree.body
    walk = _Walk()
    if body is not None:
        walk.read(body.html or "")
    return walk.layout()


def _deeds() -> Iterator[tuple[str, int]]:
    """Yield what each tag does whose element is no block."""
    for kind, names in ((_LINK, ["a"]), (_BOLD, _STRONG), (_ITALIC, _SLANTED)):
        yield from ((name, kind) for name in names)
        yield from (("/" + name, kind + _BACK) for name in names)
    for kind, others in ((_SKIPS, _SKIPPED - _VOID), (_BORDER, _VOID - _INLINE - _SKIPPED), (_PICTURE, _PICTURES)):
        yield from ((name, kind) for name in others)
    for name in (*_INLINE, *_SKIPPED, "picture"):
        yield "/" + name, _NOTHING
    yield from ((name, _NOTHING) for name in _INLINE | (_SKIPPED & _VOID))
    yield "br", _LINE


def _without_comments(source: str) -> str:
    """Return *source* without comments: what they hold may look like tags."""
    first, *rest = source.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest) if rest else source


class _Walk:
    """The state of one walk over a page."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._blocks: list[int] = []  # eight numbers each: see flush
        self._containers = [0, 0, 0]  # parent, first block, what the names say; of one after the other
        self._ends = [0]
        self._path, self._named = [0], [0]
        self._kinds: dict[str, int] = {}  # of elements, by tag and by tag with class names: numbered
        self._parts: list[str] = []
        self._inside = [0, 0, 0]  # characters in links, in strong and in slanted type since the last border
        self._picture = False  # met since the last block
        self._open = [0]  # containers: those of the open elements in which text was met
        self._elements = [("body", "")]  # every open element: tag, attributes as they are written

    def read(self, source: str) -> None:
        """Take in the page that is written in *source*."""
        parts, elements, inside, opened = self._parts, self._elements, self._inside, self._open
        deeds = _DEEDS
        spans = [0, 0, 0]
        before = skipped = ""
        deeper = skipping = marked = 0
        for piece in _without_comments(source).split("<")[1:]:
            head, is_whole, text = piece.partition(">")
            if not is_whole or before:
                before += head  # an attribute's name may hold a "<"
                if not is_whole:
                    before += "<"
                    continue
                head, before = before, ""
            name, _, attributes = head.partition(" ")
            deed = deeds.get(name)
            if deed is None:
                deed = _CLOSES if name.startswith("/") else _OPENS
            if skipping:
                skipping += (name == skipped) - (name == "/" + skipped)
                if skipping:
                    continue
            elif deed >= _OPENS:
                if parts:
                    self.flush()
                if deed == _OPENS:
                    if len(elements) > _DEEPEST:
                        deeper += 1
                    else:
                        elements.append((name, attributes))
                        if len(self.texts) >= MAX_BLOCKS:
                            break
                elif deed == _CLOSES:
                    if deeper:
                        deeper -= 1
                    elif len(elements) > 1:
                        elements.pop()
                        if len(opened) > len(elements):
                            self._ends[opened.pop()] = len(self.texts)
            elif deed < _NOTHING:
                at, step = (deed, 1) if deed < _BACK else (deed - _BACK, -1)
                spans[at] = max(0, spans[at] + step)
                marked = sum(spans)
            elif deed == _LINE:
                parts.append(_BR)
            elif deed == _PICTURE:
                self._picture = True
            elif deed == _SKIPS:
                skipping, skipped = 1, name
                continue
            if text and (parts or not text.isspace()):
                parts.append(text)
                if marked:
                    length = len(text.strip())
                    for at in _SPANS:
                        inside[at] += length if spans[at] else 0
        self.flush()

    def _enter(self, tag: str, attributes: str) -> None:
        parent = self._open[-1]
        self._open.append(len(self._ends))
        flags, classes = said_by_element(tag, attributes)
        self._containers += (parent, len(self.texts), flags)
        self._ends.append(0)
        kinds = self._kinds
        kind, named = kinds.setdefault(tag, len(kinds)), kinds.setdefault(tag + classes, len(kinds))
        self._path.append((self._path[parent] * 1_000_003 + kind + 1) & _LOW)
        self._named.append((self._named[parent] * 1_000_003 + named + 1) & _LOW)

    def flush(self) -> None:
        """Turn what was collected into blocks; an empty line between two lines is a border."""
        parts = self._parts
        whole = "".join(parts)
        inside, breaks = tuple(self._inside), len(parts) > 2 and _BR in parts
        parts.clear()
        self._inside[:] = 0, 0, 0
        if not whole or whole.isspace():
            return
        if "&" in whole:
            whole = unescape(whole)
        # One without text would say nothing: elements become containers where text is met in them.
        for name, attributes in self._elements[len(self._open) :]:
            self._enter(name, attributes)
        length = len(whole.strip()) if any(inside) else 1
        tag, holder = _TAG.get(self._elements[-1][0], 9), self._open[-1]
        for piece in _BREAK.split(whole) if breaks else (whole,):
            text = " ".join(piece.split())[:MAX_BLOCK]
            if text:
                self.texts.append(text)
                self._blocks += (tag, holder, self._picture, len(text), length, *inside)
                self._picture = False

    def layout(self) -> Layout:
        """Return what was taken in."""
        for number in self._open:
            self._ends[number] = len(self.texts)
        blocks = np.array(self._blocks, np.int32).reshape(-1, 8).T.copy()
        containers = np.array(self._containers, np.int64).reshape(-1, 3).T.copy()
        shares = np.minimum(1, blocks[5:] / np.maximum(1, blocks[4]))
        return Layout(
            texts=self.texts,
            tags=blocks[0],
            linked=np.rint(shares[0] * blocks[3]).astype(np.int32),
            strong=shares[1].astype(np.float32),
            slanted=shares[2].astype(np.float32),
            pictured=blocks[2] > 0,
            holder=blocks[1],
            parent=containers[0],
            start=containers[1],
            end=np.array(self._ends, np.int32),
            flags=containers[2],
            path=np.array(self._path, np.int64),
            named=np.array(self._named, np.int64),
            form=1,
        )


_DEEDS = dict(_deeds())
