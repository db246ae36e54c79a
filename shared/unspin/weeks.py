"""Weeks, as listings are kept by them: ``2026-W48``, as in ISO 8601, so that they sort."""

from datetime import date, timedelta

WEEK = timedelta(weeks=1)


def week_of(moment: str) -> str:
    """Return the week of a day (yyyy-mm-dd) or of a moment that begins with one."""
    year, week, _ = date.fromisoformat(moment[:10]).isocalendar()
    return f"{year}-W{week:02}"


def week_before(week: str) -> str:
    """Return the week before *week*."""
    return week_of((date.fromisoformat(week) - WEEK).isoformat())


def bounds_of(week: str) -> tuple[str, str]:
    """Return the first day of *week*, and the first day after it."""
    first = date.fromisoformat(week)
    return first.isoformat(), (first + WEEK).isoformat()
