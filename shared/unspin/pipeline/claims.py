"""Claim an article before deciding about it, so that no two people work on the same one.

A claim is a lease: it ends by itself. Whoever holds one trusts it until it ends by their own clock; others take it over
only when it has ended a while ago by theirs, so that clocks may differ by that much. A decision gives the claim back in
the same write, and is refused without it: even who fell asleep over a claim cannot decide beside its next holder.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from unspin.errors import Refused
from unspin.pipeline.services import Services
from unspin.stored import Claim

LEASE = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(seconds=60)  # at most


def claim(
    article_id: str, services: Services, *, by: str, lease: timedelta = LEASE, clocks_differ: timedelta = CLOCKS_DIFFER
) -> Claim:
    """Claim an article for *lease*, or prolong a claim of one's own.

    Raises:
        Refused: Somebody else holds it.
    """
    now = services.clock.now()
    mine = Claim(article_id, by, since=now, until=later(now, lease))
    if services.index.put_claim(mine, ended=later(now, -clocks_differ)):
        return mine
    held = services.index.claims([article_id]).get(article_id)
    told = f"{held.by} holds it until {held.until}" if held else "somebody else held it just now"
    raise Refused(f"article {article_id}: {told}")


def claim_first(article_ids: Iterable[str], services: Services, *, by: str, lease: timedelta = LEASE) -> Claim | None:
    """Claim the first of the articles that nobody else holds; return None if there is none."""
    for article_id in article_ids:
        try:
            return claim(article_id, services, by=by, lease=lease)
        except Refused:
            continue
    return None


def holds(article_id: str, services: Services, *, by: str) -> bool:
    """Return whether *by* holds a claim that has not ended."""
    held = services.index.claims([article_id]).get(article_id)
    return held is not None and held.by == by and held.until > services.clock.now()


def release(article_id: str, services: Services, *, by: str) -> bool:
    """Give a claim back; return False if *by* holds none."""
    return services.index.release(article_id, by)


def later(moment: str, span: timedelta) -> str:
    """Return the time that is *span* after *moment*, written as the clock writes."""
    told = (datetime.fromisoformat(moment) + span).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")
