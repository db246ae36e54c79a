"""Numbers of payment cards."""

import re
from collections.abc import Iterator
from typing import ClassVar

from unspin.moderation.personal import PersonalData, digits, matches
from unspin.moderation.reading import Reading, Span

_CANDIDATE = re.compile(r"(?<![\w.,+/-])\d{4}(?:[ -]?\d{2,6}){2,4}(?![\w/-]|[.,]\d)")
# Who issues: Visa, Mastercard (5 and 2 series), American Express, Discover, JCB, Diners Club.
_ISSUER = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35\d{14}|3[068]\d{12}"
)


class PrivacyCard(PersonalData):
    """The number of a payment card: the digits of an issuer, with a right check digit.

    The check digit is Luhn's (US patent 2,950,048; ISO/IEC 7812-1): one in ten numbers has it by accident.
    """

    kind: ClassVar[str] = "privacy.card"

    def spans(self, reading: Reading) -> Iterator[Span]:
        """Yield where numbers stand."""
        for found in matches(_CANDIDATE, reading):
            number = digits(found[0])
            if _ISSUER.fullmatch(number) and len(set(number)) > 2 and has_luhn(number):
                yield Span(*found.span())


def has_luhn(number: str) -> bool:
    """Say whether the last digit of *number* is Luhn's check digit."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(each // 10 + each % 10 for each in doubled)) % 10 == 0
