"""Dates in the notations that pages use."""

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar enero ene janvier janv janeiro gennaio gen januari jänner",
            "feb february februar febrero février fevrier févr fev fevereiro febbraio februari",
            "mar march märz maerz mrz marzo mars março marco maart mrt",
            "apr april abril abr avril avr aprile",
            "may mai mayo maio maggio mag mei",
            "jun june juni junio juin junho giugno giu",
            "jul july juli julio juillet juil julho luglio lug",
            "aug august agosto ago août aout augustus",
            "sep sept september septiembre septembre setembro settembre set",
            "oct october oktober okt octubre octobre outubro out ottobre ott",
            "nov november noviembre novembre novembro",
            "dec december dezember dez diciembre dic décembre decembre déc dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "CET": 1, "CEST": 2, "BST": 1, "EET": 2, "EEST": 3,
}  # fmt: skip
_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})(?::|h(?=\d))(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?(4)m\.?)"
    r"\s*(Z\b|[+-]\d{2}:?\d{2}|(?:UTC|GMT|[ECMP][SD]T|CES?T|BST|EES?T)\b)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(?<!\d)(\d{4})(\d{2})(\d{2})(?=T|$)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de |of )?([^\W\d_]+)\.?,?[\s-]+(?:de |del )?(\d{4})"
)
_MONTH_FIRST = re.compile(r"(?<!\w)([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")


def iso_date(text: str | None) -> str | None:
    """Return the date in *text* as ISO 8601: a date, or a date and time with its offset.

    A time whose offset is not told is left out, since nobody can say when it was. ``03/04/2026`` says nothing
    either; ``13/04/2026`` does. None means that no date is in *text*.
    """
    if not text or len(text) > 200 or not any(character.isdigit() for character in text):
        return None
    text = text.strip()
    if re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return _of_epoch(int(text[:10]))
    day = _day(text)
    if day is None:
        return _of_mail(text)
    found = _TIME.search(text.replace("T", " ", 1) if re.match(r"\d{4}-?\d{2}-?\d{2}T", text) else text)
    moment = _moment(day, found) if found else None
    return moment or day.isoformat()


def _day(text: str) -> date | None:
    if match := _ISO.search(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _date(int(year), int(month), int(day))
    if match := _CJK.search(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    for match in _DAY_FIRST.finditer(text):
        if (month := _MONTHS.get(match[2].lower())) is not None:
            return _date(int(match[3]), month, int(match[1]))
    for match in _MONTH_FIRST.finditer(text):
        if (month := _MONTHS.get(match[1].lower())) is not None:
            return _date(int(match[3]), month, int(match[2]))
    if match := _NUMERIC.search(text):
        return _of_numbers(int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
    return None


def _of_numbers(first: int, second: int, year: int, *, dotted: bool) -> date | None:
    """Read two numbers whose order only their size, or the dots of continental Europe, tell."""
    if dotted or first > 12 or first == second:
        return _date(year, second, first)
    return _date(year, first, second) if second > 12 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1600 <= year <= 2200 else None
    except ValueError:
        return None


def _moment(day: date, found: re.Match[str]) -> str | None:
    hour, minute, second, half, zone = found.groups()
    if zone is None:
        return None
    shifted = int(hour) % 12 + (12 if half.lower() == "p" else 0) if half else int(hour)
    try:
        moment = datetime(day.year, day.month, day.day, shifted, int(minute), int(second or 0), tzinfo=_zone(zone))
    except ValueError:
        return None
    return moment.isoformat()


def _zone(text: str) -> timezone:
    if text.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.upper()]))
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _of_epoch(seconds: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)).isoformat()  # noqa: UP017


def _of_mail(text: str) -> str | None:
    """Read RFC 822, where the year may have two digits."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()
