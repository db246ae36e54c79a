"""The time, from the system."""

from datetime import UTC, datetime


class SystemClock:
    """The system's clock."""

    def now(self) -> str:
        """Return the present, ISO 8601 in UTC with milliseconds."""
        return iso(datetime.now(UTC))


def iso(moment: datetime) -> str:
    """Return *moment* as the index writes times: ISO 8601 in UTC with milliseconds, so that they sort as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
