"""Every article of some days, page by page, so that a long work can be taken up where it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unspin.pipeline.services import Services
from unspin.stored import Entry

PAGE = 100  # articles: as many entries as one request reads


@dataclass(frozen=True, slots=True)
class Page:
    """Articles of a day; those taken down are left out."""

    day: str  # yyyy-mm-dd
    place: str  # of its last line: the next page starts after it
    entries: list[Entry]
    share: float = 0.0  # of the days that lie behind, in [0, 1]


def pages(since: str, services: Services, *, after: str = "") -> Iterator[Page]:
    """Yield the articles that were ingested on the day *since* or later, day after day, each day's newest first.

    *after* is the place of the last article of the first day that is known.
    """
    today = datetime.fromisoformat(services.clock.now()).date()
    days = (today - date.fromisoformat(since)).days + 1
    for back in range(days):
        day = (date.fromisoformat(since) + timedelta(days=back)).isoformat()
        while lines := services.index.listed("articles", day, limit=PAGE, after=after):
            after = lines[-1].place
            entries = services.index.entries(line.id for line in lines)
            found = [entries[line.id] for line in lines if line.id in entries]
            yield Page(day, after, [entry for entry in found if entry.withdrawn is None], back / days)
        after = ""
