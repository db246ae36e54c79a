"""The time, from the system."""

from datetime import UTC, datetime


class SystemClock:
    """The system's clock."""

    def now(self) -> str:
        """Return the present, ISO 8601 in UTC with milliseconds."""
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
