"""Phone numbers."""

import re
from collections.abc import Iterator
from typing import ClassVar

from unspin.moderation.personal import PersonalData, digits, matches
from unspin.moderation.reading import Reading, Span

_NUMBER = re.compile(r"(?<![\w.,+/-])(?:\+ ?|00)?\(?\d[\d ().\u00a0/-]{5,20}\d(?![\w%]|[.,]\d)")
_AMERICAN = re.compile(r"(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[.-]\d{4}")
_LABEL = re.compile(
    r"\b(?:phone|telephone|tel(?! aviv)|call|cell|mobile|whatsapp|text|sms|fax|hotline|ring|telefon|mobil|handy|ruf|"
    r"rufnummer|telefono|movil|llame|llamar|telephone|portable|appeler|appelez|telefone|celular|ligue|cellulare|chiamare)"
    r"\b[^\d\n]{0,24}$"
)
_DATE = re.compile(
    r"^\(?(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}|(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d)\)?"
    r"(?: \d{1,2})?$"  # the hour, whose colon ends what may be a number
)
_ROUND = re.compile(r"^\d{1,3}(?:[ .\u00a0]\d{3})*[ .\u00a0]000$")  # thousands and millions of something
_SERVICE = re.compile(r"^(?:1[ -]?)?\(?(?:800|888|877|866|855|844|833|900)\)?\D|^0(?:800|900|180\d?)\D?")


class PrivacyPhone(PersonalData):
    """A phone number: with its country's code, in the American form, or behind a word such as "call" or "Tel.".

    Seven to fifteen digits (ITU-T E.164). Dates, years, scores, amounts, and numbers that are free to call
    (``0800``, ``1-800``) are none.
    """

    kind: ClassVar[str] = "privacy.phone"

    def spans(self, reading: Reading) -> Iterator[Span]:
        """Yield where numbers stand."""
        for found in matches(_NUMBER, reading):
            text = found[0].strip()
            if 7 <= len(digits(text)) <= 15 and not any(pattern.match(text) for pattern in (_DATE, _SERVICE, _ROUND)):
                before = reading.folded[max(0, found.start() - 40) : found.start()]
                is_american = _AMERICAN.fullmatch(text) is not None
                # "00" alone opens too much else; with a blank or a bracket behind the code it is dialled.
                is_international = text.startswith("+") or (text.startswith("00") and re.match(r"00\d{1,3}[ (]", text))
                if is_international or is_american or _LABEL.search(before):
                    yield Span(found.start(), found.start() + len(text))
