"""Lists that are walked back, week by week."""

from dataclasses import dataclass, replace

import pytest

from tests.contract.test_index import ENTRY
from unspin.errors import InvalidCursor
from unspin.pipeline.cursor import cursor_of
from unspin.pipeline.listing import list_articles
from unspin.pipeline.services import Services
from unspin.runtime import embedded

QUERY = "articles?rule=None&action=None"


@dataclass
class Standing:
    """A clock that stands."""

    moment: str

    def now(self) -> str:
        """Return the moment."""
        return self.moment


def holding(*days: str) -> Services:
    """Return services that stand in the middle of November, and hold an article of each of *days*."""
    services = replace(embedded(), clock=Standing("2026-11-18T12:00:00.000Z"))
    for day in days:
        services.index.put_entry(replace(ENTRY, article_id=day, ingested_at=f"{day}T08:00:00.000Z"))
    return services


def walked(services: Services, *, limit: int) -> list[list[str]]:
    """Return the ids of every page."""
    found, cursor, pages = None, None, []
    while found is None or cursor is not None:
        found = list_articles(services, limit=limit, cursor=cursor)
        cursor = found.next
        pages.append([each.article_id for each in found.articles])
    return pages


def test_every_article_of_three_months_is_on_one_page() -> None:
    days = ["2026-11-18", "2026-11-16", "2026-11-15", "2026-11-02", "2026-10-31", "2026-09-30", "2026-09-01"]
    found = walked(holding(*days, "2026-08-23"), limit=2)

    assert [name for page in found for name in page] == days


def test_a_page_looks_through_three_weeks() -> None:
    found = walked(holding("2026-11-18", "2026-11-09", "2026-10-30", "2026-10-20"), limit=10)

    assert found[:2] == [["2026-11-18", "2026-11-09"], ["2026-10-30", "2026-10-20"]]


@pytest.mark.parametrize("period", ["2026-W60", "soon", ""])
def test_a_cursor_that_names_no_week_is_refused(period: str) -> None:
    with pytest.raises(InvalidCursor, match="names no period"):
        list_articles(holding(), limit=10, cursor=cursor_of(QUERY, (period, "", "0")))
