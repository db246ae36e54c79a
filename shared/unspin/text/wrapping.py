"""Lines that were broken at a width, as mail programs and editors do, made paragraphs again.

Whoever fills lines breaks one where the next word does not fit any more: such a line, with the first word of the next
one, is longer than the width. Most lines of a filled text are like that; of headlines, menus and paragraphs few are.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

NARROWEST, WIDEST = 45, 120  # characters that lines are filled to
FEWEST = 3  # lines that go on in the next one
TRIED = 5  # widths: the longest lines, since one or two may be longer than what the others were filled to
FULL = 0.6  # of the lines that another one follows
WITHIN = 0.4  # of the lines that are gone on in: those go on in lower case, where a script has one; lists do not
MOST = 0.9  # of the characters stand in lines that are no wider


def unwrapped(lines: Sequence[str]) -> Sequence[str]:
    """Return *lines*, without spaces around them and "" where one is blank, with those joined that were one.

    Where the whole text was not filled, what stands between two blank lines may have been: the source of a page is
    sometimes filled where its author wrote, and not where the site did. A few lines prove less than many, so these must
    go on in lower case, and not with addresses, which are lists.
    """
    width = _width(lines, lambda line: not line[0].isupper())
    if width is not None:
        return list(_joined(lines, width))
    stretches = [list(stretch) for _, stretch in groupby(lines, bool)]
    widths = [_width(part, _goes_on) if len(part) > FEWEST else None for part in stretches]
    if not any(widths):
        return lines
    usual = max(each for each in widths if each)
    found: list[str] = []
    for part, own in zip(stretches, widths, strict=True):
        filled = own or (usual if _is_like_it(part, usual) else None)
        found += _joined(part, filled) if filled else part
    return found


def _is_like_it(stretch: Sequence[str], width: int) -> bool:
    """Tell whether all lines of a short *stretch* are full, and go on as those of a longer one do."""
    pairs = list(pairwise(stretch))
    within = sum(_goes_on(following) for _, following in pairs)
    return all(_is_full(line, following, width) for line, following in pairs) and within > WITHIN * len(pairs)


def _width(lines: Sequence[str], goes_on: Callable[[str], bool]) -> int | None:
    sizes = sorted({len(line) for line in lines if NARROWEST <= len(line) <= WIDEST}, reverse=True)
    return next((each for each in sizes[:TRIED] if _are_filled(lines, each, goes_on)), None)


def _goes_on(line: str) -> bool:
    return line[:1].islower() and "/" not in line.split(" ", 1)[0]


def _are_filled(lines: Sequence[str], width: int, goes_on: Callable[[str], bool]) -> bool:
    narrow = sum(len(line) for line in lines if len(line) <= width)
    if narrow < MOST * sum(map(len, lines)):
        return False
    pairs = [(line, following) for line, following in pairwise(lines) if line and following]
    full = [following for line, following in pairs if _is_full(line, following, width)]
    within = sum(map(goes_on, full))
    return len(full) >= max(FEWEST, FULL * len(pairs)) and within >= WITHIN * len(full)


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) <= width < len(line) + 1 + len(following.split(" ", 1)[0])


def _joined(lines: Sequence[str], width: int) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        if held and not (held[-1] and line and _is_full(held[-1], line, width)):
            yield " ".join(held)
            held = []
        held.append(line)
    if held:
        yield " ".join(held)
