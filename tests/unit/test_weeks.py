"""Weeks that listings are kept by."""

import pytest

from unspin.weeks import bounds_of, week_before, week_of


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-27", "2026-W48"),
        ("2026-11-27T20:21:23.000Z", "2026-W48"),
        ("2026-11-29", "2026-W48"),
        ("2026-11-30", "2026-W49"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
    ],
)
def test_a_moment_has_a_week(moment: str, week: str) -> None:
    assert week_of(moment) == week


def test_weeks_are_walked_back_across_years() -> None:
    weeks = ["2027-W02"]
    while weeks[-1] > "2026-W51":
        weeks.append(week_before(weeks[-1]))

    assert weeks == ["2027-W02", "2027-W01", "2026-W53", "2026-W52", "2026-W51"]
    assert weeks == sorted(weeks, reverse=True)


def test_a_week_begins_on_monday() -> None:
    assert bounds_of("2026-W53") == ("2026-12-28", "2027-01-04")
