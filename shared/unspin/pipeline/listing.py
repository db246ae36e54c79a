"""Lists, a page at a time: articles, clusters, parked inputs.

A list is walked from the newest line to older ones, by the weeks or months that it is kept by, with so many requests;
what it names is read last, strongly consistent, so that nothing is shown that is gone. A line is a place that stays:
what is written meanwhile comes before the first page, so that no line is shown twice and none that stays is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from unspin.errors import InvalidCursor
from unspin.model import Action
from unspin.pipeline.answers import (
    ArticleListed,
    ArticlesListed,
    ClusterListed,
    ClustersListed,
    ParkedListed,
    ParkedPage,
)
from unspin.pipeline.cursor import cursor_of, place_of
from unspin.pipeline.fold import action_list, rule_list, site_list
from unspin.pipeline.present import present
from unspin.pipeline.services import Services
from unspin.ports import Listing
from unspin.stored import Cluster, Entry, Line, Standing, Summary
from unspin.weeks import week_before, week_of

MONTHS = 3  # lists go back to the beginning of the month before last
REQUESTS = 3  # for lines: as many more may read what they name
LIMIT = 100  # lines of a page: what they name is read by one request
SITES = 5  # named of a cluster

Order = Literal["recent", "size"]


def list_articles(
    services: Services, *, limit: int, cursor: str | None = None, rule: str | None = None, action: Action | None = None
) -> ArticlesListed:
    """Return articles, the newest first: all, those that a rule found something in, or those that were decided so.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    query = f"articles?rule={rule}&action={action}"
    if rule is not None or action in {"review", "reject"}:
        name = rule_list(rule) if rule is not None else action_list(str(action))
        lines, following = _lines(name, services, limit=limit, query=query, cursor=cursor)
    else:
        found, following = _walked("articles", services, limit=limit, query=query, cursor=cursor)
        lines = [Line(each.at, each.id) for each in found]
    entries = present((line.id for line in lines), services)
    wanted = [entries[line.id] for line in lines if line.id in entries and entries[line.id].ingested_at == line.at]
    shown = [
        _article(entry)
        for entry in wanted
        if (rule is None or rule in entry.rules) and (action is None or entry.action == action)
    ]
    return ArticlesListed(shown, following)


def list_clusters(
    services: Services,
    *,
    limit: int,
    cursor: str | None = None,
    order: Order = "recent",
    site: str | None = None,
    days: int = 7,
) -> ClustersListed:
    """Return clusters of more than one article: those that changed last, the largest of the last days, or a site's.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    if site is not None:
        return _of_site(site, services, limit=limit, cursor=cursor)
    if order == "size":
        return _largest(services, limit=limit, cursor=cursor, days=days)
    lines, following = _walked("clusters", services, limit=limit, query="clusters", cursor=cursor)
    found = services.catalogue.clusters(line.id for line in lines)
    # One that changed after the line was read is listed before this page.
    shown = [found[line.id] for line in lines if line.id in found and found[line.id].updated_at == line.at]
    return ClustersListed(_clusters(shown, services), following)


def list_parked(services: Services, *, limit: int, cursor: str | None = None) -> ParkedPage:
    """Return parked inputs, the newest first.

    Raises:
        InvalidCursor: The cursor is none of this list.
    """
    lines, following = _walked("parked", services, limit=limit, query="parked", cursor=cursor)
    shown = [ParkedListed(each.id, each.attributes["reason"], each.attributes["title"], each.at) for each in lines]
    return ParkedPage(shown, following)


def _of_site(site: str, services: Services, *, limit: int, cursor: str | None) -> ClustersListed:
    lines, following = _lines(site_list(site), services, limit=limit, query=f"clusters?site={site}", cursor=cursor)
    found = services.catalogue.clusters(line.id for line in lines)
    shown = [found[line.id] for line in lines if line.id in found and _newest(found[line.id], site) == line.via]
    return ClustersListed(_clusters(shown, services), following)


def _newest(cluster: Cluster, site: str) -> str | None:
    """Return the member of *site* that was seen last: a cluster is shown at the line of that one alone."""
    seen = [(member.first_seen, member.article_id) for member in cluster.members if member.site == site]
    return max(seen)[1] if seen else None


def _largest(services: Services, *, limit: int, cursor: str | None, days: int) -> ClustersListed:
    query = f"clusters?order=size&days={days}"
    first, last = days_back(days, services)
    # Lists go back three months, counts four: two more requests read what the clusters are now.
    tallies = services.catalogue.tallies(max(first, f"{_oldest(services)}-01"), last)
    names = {name: size for tally in tallies for name, size in sorted(tally.largest.items())}
    ranked = sorted(names, key=lambda name: (-names[name], name))[:LIMIT]
    found = sorted(services.catalogue.clusters(ranked).values(), key=_size_rank)
    if cursor is not None:
        size, name = place_of(query, cursor, parts=2)
        found = [each for each in found if _size_rank(each) > (-_number(size), name)]
    shown, rest = found[:limit], found[limit:]
    following = cursor_of(query, (str(shown[-1].size), shown[-1].cluster_id)) if shown and rest else None
    return ClustersListed(_clusters(shown, services), following)


def _size_rank(cluster: Cluster) -> tuple[int, str]:
    return -cluster.size, cluster.cluster_id


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk is: in which period, below or at which key of it, and how many lines of that leaf are behind it."""

    period: str  # a week, or a month
    key: str | None = None
    behind: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        return self.period, self.key or "", str(self.behind)


