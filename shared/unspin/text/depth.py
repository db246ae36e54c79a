"""A bound on how deep markup nests: parsing looks up through all open elements, so depth costs its square."""

import re

from unspin.text.bounds import bounded, count

_FEW_TAGS = 20_000  # so many take less than a second however they nest
_DEEPEST = 1_000
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,4000}>")
# Empty, or closed by the next of their kind.
_FLAT = frozenset(
    b"""
    area base br col embed hr img input link meta source track wbr p li td th tr dt dd option
    """.split()
)


def flattened(html: bytes) -> bytes:
    """Return *html* without the tags that stand deeper than a thousand levels; their text stays."""
    has_few_tags = count(html, b"<") <= _FEW_TAGS
    html = bounded(html, has_few_tags=has_few_tags)
    if has_few_tags or count(html, b"<") <= _FEW_TAGS:
        return html
    depth = 0

    def shallow(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag[2].lower() in _FLAT:
            return tag[0]
        if not tag[1]:
            depth += 1
            return tag[0] if depth <= _DEEPEST else b" "
        depth = max(0, depth - 1)
        return tag[0] if depth < _DEEPEST else b" "

    return _TAG.sub(shallow, html)
