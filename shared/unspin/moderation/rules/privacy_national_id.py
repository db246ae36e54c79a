"""National identity numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar, Literal, get_args

from pydantic import Field

from unspin.moderation.personal import PersonalData
from unspin.moderation.reading import Reading, Span

Country = Literal["us", "gb", "es", "fr", "it", "de", "nl", "pl", "pt", "br", "mx", "fi", "se", "cn"]


@dataclass(frozen=True, slots=True)
class _Number:
    """How a country's number is written, what checks it, and the words it must stand behind where the check is weak."""

    module: str
    form: re.Pattern[str]
    label: re.Pattern[str] | None = None


def _number(module: str, form: str, label: str | None = None) -> _Number:
    behind = re.compile(rf"\b(?:{label})\b[^\n]{{0,24}}$") if label else None
    return _Number(f"stdnum.{module}", re.compile(rf"(?<![\w.,+/-]){form}(?![\w/-]|[.,]\d)"), behind)


_NUMBERS: dict[Country, tuple[_Number, ...]] = {
    "us": (_number("us.ssn", r"\d{3}-\d{2}-\d{4}"),),
    "gb": (_number("gb.nhs", r"\d{3} ?\d{3} ?\d{4}", "nhs"),),
    "es": (_number("es.dni", r"\d{8}-?[A-Z]"), _number("es.nie", r"[XYZ]-?\d{7}-?[A-Z]")),
    "fr": (_number("fr.nir", r"[1278] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d"),),
    "it": (_number("it.codicefiscale", r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]"),),
    "de": (
        _number(
            "de.idnr", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", "steuer-?id(?:entifikationsnummer|nr)?|idnr|identifikationsnummer"
        ),
    ),
    "nl": (_number("nl.bsn", r"\d{4}\.?\d{2}\.?\d{3}", "bsn|burgerservicenummer"),),
    "pl": (_number("pl.pesel", r"\d{11}", "pesel"),),
    "pt": (_number("pt.nif", r"\d{3} ?\d{3} ?\d{3}", "nif|contribuinte"),),
    "br": (_number("br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}"), _number("br.cpf", r"\d{11}", "cpf")),
    "mx": (_number("mx.curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d"),),
    "fi": (_number("fi.hetu", r"\d{6}[-+A]\d{3}[0-9A-Z]"),),
    "se": (_number("se.personnummer", r"(?:\d{2})?\d{6}[-+]\d{4}"),),
    "cn": (_number("cn.ric", r"\d{17}[\dX]"),),
}


class PrivacyNationalId(PersonalData):
    """A national identity, tax or insurance number of a person, in its country's form, with right check digits.

    The checks are python-stdnum's. Numbers whose check is weak, or that look like any other (Britain's NHS number,
    Germany's, Poland's, Portugal's, the Dutch and the unpunctuated Brazilian one), count behind their name only.
    """

    kind: ClassVar[str] = "privacy.national_id"

    countries: list[Country] = Field(list(get_args(Country)), description="Whose numbers are looked for (ISO 3166-1).")

    def spans(self, reading: Reading) -> Iterator[Span]:
        """Yield where numbers stand, each once."""
        taken: set[int] = set()
        for stretch in reading.stretches:
            for number in (number for country in self.countries for number in _NUMBERS[country]):
                for found in number.form.finditer(reading.searched, stretch.start, stretch.end):
                    if found.start() not in taken and _is_valid(number, reading, found):
                        taken.add(found.start())
                        yield Span(*found.span())


def _is_valid(number: _Number, reading: Reading, found: re.Match[str]) -> bool:
    if number.label and not number.label.search(reading.folded[max(0, found.start() - 60) : found.start()]):
        return False
    return bool(import_module(number.module).is_valid(found[0]))
