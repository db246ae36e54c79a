"""Whether a passage reports about a trade or advertises it."""

import re
from functools import cache

from unspin.moderation.rule import shipped


def marks_of_reporting(folded: str, *lists: str) -> frozenset[str]:
    """Return the different words of reporting in a folded text, of the *lists* ``office`` and ``speech``.

    Advertising speaks to its reader; a report says who said, banned or seized what.
    """
    return frozenset(found for name in lists for found in _words(name).findall(folded))


def places_of_reporting(folded: str, name: str) -> list[int]:
    """Return where the words of reporting of the list *name* start, in order."""
    return [found.start() for found in _words(name).finditer(folded)]


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, shipped('reporting')[name]))})\b")
