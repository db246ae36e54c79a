"""International bank account numbers."""

import re
from collections.abc import Iterator
from typing import ClassVar

from unspin.moderation.personal import PersonalData, matches
from unspin.moderation.reading import Reading, Span

_CANDIDATE = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")


class PrivacyIban(PersonalData):
    """An international bank account number: of its country's length and form, with right check digits.

    ISO 13616; the check is ISO 7064 modulo 97, which one in 97 numbers passes by accident.
    """

    kind: ClassVar[str] = "privacy.iban"

    def spans(self, reading: Reading) -> Iterator[Span]:
        """Yield where numbers stand."""
        for found in matches(_CANDIDATE, reading):
            text = _valid_part(found[0])
            if text:
                yield Span(found.start(), found.start() + len(text))


def _valid_part(candidate: str) -> str | None:
    """Return *candidate*, or it without the word behind it that is written like a part of it."""
    from stdnum import iban  # only where there is a candidate: it loads a registry

    for text in (candidate, candidate.rpartition(" ")[0]):
        if len(text) >= 15 and iban.is_valid(text, check_country=False):
            return text
    return None
