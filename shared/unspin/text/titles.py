"""The title of an article, and whether the page keeps another one that says the same in other words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from unspin.model import Finding

_WORD = re.compile(r"\w+(?:[-.]\w+)*")
_BREADCRUMB = re.compile(r"\s[›»>|]\s|\s/\s")
_SITE_BREAK = re.compile(r"\s+[|–—»·•-]\s+")
_NOTE = re.compile(r"\s*\([^()]{0,120}\)\s*\.?\s*$")
_UNEVEN = 3  # words by which the two may differ in length
_LONGEST = 600  # characters of a line that may hold a headline
_FEWEST_SHARED = 2  # words
_LEAST_SHARE = 0.18  # of the words of both
_ALMOST_EQUAL = 0.6  # share of equal words from which it does not matter how the others were swapped
_SAME_WORD = 80  # of 100: two stretches as alike as this differ in an ending or a capital
_MOST_WORDS = 40  # of a headline
_DOUBLED = 3  # characters that stand twice in what is a double: of fewer no headline is made
_SHORTEST = 5  # words; two headlines of four words share half of them by accident
_QUESTIONS = frozenset(["how", "what", "which", "who", "whom", "whose", "why"])  # nothing else says what these say


def without_site(title: str, *, site_name: str | None, heading: str | None) -> str:
    """Return *title* without the name of the site behind or before it: ``Ferry deal signed | Port News``."""
    parts = _SITE_BREAK.split(title)
    if len(parts) < 2:
        return title.strip()
    if heading and plain(heading) != plain(title) and plain(heading) in plain(title) and len(heading.split()) >= 3:
        return heading
    name = plain(site_name or "")
    for cut in (title[: title.rfind(parts[-1])], title[title.find(parts[1]) :]):
        rest = re.sub(r"\s+[|–—»·•-]\s*$", "", cut).strip()
        dropped = plain(title.replace(rest, ""))
        # A bar is how sites set off their name; a dash needs the name to be known.
        is_name = bool(name) and (dropped == name or fuzz.ratio(dropped, name) > 85)
        by_bar = cut.rstrip().endswith("|") and len(dropped.split()) <= 4 and len(rest.split()) >= 4
        if rest and (is_name or by_bar):
            return rest
    return title.strip()


def plain(text: str) -> str:
    """Return the words of *text*, lower-cased, without punctuation."""
    return " ".join(_WORD.findall(text.casefold()))


def respun(title: str, lines: Sequence[str]) -> Finding | None:
    """Return the finding ``respun.title`` where one of *lines* is *title* with words swapped.

    Both are aligned word by word. They must run in step, with the same numbers and with at least two words in
    common, differ only by short stretches of about the same length, and differ in words, not in endings. One
    longer stretch alone is an editor's other headline. Nor does a spinner turn a question into none, and where it
    swaps much, it swaps most stretches for as many words: it goes word by word, while the next heading of a guide
    shares no more than the subject. The score is the share of the words that did not change, raised to at least
    one half.
    """
    words = _words(title)
    if len(words) < _SHORTEST:
        return None
    best: tuple[float, str, list[tuple[str, str]]] | None = None
    folded = [word.casefold() for word in words]
    held = frozenset(folded)
    for line in lines:
        for version in _versions(line, len(words)):
            other = _words(version)
            if not _may_be_spun(held, len(words), other):
                continue
            found = _swaps(words, folded, other)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], version, found[1])
    if best is None:
        return None
    share, version, swaps = best
    said = ", ".join(before for before, _ in swaps)
    kept = ", ".join(after for _, after in swaps)
    return Finding("respun.title", round(max(0.5, share), 3), f"title says {said}, the page keeps {kept}: {version}")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").replace("'", " "))


def _versions(line: str, words: int) -> Sequence[str]:
    """Return the headlines in *line*: without a note in brackets, out of a breadcrumb, out of a double.

    Only those that may be about as long as *words* words; a line of running text is seen to be none at a glance.
    """
    if len(line) > _LONGEST or (blanks := line.count(" ")) < _SHORTEST - 1:
        return ()
    is_noted = line.rstrip(" .").endswith(")")
    if not is_noted and blanks > 2 * words + 2 * _UNEVEN and not _is_breadcrumb(line):
        return ()
    bare = (_NOTE.sub("", line) if is_noted else line).strip(" .")
    if bare.find(bare[:_DOUBLED], 1) > 0:
        half = len(bare) // 2
        for middle in {half, half + len(bare) % 2}:
            if bare[:middle].strip(" .") == bare[middle:].strip(" ."):
                return (bare[:middle].strip(" ."),)
    return (bare, _BREADCRUMB.split(bare)[-1]) if _is_breadcrumb(bare) else (bare,)


def _is_breadcrumb(line: str) -> bool:
    # To search for the blank before a mark would be to stop at each.
    has_mark = "|" in line or "/" in line or ">" in line or "›" in line or "»" in line
    return has_mark and _BREADCRUMB.search(line) is not None


def _may_be_spun(held: frozenset[str], count: int, other: list[str]) -> bool:
    """Say whether enough words of *other* are among those of the title, *held*: to align the two takes far longer."""
    if len(other) < _SHORTEST or max(count, len(other)) > _MOST_WORDS or abs(count - len(other)) > _UNEVEN:
        return False
    most = sum(word in held for word in map(str.casefold, other))
    return most >= _FEWEST_SHARED and 2 * most >= _LEAST_SHARE * (count + len(other))


def _swaps(title: list[str], before: list[str], other: list[str]) -> tuple[float, list[tuple[str, str]]] | None:
    """Return the share of equal words and the swaps; None where *other* is no version of *title*.

    *before* are the words of *title*, whatever their case.
    """
    after = [word.casefold() for word in other]
    if before == after or _numbers(before) != _numbers(after):
        return None
    swaps: list[tuple[str, str]] = []
    equal = uneven = 0
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            equal += b - a
        elif tag != "replace":
            return None
        else:
            uneven = max(uneven, abs((b - a) - (d - c)))
            swaps.append((" ".join(title[a:b]), " ".join(other[c:d])))
    share = 2 * equal / (len(before) + len(after))
    enough = share >= (_LEAST_SHARE if uneven <= 1 else 0.38)
    real = [pair for pair in swaps if fuzz.ratio(pair[0].casefold(), pair[1].casefold()) < _SAME_WORD]
    if (
        _is_rephrased(swaps)
        or any(_asks(before) != _asks(after) for before, after in swaps)
        or (share < _ALMOST_EQUAL and not _is_word_by_word(real, of=len(swaps)))
        or equal < _FEWEST_SHARED
        or uneven > _UNEVEN
        or not enough
        or not real
        or not any(len(pair[0]) > 3 for pair in real)
    ):
        return None
    return share, real


def _is_rephrased(swaps: list[tuple[str, str]]) -> bool:
    """Say whether the stretches are too long, or glued to something, to be words swapped one by one."""
    lengths = [max(len(before.split()), len(after.split())) for before, after in swaps]
    glued = any(after.endswith(before) or before.endswith(after) for before, after in swaps)
    return glued or max(lengths, default=0) > (2 if len(swaps) == 1 else 6)


def _asks(stretch: str) -> bool:
    return not _QUESTIONS.isdisjoint(stretch.casefold().split())


def _is_word_by_word(real: list[tuple[str, str]], *, of: int) -> bool:
    """Say whether more than half of all stretches are *real* swaps for as many words."""
    even = sum(len(before.split()) == len(after.split()) for before, after in real)
    return 2 * even > of


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isdigit()]