def _start(query: str, cursor: str | None, newest: str) -> _Place:
    if cursor is None:
        return _Place(newest)
    period, key, behind = place_of(query, cursor, parts=3)
    try:
        datetime.fromisoformat(period if "W" in newest else f"{period}-01")
    except ValueError as error:
        raise InvalidCursor(f"this cursor names no period: expected one like {newest}, got {period[:40]!r}") from error
    return _Place(period, key or None, _number(behind))


def _month_before(month: str) -> str:
    first = datetime.fromisoformat(f"{month}-01")
    return (first - timedelta(days=1)).strftime("%Y-%m")


def _oldest(services: Services) -> str:
    month = services.clock.now()[:7]
    for _ in range(MONTHS - 1):
        month = _month_before(month)
    return month


def _walked(
    listing: Listing, services: Services, *, limit: int, query: str, cursor: str | None
) -> tuple[list[Summary], str | None]:
    place = _start(query, cursor, week_of(services.clock.now()))
    oldest = week_of(f"{_oldest(services)}-01")
    found: list[Summary] = []
    for _ in range(REQUESTS):
        if place.period < oldest:
            return found, None
        rest = limit - len(found)
        lines, is_more = services.catalogue.page(listing, place.period, below=place.key, limit=rest)
        found += lines
        place = _Place(place.period, f"{lines[-1].at}#{lines[-1].id}") if is_more else _Place(week_before(place.period))
        if len(found) == limit:
            break
    return found, cursor_of(query, place.parts) if place.period >= oldest else None


def _lines(
    name: str, services: Services, *, limit: int, query: str, cursor: str | None
) -> tuple[list[Line], str | None]:
    place, oldest = _start(query, cursor, services.clock.now()[:7]), _oldest(services)
    found: list[Line] = []
    for _ in range(REQUESTS):
        if place.period < oldest:
            return found, None
        rest = limit - len(found)
        # One more than wanted: the first one may be behind us.
        leaves, is_more = services.catalogue.leaves(name, place.period, up_to=place.key, limit=rest + 1)
        ahead = [
            (_Place(place.period, leaf.key, number), line)
            for leaf in leaves
            for number, line in enumerate(leaf.lines)
            if leaf.key != place.key or number >= place.behind
        ]
        found += [line for _, line in ahead[:rest]]
        if len(ahead) > rest:
            return found, cursor_of(query, ahead[rest][0].parts)
        last = leaves[-1] if is_more else None
        place = _Place(place.period, last.key, len(last.lines)) if last else _Place(_month_before(place.period))
        if len(found) == limit:
            break
    return found, cursor_of(query, place.parts) if place.period >= oldest else None


def _clusters(clusters: Iterable[Cluster], services: Services) -> list[ClusterListed]:
    # Where all but one were taken down, there is nothing to compare.
    shown = [cluster for cluster in clusters if cluster.size > 1 and cluster.members]
    entries = present((cluster.canonical for cluster in shown), services)
    return [
        ClusterListed(
            cluster_id=cluster.cluster_id,
            size=cluster.size,
            opened_at=cluster.opened_at,
            updated_at=cluster.updated_at,
            title=entries[cluster.canonical].title,
            canonical=cluster.canonical,
            site=entries[cluster.canonical].site,
            sites=sites_of(cluster.members),
        )
        for cluster in shown
        if cluster.canonical in entries
    ]


def sites_of(members: Iterable[Standing]) -> list[str]:
    """Return the sites that members are of, those with most of them first."""
    counts: dict[str, int] = {}
    for member in members:
        counts[member.site] = counts.get(member.site, 0) + 1
    return sorted(counts, key=lambda site: (-counts[site], site))[:SITES]


def days_back(days: int, services: Services) -> tuple[str, str]:
    """Return the first and the last of the last *days*, today included."""
    today = datetime.fromisoformat(services.clock.now()).date()
    return (today - timedelta(days=days - 1)).isoformat(), today.isoformat()


def every_day(first: str, last: str) -> Iterator[str]:
    """Yield the days from one to another, both included."""
    begin, end = datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date()
    return ((begin + timedelta(days=number)).isoformat() for number in range((end - begin).days + 1))


def _article(entry: Entry) -> ArticleListed:
    return ArticleListed(
        article_id=entry.article_id,
        title=entry.title,
        url=entry.url,
        site=entry.site,
        relation=entry.relation,
        duplicate_of=entry.duplicate_of,
        cluster_id=entry.cluster_id,
        similarity=entry.similarity,
        action=entry.action,
        rules=list(entry.rules),
        ingested_at=entry.ingested_at,
    )
