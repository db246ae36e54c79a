"""Dollars for what was used."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from unspin.cost.bill import bill
from unspin.cost.meter import Usage, Use
from unspin.cost.prices import read_prices
from unspin.errors import SettingsError

PUT = Use("S3", "PutObject", "S3 put")
WRITE = Use("DynamoDB", "PutItem, body", "DynamoDB write")


def usage(**units: float) -> Usage:
    found = Usage()
    found.uses.update({PUT: units.get("put", 0), WRITE: units.get("write", 0)})  # type: ignore[arg-type]
    return found


def test_a_bill_is_for_a_million_articles_the_dearest_lines_first() -> None:
    found = bill(usage(put=4, write=64), 4, read_prices())

    assert [(line.service, line.amount, line.dollars) for line in found.lines] == [
        ("DynamoDB", 16_000_000, pytest.approx(10.0)),
        ("S3", 1_000_000, pytest.approx(5.0)),
    ]
    assert found.by_service() == {"DynamoDB": pytest.approx(10.0), "S3": pytest.approx(5.0)}
    assert found.dollars == pytest.approx(15.0)


def test_other_prices_make_another_bill(tmp_path: Path) -> None:
    held = json.loads((files("unspin.cost") / "prices.json").read_text(encoding="utf-8"))
    held["prices"]["S3 put"]["price"] = 10.0  # for a million
    (tmp_path / "prices.json").write_text(json.dumps(held))

    assert bill(usage(put=1), 1, read_prices(tmp_path / "prices.json")).dollars == pytest.approx(10.0)


def test_every_price_says_where_it_is_from() -> None:
    assert all(price.source.startswith("https://aws.amazon.com/") for price in read_prices().prices.values())


def test_what_has_no_price_is_no_bill() -> None:
    found = Usage()
    found.uses[Use("S3", "Teleport", "S3 teleport")] = 1

    with pytest.raises(SettingsError, match="no price for 'S3 teleport'"):
        bill(found, 1, read_prices())


def test_no_articles_share_no_bill() -> None:
    with pytest.raises(ValueError, match="expected at least one"):
        bill(usage(put=1), 0, read_prices())
