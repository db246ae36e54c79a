"""Bounds on how much markup a page may be made of, so that no page takes a worker's time for itself.

Parsers compare each attribute with all others of its tag, so that a tag of half a million takes an hour; and a page
of a million elements says no more than its first ones.
"""

import re
from collections.abc import Iterator

import numpy as np

_SMALL = 20_000  # bytes; a page of fewer takes a tenth of a second, however it is made
MOST_TAGS = 150_000  # of a page; what lies behind is not looked at
MOST_MARKS = 500_000  # > and &, each of which is read on its own
_LONG_TAG = 4_000  # bytes; shorter ones hold too few attributes to take any time
_MOST_PARTS = 1_000  # of a long tag: what could separate two attributes
# A tag as browsers see it, or more of the page than that, but never less: > ends it but in quotes that follow an =.
_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"'=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?|["'])*+""")
_NAME = re.compile(rb"<[^\s/>]{0,40}")
_SEPARATORS = b" \t\n\f\r/\"'"
_BEFORE_VALUE = b"= \t\n\r\f\v"


def bounded(html: bytes, *, has_few_tags: bool = False) -> bytes:
    """Return *html* without what is too much of it: attributes of enormous tags, elements after very many."""
    tags = () if has_few_tags else ((b"<", MOST_TAGS),)
    for mark, most in (*tags, (b">", MOST_MARKS), (b"&", MOST_MARKS)):
        if len(html) > most and count(html, mark) > most:
            html = html[: -len(html.split(mark, most)[-1]) - 1]
    if len(html) <= _SMALL:
        return html
    parts: list[bytes] = []
    read = 0
    for begin, end in _stretches(html):
        if any(_is_enormous(tag) for tag in _TAG.findall(html, begin, end) if len(tag) > _LONG_TAG):
            parts += html[read:begin], _TAG.sub(_bare, html[begin:end])
            read = end
    return b"".join((*parts, html[read:])) if parts else html


def count(html: bytes, mark: bytes) -> int:
    """Return how often the byte *mark* stands in *html*: bytes.count takes three times as long where it is frequent."""
    return int(np.count_nonzero(np.frombuffer(html, np.uint8) == ord(mark)))


def _stretches(html: bytes) -> Iterator[tuple[int, int]]:
    """Yield the bounds of stretches, long enough for an enormous tag, outside of which none is.

    A > that is quoted stands behind a quote that opens a value, so behind an = or a blank. Where neither the last " nor
    the last ' before a > stands there, no tag goes on. As many of these are tried as it takes to find out that most
    pages have no such tag, which is quicker than to look at each.
    """
    edge = read = 0
    by_double = by_single = False  # may a quote of this kind be open?
    for start in range(0, len(html), _LONG_TAG // 2):
        end = html.rfind(b">", start, start + _LONG_TAG // 2)
        if end < 0:
            continue
        if (at := html.rfind(b'"', read, end)) > 0:
            by_double = html[at - 1] in _BEFORE_VALUE
        if (at := html.rfind(b"'", read, end)) > 0:
            by_single = html[at - 1] in _BEFORE_VALUE
        read = end
        if not by_double and not by_single:
            if end - edge > _LONG_TAG:
                yield edge, end
            edge = end
    yield edge, len(html)


def _is_enormous(tag: bytes) -> bool:
    return len(tag) > _LONG_TAG and sum(map(tag.count, _SEPARATORS)) > _MOST_PARTS


def _bare(tag: re.Match[bytes]) -> bytes:
    text = tag[0]
    if not _is_enormous(text):
        return text
    name = _NAME.match(text)
    return name[0] if name else b""
