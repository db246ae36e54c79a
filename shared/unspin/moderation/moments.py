"""Times, as articles and clocks tell them."""

from datetime import UTC, datetime


def moment(text: str | None) -> datetime | None:
    """Return the time that ISO 8601 *text* tells, in UTC; None where it tells none."""
    try:
        told = datetime.fromisoformat(text or "")
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError):  # in UTC, the last evening of the year 9999 may be none
        return None
