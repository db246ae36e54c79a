"""What the markup of a page tells a net about the lines of its dump, while it learns.

A dump has lost its markup, and whatever judges it has to do without. But the pages that are learnt from have theirs: it
says which lines were links, headings or items, which stood together, what the containers around them are called, and a
model of html, which errs less, says how likely each line is part of the article. A net that has to answer that as well
finds in the lines what goes with it; what it would need markup for, it is not asked when it judges. Learning from what
will be missing is from Vapnik and Vashist, "A new learning paradigm: learning using privileged information" (Neural
Networks, 2009), from the chances of another model from Lopez-Paz et al., "Unifying distillation and privileged
information" (ICLR 2016), and to answer several questions at once from Caruana, "Multitask Learning" (1997).
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from training.net import Taught
from unspin.text.layout import Ints, Layout, leaps
from unspin.text.names import BITS
from unspin.text.tags import TAGS

_KINDS = (
    ("h1",), ("h2", "h3", "h4", "h5", "h6"), ("li",), ("p",), ("td", "th", "dd", "dt"), ("blockquote",),
    ("figcaption",), ("div",), ("section",),
)  # fmt: skip
_IS_KIND = np.array([[tag in kind for tag in TAGS] for kind in _KINDS])
_FACTS = 4 + len(_KINDS) + len(BITS)
_NOT_A_WORD = re.compile(r"\W+")
_SHORT = 4  # letters: what is shorter stands in anything


def taught(lines: Sequence[str], page: Layout, chances: Any) -> Taught:
    """Return what the html of a page says of the *lines* of its dump.

    Args:
        lines: Of the dump, or of some of it.
        page: The blocks of the html.
        chances: (blocks,): that each is part of the article, by a model that has not seen the site.
    """
    block = aligned(lines, page.texts)
    is_known = block >= 0
    told = np.where(is_known, chances[block], 0).astype(np.float32)
    return Taught(told, (facts(page)[block] * is_known[:, None]).astype(np.float32), is_known)


def untaught(lines: Sequence[str]) -> Taught:
    """Return nothing, in the form of what is said of so many lines: their page has no html."""
    count = len(lines)
    return Taught(np.zeros(count, np.float32), np.zeros((count, _FACTS), np.float32), np.zeros(count, np.bool_))


def facts(page: Layout) -> Any:
    """Return what the markup says of each block, (blocks, facts): its links, its kind, the names around it."""
    lengths = np.maximum(1, [len(text) for text in page.texts])
    is_beside = np.append(False, page.holder[1:] == page.holder[:-1])
    named = page.flags.astype(np.int64)
    for above in leaps(page.parent):
        named |= named[above]
    masks = np.array(list(BITS.values()), np.int64)[:, None]
    looks = (np.minimum(1, page.linked / lengths), page.strong, page.pictured, is_beside)
    return np.concatenate((looks, _IS_KIND[:, page.tags], (named[page.holder] & masks) > 0)).T


def aligned(lines: Sequence[str], texts: Sequence[str]) -> Ints:
    """Return for each of *lines* the number of the one of *texts* that says it; -1 where none does.

    Equal ones are found first, in order (Ratcliff and Obershelp, as difflib has it); then, between those, the first
    text that holds a line, or is held by one: dumps break lines, and join them.
    """
    own, others = ([_NOT_A_WORD.sub("", text).casefold() for text in each] for each in (lines, texts))
    found = np.full(len(own), -1)
    for there, here, count in SequenceMatcher(None, others, own, autojunk=False).get_matching_blocks():
        for at in range(count):
            if own[here + at]:
                found[here + at] = there + at
    before = -1
    for at, line in enumerate(own):
        if found[at] >= 0:
            before = int(found[at])
        elif line:
            found[at] = _holding(line, others, range(max(0, before), _next(found, at, len(others))))
    return found


def _next(found: Ints, at: int, count: int) -> int:
    """Return the number behind which a line cannot stand: that of the next one which is known."""
    known = np.flatnonzero(found[at:] >= 0)
    return int(found[at + known[0]]) + 1 if len(known) else count


def _holding(line: str, texts: Sequence[str], where: range) -> int:
    for at in where:
        text = texts[at]
        if min(len(line), len(text)) >= _SHORT and (line in text or text in line):
            return at
    return -1
