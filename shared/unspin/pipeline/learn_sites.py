"""Learn what sites repeat from the records of their last articles."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from unspin.pipeline.listings import listed
from unspin.pipeline.services import Services
from unspin.stored import Entry, Profile
from unspin.text.site_profile import FEWEST_PAGES, SitePage, learn

DAYS = 3  # that are looked at, today included
PAGES_A_SITE = 60  # the newest; enough to tell what stands on a tenth of them from what does not
MOST_LISTED = 50_000  # articles a day
RELEARNT_AFTER_H = 20


@dataclass(frozen=True, slots=True)
class Learnt:
    """What became of one site."""

    site: str
    pages: int  # read
    repeated: int  # blocks


def learn_sites(services: Services, *, has_time: Callable[[], bool]) -> Iterator[Learnt]:
    """Learn what the sites of the last days repeat, and yield each that was looked at.

    Sites never learnt come first, then those learnt longest ago; the others are fresh enough. When *has_time* says no,
    the rest waits for the next run. Repeating it changes nothing but the time.
    """
    for site, article_ids in _due(services):
        if not has_time():
            return
        yield _learnt(site, article_ids, services)


def _due(services: Services) -> Sequence[tuple[str, list[str]]]:
    """Return the sites to be learnt, with the ids of their newest articles."""
    sites: dict[str, list[str]] = {}
    for line in listed("articles", DAYS, services, limit_a_day=MOST_LISTED):
        ids = sites.setdefault(line.attributes["site"], [])
        if len(ids) < PAGES_A_SITE:
            ids.append(line.id)
    since = datetime.fromisoformat(services.clock.now()) - timedelta(hours=RELEARNT_AFTER_H)
    due = []
    for site, ids in sites.items():
        if len(ids) < FEWEST_PAGES:
            continue
        known = services.index.profile(site)
        if known is None or datetime.fromisoformat(known.learnt_at) < since:
            due.append((known.learnt_at if known else "", site, ids))
    return [(site, ids) for _, site, ids in sorted(due)]


def _learnt(site: str, article_ids: Sequence[str], services: Services) -> Learnt:
    entries = services.index.entries(article_ids)
    pages = [page for name in article_ids if name in entries and (page := _page(entries[name], services))]
    found = learn(pages)
    keys = b"".join(sorted(found.keys))
    services.index.put_profile(Profile(site, keys, found.pages, services.clock.now()))
    return Learnt(site, len(pages), len(found.keys))


def _page(entry: Entry, services: Services) -> SitePage | None:
    stored = services.clean.load(entry.path)
    if stored is None:  # moved or taken down since it was listed
        return None
    record = stored.record
    return SitePage(entry.cluster_id, record["text"].split("\n\n"), [each["text"] for each in record["removed"]])
