"""The blocks of an html page.

The parser repairs the markup and writes it out again; what it writes is regular enough for its tags to be found all at
once, which is many times faster than to visit every node from Python.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from unspin.text.layout import MAX_BLOCK, MAX_BLOCKS, Ints, Layout, leaps
from unspin.text.mojibake import decoded_again, is_mojibake
from unspin.text.names import said_by_element
from unspin.text.tags import BACK, BORDER, CLOSES, LINE, OPENS, PICTURE, SPANS, TAGS, Tags, level, tags_of

_RAW = "script style noscript iframe noembed noframes xmp plaintext template".split()  # may hold "<" when written out
_TAG = {name: at for at, name in enumerate(TAGS)}
_OTHER_TAG = _TAG["div"]
_BR, _EDGE = "\x1e\x1d"  # stand for <br> and for what is no part of a text; blanks to str.split
_BREAK = re.compile(r"\x1e\s*\x1e")
_SPANS = np.array(SPANS)[:, None]
_DEEPEST = 400  # deeper levels are read as one: no page that people wrote goes there
_SPREAD, _LOW = 1_000_003, (1 << 62) - 1  # of the hash of a path: a factor for each level, and the bits that are kept
_WRITTEN = (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # all that the parser escapes in texts


def of_html(tree: LexborHTMLParser) -> Layout:
    """Return the blocks of a parsed page, which loses what is never read: scripts, styles, frames."""
    tree.strip_tags(_RAW)
    body = tree.body
    source = _without_comments((body.html or "").encode()) if body is not None else b""
    tags = tags_of(source).seen()
    return _laid_out(source, tags, _read(source, tags))


def _without_comments(source: bytes) -> bytes:
    """Return *source* without comments: what they hold may look like tags."""
    data = np.frombuffer(source, np.uint8)
    marks = (data == ord("!")).nonzero()[0]  # rarer than "<", and so found in half the time
    begins = [at - 1 for at in marks[data[marks - 1] == ord("<")].tolist() if source.startswith(b"--", at + 1)]
    if not begins:
        return source
    parts, behind = [], 0
    for begin in begins:
        if begin >= behind:  # else it stands in a comment itself, as in <!--[if !IE]><!-->
            parts.append(source[behind:begin])
            end = source.find(b"-->", begin + len("<!--"))
            behind = end + len("-->") if end >= 0 else len(source)
    parts.append(source[behind:])
    return b"".join(parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """The texts of a page; what an empty line divides stands between the same two borders, and counts together."""

    texts: list[str]
    tag: Ints  # the one behind which the first word between the borders stands
    length: Ints  # characters between the borders
    inside: Ints  # how many of them are in links, in strong and in slanted type: (3, texts)


def _read(source: bytes, tags: Tags) -> _Texts:
    """Return what stands between two borders each; an empty line between two lines is a border."""
    spoken = tags.has_text.nonzero()[0]
    borders = (tags.deed >= BORDER).cumsum()[spoken]
    is_start, is_last = np.ones((2, len(spoken)), np.bool_)
    is_start[1:] = is_last[:-1] = borders[1:] != borders[:-1]
    starts, last = is_start.nonzero()[0], spoken[is_last]
    first = spoken[starts]
    inside = _inside(source, tags, spoken, starts)
    texts: list[str] = []
    numbers: list[int] = []
    lengths: list[int] = []
    for number, whole in enumerate(_wholes(source, tags, first, last)):
        length = len(whole)
        for piece in map(str.strip, _BREAK.split(whole)) if _BR in whole else (whole,):
            # Most have single blanks, which are printed, and no others: to look takes a third of the time to split.
            is_tidy = piece.isprintable() and "  " not in piece
            text = piece if is_tidy else " ".join(piece.split())
            if text:
                texts.append(text[:MAX_BLOCK])
                numbers.append(number)
                lengths.append(length)
        if len(texts) >= MAX_BLOCKS:
            break
    places = np.array(numbers, np.intp)
    return _Texts(texts, first[places], np.array(lengths, np.int32), inside[:, places])


def _wholes(source: bytes, tags: Tags, first: Ints, last: Ints) -> list[str]:
    """Return the texts from behind each tag *first* to behind the tag *last*, with a mark for each line break."""
    # What is read is read at once: the last byte of a tag becomes the mark of what stands between two texts.
    is_marked = tags.deed == LINE
    marked = np.frombuffer(source, np.uint8).copy()
    marked[marked == ord(_EDGE)] = ord(" ")
    marked[tags.end[is_marked]] = ord(_BR)
    marked[tags.end[first]] = ord(_EDGE)
    is_marked[first] = True
    edges = np.zeros(len(is_marked) + 1, np.int8)
    edges[first] = 1
    edges[last + 1] -= 1
    within = edges[:-1].cumsum(dtype=np.int8).nonzero()[0]
    begin = tags.end[within] + 1 - is_marked[within]
    bounds = zip(begin.tolist(), tags.behind[within].tolist(), strict=True)
    written = marked.tobytes()
    read = b"".join([written[begin:end] for begin, end in bounds])
    meant = map(_meant, read.decode().split(_EDGE)[1:])
    return list(map(str.strip, map(decoded_again, meant) if is_mojibake(read) else meant))


def _meant(text: str) -> str:
    """Return *text* with the characters that the parser escapes."""
    if "&" in text:
        for mark, meant in _WRITTEN:
            text = text.replace(mark, meant)
    return text


def _inside(source: bytes, tags: Tags, spoken: Ints, starts: Ints) -> Ints:
    """Return how many characters between two borders stand in links, in strong and in slanted type: (3, borders)."""
    if not len(spoken):
        return np.zeros((3, 0), np.int32)
    is_inside: NDArray[np.bool_] = level(tags.deed == _SPANS, tags.deed == _SPANS + BACK)[:, spoken] > 0
    marked = np.logical_or.reduce(is_inside).nonzero()[0]
    within = spoken[marked]
    bounds = zip((tags.end[within] + 1).tolist(), tags.behind[within].tolist(), strict=True)
    lengths = np.zeros(len(spoken), np.int32)
    lengths[marked] = [len(source[begin:end].decode().strip()) for begin, end in bounds]
    return np.add.reduceat(is_inside * lengths, starts, axis=1)


def _laid_out(source: bytes, tags: Tags, read: _Texts) -> Layout:
    """Return the blocks with the containers around them: the elements in which text was met."""
    depth = level(tags.deed == OPENS, tags.deed == CLOSES)
    first, behind = _elements(tags, depth)
    start, end = read.tag.searchsorted(first), read.tag.searchsorted(behind)
    with_text = (start < end).nonzero()[0]
    first, start, end = first[with_text], start[with_text], end[with_text]
    parent, holder = _around(depth, first, read.tag)
    bounds = zip((tags.begin[first] + 1).tolist(), tags.end[first].tolist(), strict=True)
    flags, tag, *kinds = _known([source[begin:end] for begin, end in bounds])
    path, named = _paths(np.array(kinds), parent)
    shares = np.minimum(1, read.inside / read.length)
    sizes = np.fromiter(map(len, read.texts), np.int32, len(read.texts))
    return Layout(
        texts=read.texts,
        tags=tag[holder],
        linked=np.rint(shares[0] * sizes).astype(np.int32),
        strong=shares[1].astype(np.float32),
        slanted=shares[2].astype(np.float32),
        pictured=_pictured(tags, read.tag),
        holder=holder,
        parent=parent,
        start=_behind(0, start),
        end=_behind(len(read.texts), end),
        flags=flags,
        path=path,
        named=named,
        form=1,
    )


def _elements(tags: Tags, levels: Ints) -> tuple[Ints, Ints]:
    """Return the tags that open an element, and those that close the same; what nests too deep is no element."""
    closes = tags.deed == CLOSES
    depth = levels + closes  # of the element that is opened or closed
    at = (((tags.deed == OPENS) | closes) & (depth <= _DEEPEST)).nonzero()[0]
    at = at[_order(depth[at])]  # on one level, one is closed before another is opened
    opens, depth = ~closes[at], depth[at]
    is_next = ~opens[1:] & (depth[1:] == depth[:-1])
    behind = np.full(len(levels), len(levels))  # some elements are never closed
    behind[at[:-1][is_next]] = at[1:][is_next]
    at = at[opens]
    at.sort()
    return at, behind[at]


def _order(depth: Ints) -> Ints:
    """Return the places of *depth*, up to _DEEPEST, from low to high: short numbers are not compared to be sorted."""
    return depth.astype(np.int16).argsort(kind="stable")


def _around(levels: Ints, first: Ints, texts: Ints) -> tuple[Ints, Ints]:
    """Return the containers around the page and the elements that the tags *first* open, and around *texts*.

    A text is in the container of its level that was opened last, a container in the one of the level above its own. The
    page is the container of level 0, opened before all tags, and its own parent.
    """
    place, depth = _behind(-1, first), _behind(0, levels[first])
    order = _order(depth)
    in_order = (depth * len(levels) + place)[order]

    def last(sought: Ints, places: Ints) -> Ints:
        latest = np.minimum(np.maximum(sought, 0), _DEEPEST) * len(levels) + places
        return np.asarray(order[np.maximum(in_order.searchsorted(latest, side="right") - 1, 0)])

    return last(depth - 1, place), last(levels[texts], texts)


def _behind(number: int, numbers: Ints) -> Ints:
    """Return *numbers* behind one more."""
    found = np.empty(len(numbers) + 1, np.int64)
    found[0], found[1:] = number, numbers
    return found


def _pictured(tags: Tags, read: Ints) -> NDArray[np.bool_]:
    """Say between which texts and the ones before, or within which, a picture stands."""
    border = (tags.deed >= BORDER).cumsum()
    found = np.zeros(len(read) + 1, np.bool_)
    found[border[read].searchsorted(border[tags.deed == PICTURE])] = True
    return found[:-1]


def _known(heads: Iterable[bytes]) -> Ints:
    """Return rows: what each element's names say, its tag, and numbers of its kind by tag and by tag and class names.

    The page itself, which says nothing, is before all of *heads*, the elements as they are written.
    """
    known: dict[bytes, int] = {}
    numbers = [known.setdefault(head, len(known) + 1) for head in heads]
    kinds: dict[str, int] = {}
    facts = [(0, _OTHER_TAG, 0, 0)]
    for flags, number_of_tag, tag, named in map(_facts, known):
        kind = kinds.setdefault(tag, len(kinds) + 1)
        facts.append((flags, number_of_tag, kind, kinds.setdefault(named, len(kinds) + 1)))
    return np.array(facts, np.int64).T.take([0, *numbers], axis=1)  # what names say takes 49 bits


@lru_cache(maxsize=8192)  # the pages of a site are made of the same elements
def _facts(head: bytes) -> tuple[int, int, str, str]:
    """Return what an element, as it is written, says; the number of its tag; its tag, and that with its class names."""
    tag, _, attributes = head.decode().partition(" ")
    flags, classes = said_by_element(tag, attributes)
    return flags, _TAG.get(tag, _OTHER_TAG), tag, tag + classes


def _paths(kinds: Ints, parent: Ints) -> Ints:
    """Return rows of hashes, of each container's kind, of its parent's and so on up to the page."""
    found, factor = kinds.astype(np.uint64), _SPREAD
    for above in leaps(parent):
        found += found.take(above, axis=1) * np.uint64(factor)  # wraps
        factor = factor * factor % (1 << 64)
    return (found & np.uint64(_LOW)).astype(np.int64)
