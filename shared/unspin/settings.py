"""What the environment must say, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from unspin.errors import SettingsError

CONNECTIONS = 24  # of a worker, where nothing is said: a text's look-ups, some 20, go out together
AT_ONCE = 4  # articles of a batch that a worker takes in side by side, where nothing is said


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. Nothing that names a resource has a default."""

    raw_bucket: str
    clean_bucket: str
    policy_bucket: str
    index_table: str
    ingest_queue_url: str
    event_bus: str
    look_back_days: int = 90
    look_back_by_site: Mapping[str, int] = field(default_factory=dict)  # days, of sites that have their own
    connections: int = CONNECTIONS  # parallel look-ups; 1 on an emulator that is not thread-safe
    at_once: int = AT_ONCE  # 1 there, too

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings from environment variables.

        Raises:
            SettingsError: One is missing, or is no positive whole number where one is expected.
        """
        try:
            return cls(
                raw_bucket=environ["RAW_BUCKET"],
                clean_bucket=environ["CLEAN_BUCKET"],
                policy_bucket=environ["POLICY_BUCKET"],
                index_table=environ["INDEX_TABLE"],
                ingest_queue_url=environ["INGEST_QUEUE_URL"],
                event_bus=environ["EVENT_BUS"],
                look_back_days=_positive(environ, "LOOK_BACK_DAYS", 90),
                look_back_by_site=_by_site(environ, "LOOK_BACK_DAYS_BY_SITE"),
                connections=_positive(environ, "UNSPIN_CONNECTIONS", CONNECTIONS),
                at_once=_positive(environ, "UNSPIN_AT_ONCE", AT_ONCE),
            )
        except KeyError as error:
            raise SettingsError(f"the environment variable {error.args[0]} is not set") from error


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise SettingsError(f"{name} must be a positive whole number, got {text!r}")
    return int(text)


def _by_site(environ: Mapping[str, str], name: str) -> dict[str, int]:
    """Read ``bbc.co.uk=30, nature.com=365``."""
    found: dict[str, int] = {}
    for part in filter(None, map(str.strip, environ.get(name, "").split(","))):
        site, _, days = part.partition("=")
        if not site or not days.isdecimal() or int(days) < 1:
            raise SettingsError(f"{name} must hold pairs of a site and its days, such as bbc.co.uk=30, got {part!r}")
        found[site.strip().lower()] = int(days)
    return found
