"""What the last days hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from unspin.pipeline.services import Services
from unspin.ports import Listing
from unspin.stored import Summary


def listed(
    listing: Listing, days: int, services: Services, *, limit: int | None = None, limit_a_day: int | None = None
) -> list[Summary]:
    """Return what the last *days* hold, today included, newest first; at most *limit* in all and *limit_a_day*."""
    found: list[Summary] = []
    for day in last_days(days, services):
        rest = [most for most in (limit_a_day, None if limit is None else limit - len(found)) if most is not None]
        if 0 in rest:
            break
        found += services.index.listed(listing, day, limit=min(rest, default=None))
    return found


def last_days(days: int, services: Services) -> Iterator[str]:
    """Yield the last *days* (yyyy-mm-dd, UTC), today first."""
    today = datetime.fromisoformat(services.clock.now()).date()
    return ((today - timedelta(days=back)).isoformat() for back in range(days))
