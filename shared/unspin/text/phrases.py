"""Which notice a line is, by its words and its typography."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from unspin.model import Reason
from unspin.text.notices import NOTICES
from unspin.text.required import Required, alternatives, first_letters


@dataclass(frozen=True)
class _Phrases:
    """Patterns of which one must fit; those that fit at the beginning only are tried there only, which is most.

    They are compiled when they are first tried: to compile all takes longer than to clean ten pages.
    """

    at_beginning: tuple[str, ...]
    anywhere: str

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """What fits anywhere."""
        return re.compile(self.anywhere, re.IGNORECASE)


def _any(*patterns: str) -> _Phrases:
    parts = [part for pattern in patterns for part in alternatives(pattern)]
    opening = [part for part in parts if part.startswith("^") and not part.startswith(_OPENS_WITH_ANYTHING)]
    return _Phrases(tuple(opening), _one_of([part for part in parts if part not in opening]))


# To find out that these do not fit takes long: they are tried where a word that they require stands, like all others.
_OPENS_WITH_ANYTHING = ("^.", r"^\W", r"^(?:\w")


def _one_of(parts: Iterable[str]) -> str:
    return "|".join(f"(?:{part})" for part in parts)


_RULES: tuple[tuple[Reason, _Phrases], ...] = tuple((reason, _any(*patterns)) for reason, patterns in NOTICES)
_REQUIRED = Required({reason: each.anywhere for reason, each in _RULES if each.anywhere})
_PLACES = {reason: place for place, (reason, _) in enumerate(_RULES)}
_SPAM = dict(_RULES)["spam"]  # stands anywhere: has nothing that is tried at the beginning only
_MONTH = (
    r"(?:jan|ene|gen|feb|fev|fév|mar|maa|mär|apr|abr|avr|may|mai|mag|mei|jun|jui|giu|jul|lug|aug|ago|août|sep|set|"
    r"oct|okt|out|ott|nov|dec|dez|dic|déc)\w*"
)
_DATE_LINE = re.compile(
    rf"^(?:[^\d\W]+\.?,? )?(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}\.? (?:de )?{_MONTH}\.? (?:de )?\d{{4}}"
    r"|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{4}|\d{4}-\d{2}-\d{2})\b.{0,40}$",
    re.IGNORECASE,
)
_DATE_INSIDE = re.compile(rf"\b(?:{_MONTH}\.? \d{{1,2}},? \d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_SEPARATED = re.compile(r"\s[›»>]\s|\s/\s|\s\|\s|\s·\s|\S {2,}\S")

SECTIONS: frozenset[Reason] = frozenset(
    ["related_headlines", "comment_form", "newsletter", "cookie_notice", "share", "other", "author_bio"]
)
"""Reasons whose line may open a section: the short lines below it belong to it."""


@lru_cache(maxsize=4096)  # menus and notices are the same on every page of a site
def said_by(text: str) -> Reason | None:
    """Return the reason that *text* itself gives for being no part of an article, or None."""
    if len(text) > 320:
        return None
    place, met = _by_beginning(text), _REQUIRED.met(text)
    for reason in sorted(met, key=_PLACES.__getitem__):
        if _PLACES[reason] < place and _RULES[_PLACES[reason]][1].inside.search(text):
            return reason
    if place < len(_RULES):
        return _RULES[place][0]
    if len(text) < 160:
        return _by_shape(text)
    return None


def is_spam(text: str) -> bool:
    """Say whether *text* is a short offer that a hoster or a plugin put into the article itself."""
    if len(text) > 320:
        return False
    return "spam" in _REQUIRED.met(text) and _SPAM.inside.search(text) is not None


def _by_beginning(text: str) -> int:
    """Return the place of the first rule of which a pattern for the beginning fits; behind all where none does."""
    letter = text[:1].lower()
    found = _openings(letter if letter.isascii() and letter.isalnum() else "").match(text)
    return int(found.lastgroup[1:]) if found and found.lastgroup else len(_RULES)


@lru_cache(maxsize=200)
def _openings(letter: str) -> re.Pattern[str]:
    """Return what may fit at the beginning of a text that begins with *letter*, a group for each rule, in their order.

    "" stands for marks, which few lines begin with, and for letters beyond ASCII, some of which count as others where
    case does not: for them all are tried.
    """
    groups = []
    for place, (_, phrases) in enumerate(_RULES):
        firsts = ((part, _first(part)) for part in phrases.at_beginning)
        parts = [part for part, first in firsts if not letter or first is None or letter in first]
        if parts:
            groups.append(f"(?P<r{place}>{_one_of(parts)})")
    return re.compile("|".join(groups) or r"(?!)", re.IGNORECASE)


_first = cache(first_letters)


def _by_shape(text: str) -> Reason | None:
    """Return what the typography of a short line says: dates, breadcrumbs, menus in one line."""
    has_year = _YEAR.search(text) is not None  # as all dates have: to look for the months takes far longer
    if has_year and _DATE_LINE.match(text):
        return "byline"
    if text[-1] in '.!?…”»"':  # like a sentence
        return None
    if has_year and _DATE_INSIDE.search(text) and re.search(r"[|·•—]", text) and "(@" not in text:
        return "byline"  # but the signature of a post that is quoted is no part of the page
    if _is_divided(text) and ":" not in text and _is_menu(_SEPARATED.findall(text)):
        return "navigation"
    return None


def _is_divided(text: str) -> bool:
    """Say whether *text* holds any mark of a separator: to search for the blanks before them would stop at each."""
    return "|" in text or "/" in text or "·" in text or "›" in text or "»" in text or ">" in text or "  " in text


def _is_menu(separators: list[str]) -> bool:
    """Say whether a line is divided as menus and breadcrumbs are; running text has a "this / that" or two."""
    return len(separators) >= (3 if all("/" in each for each in separators) else 2)
