"""What AWS asks for a unit of each thing: one dated file, for one region."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from unspin.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for one unit."""

    dollars: float
    unit: str  # in words, plural
    source: str


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one region on one day, and what is assumed where a run on one machine cannot tell."""

    region: str
    checked: str  # the day they were looked up
    prices: Mapping[str, Price]
    assumed: Mapping[str, float]

    def dollars(self, unit: str, amount: float) -> float:
        """Return what *amount* of a unit costs.

        Raises:
            SettingsError: The file has no price for it.
        """
        if unit not in self.prices:
            raise SettingsError(f"the price file has no price for {unit!r}: expected one of {', '.join(self.prices)}")
        return self.prices[unit].dollars * amount


def read_prices(path: Path | None = None) -> Prices:
    """Return the prices in *path*, or those that come with unspin.

    Raises:
        SettingsError: The file cannot be read, or is no file of prices.
    """
    source = path or files("unspin.cost") / "prices.json"
    try:
        held: Mapping[str, Any] = json.loads(source.read_text(encoding="utf-8"))
        prices = {
            name: Price(float(each["price"]) / each["per"], each["unit"], each["source"])
            for name, each in held["prices"].items()
        }
        assumed = {name: float(each["value"]) for name, each in held["assumed"].items()}
        return Prices(held["region"], held["checked"], prices, assumed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{source} is no file of prices (expected the form of unspin's own prices.json): {error!r}"
        ) from error
