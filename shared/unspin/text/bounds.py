"""Bounds on how much markup a page may be made of, so that no page takes a worker's time for itself.

Parsers compare each attribute with all others of its tag, so that a tag of half a million takes an hour; and a page
of a million elements says no more than its first ones.
"""

import re

_SMALL = 20_000  # characters; a page of fewer takes a tenth of a second, however it is made
MOST_TAGS = 150_000  # of a page; what lies behind is not looked at
MOST_MARKS = 500_000  # > and &, each of which is read on its own
_LONG_TAG = 4_000  # characters; shorter ones hold too few attributes to take any time
_MOST_PARTS = 1_000  # of a long tag: what could separate two attributes
# A tag as browsers see it, or more of the page than that, but never less: > ends it but in quotes that follow an =.
# Written with the usual attribute first and no choice around what is none, it takes three quarters of the time.
_TAG = re.compile(r"""<[a-zA-Z][^>"'=]*+(?:(?:="[^"]*+"?|=\s*+(?:"[^"]*+"?|'[^']*+'?)?|["'])[^>"'=]*+)*+""")
_NAME = re.compile(r"<[^\s/>]{0,40}")
_SEPARATORS = " \t\n\f\r/\"'"


def bounded(html: str) -> str:
    """Return *html* without what is too much of it: attributes of enormous tags, elements after very many."""
    for mark, most in (("<", MOST_TAGS), *((mark, MOST_MARKS) for mark in ">&")):
        if len(html) > most and html.count(mark) > most:
            html = html[: -len(html.split(mark, most)[-1]) - 1]
    # Pages with such tags are rare, and to look for one takes a third of the time of looking at each.
    if len(html) <= _SMALL or not any(map(_is_enormous, _TAG.findall(html))):
        return html
    return _TAG.sub(_bare, html)


def _is_enormous(tag: str) -> bool:
    return len(tag) > _LONG_TAG and sum(map(tag.count, _SEPARATORS)) > _MOST_PARTS


def _bare(tag: re.Match[str]) -> str:
    text = tag[0]
    if not _is_enormous(text):
        return text
    name = _NAME.match(text)
    return name[0] if name else ""
