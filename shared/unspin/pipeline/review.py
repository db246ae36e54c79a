"""The queue of articles that wait for a person: look at it, take the next one."""

from dataclasses import replace
from datetime import timedelta

from unspin.errors import NothingThere, Refused
from unspin.pipeline.answers import ReviewQueue, Waiting
from unspin.pipeline.claims import LEASE, claim, claim_first
from unspin.pipeline.cursor import cursor_of, place_of
from unspin.pipeline.known_rules import expect_known
from unspin.pipeline.services import Services
from unspin.ports import Order
from unspin.stored import Claim, Entry

PAGE = 50  # lines at most: entries and claims of them are one request
TAKEN = 20  # lines looked at for one that nobody holds


def waiting(
    services: Services, *, order: Order = "age", rule: str | None = None, after: str = "", limit: int = PAGE
) -> ReviewQueue:
    """Return a page of the queue: oldest first, worst first, or what *rule* held back, worst first."""
    lines = services.index.waiting(order, rule=rule, after=after, limit=min(limit, PAGE))
    names = [line.article_id for line in lines]
    # Entries last: what is taken down while somebody asks is not shown.
    claims, entries = services.index.claims(names), services.index.entries(names)
    now = services.clock.now()
    # The index of the queue is a moment behind: what has been decided since is left out.
    held = [
        _line(entries[name], claims.get(name), now)
        for name in names
        if name in entries and entries[name].action == "review" and entries[name].withdrawn is None
    ]
    return ReviewQueue(held, lines[-1].place if len(lines) == min(limit, PAGE) else None)


def list_waiting(
    services: Services, *, limit: int, cursor: str | None = None, order: Order = "age", rule: str | None = None
) -> ReviewQueue:
    """Return a page of the queue as ``waiting`` does; its ``next`` is a cursor, and takes no place of another list.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    query = f"review?order={order}&rule={rule}"
    [after] = place_of(query, cursor, parts=1) if cursor is not None else [""]
    page = waiting(services, order=order, rule=rule, after=after, limit=limit)
    return replace(page, next=cursor_of(query, (page.next,)) if page.next else None)


def claim_one(article_id: str, services: Services, *, by: str, lease: timedelta = LEASE) -> Claim:
    """Claim an article that waits for review.

    Raises:
        Refused: It does not, or somebody else holds it.
    """
    entry = services.index.entries([article_id]).get(article_id)
    if entry is None or entry.withdrawn is not None:
        raise NothingThere(f"there is no article {article_id}")
    if entry.action != "review":
        raise Refused(f"article {article_id} does not wait for review: it is decided to {entry.action} it")
    return claim(article_id, services, by=by, lease=lease)


def claim_next(
    services: Services, *, by: str, order: Order = "age", rule: str | None = None, lease: timedelta = LEASE
) -> Claim:
    """Claim the first article of the queue that nobody holds.

    Raises:
        Refused: There is none among the first.
        UnknownRule: There is no such rule.
    """
    page = waiting(services, order=order, rule=rule, limit=TAKEN)
    if rule is not None and not page.articles:
        expect_known(rule, services)
    now = services.clock.now()
    free = [each.article_id for each in page.articles if (each.claimed_until or "") <= now or each.claimed_by == by]
    found = claim_first(free, services, by=by, lease=lease)
    if found is None:
        told = f"all of the first {len(page.articles)} are held by others" if page.articles else "nothing waits"
        raise Refused(f"there is no article to claim: {told}")
    return found


def _line(entry: Entry, held: Claim | None, now: str) -> Waiting:
    is_held = held is not None and held.until > now
    return Waiting(
        article_id=entry.article_id,
        title=entry.title,
        site=entry.site,
        url=entry.url,
        rule=entry.rule,
        score=entry.score,
        held_since=entry.held_since or entry.ingested_at,
        relation=entry.relation,
        duplicate_of=entry.duplicate_of,
        claimed_by=held.by if held and is_held else None,
        claimed_until=held.until if held and is_held else None,
        reviewed_before=f"{entry.ruling.by} {entry.ruling.kind}" if entry.ruling else None,
    )
