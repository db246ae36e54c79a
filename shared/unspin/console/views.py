"""What the pages of the console show: each view asks the same use cases as the API and the command line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from unspin.console.anatomy import Block, anatomy
from unspin.console.charts import Event, bars, timeline
from unspin.console.side_by_side import Row, diff, side_by_side
from unspin.errors import PermanentError, UnreadableInput
from unspin.model import CLUSTER_RELATIONS, Page, Relation
from unspin.pipeline.answers import ArticleShown, ClusterShown, Found, ParkedShown, Stats, WithdrawnShown
from unspin.pipeline.look_up import find_text, find_url
from unspin.pipeline.present import present
from unspin.pipeline.redrive import redrive
from unspin.pipeline.services import Services
from unspin.pipeline.show import show, show_cluster
from unspin.pipeline.statistics import stats
from unspin.pipeline.take_down import restore, take_down
from unspin.stored import Entry, Link
from unspin.text.cleaning import passages
from unspin.text.reading import read

RAW_LIMIT = 10_000_000  # bytes
RAW_SHOWN = 300_000  # characters
DRAWN = 24  # members of a cluster on its timeline


@dataclass(frozen=True)
class Overview:
    """The first page."""

    counts: Stats
    chart: Any  # markup
    shares: list[tuple[str, int, float]]  # relation, articles, share


def overview(services: Services, *, days: int) -> Overview:
    """Return counts of the last days and what draws them."""
    counts = stats(services, days=days)
    stacked = [
        (
            day.day,
            [
                ("unique", day.articles - _copies(day.relations)),
                *((name, day.relations.get(name, 0)) for name in COPIES),
            ],
        )
        for day in counts.days
    ]
    total = max(1, counts.articles)
    shares: list[tuple[str, int, float]] = [(name, count, count / total) for name, count in counts.relations.items()]
    return Overview(counts, bars(stacked, told="Articles a day, by how they stand to others"), shares)


COPIES: tuple[Relation, ...] = ("rewritten", "near_duplicate", "excerpt", "exact")


def _copies(relations: dict[Any, int]) -> int:
    return sum(relations.get(name, 0) for name in COPIES)


def found(query: str, services: Services) -> tuple[Found | None, str | None]:
    """Return what a URL or a text is related to, or what is wrong with it."""
    asked = query.strip()
    if asked.startswith(("http://", "https://")) and len(asked.split()) == 1:
        return find_url(asked, services), None
    try:
        return find_text(asked, services), None
    except UnreadableInput as error:
        return None, error.message


def original_of(matches: Found, services: Services) -> Entry | None:
    """Return the article that is kept of the cluster that the strongest match is in."""
    names = [match.article_id for match in matches.matches if match.relation in CLUSTER_RELATIONS][:1]
    found = present(names, services)
    kept = [entry.duplicate_of or entry.article_id for entry in found.values()]
    return next(iter(present(kept, services).values()), None)


@dataclass(frozen=True)
class ArticlePage:
    """An article with what people want to see of it."""

    shown: ArticleShown
    record: dict[str, Any]
    original: Entry | None  # that it is a copy of
    others: dict[str, Entry]  # that it is related to, by id
    removed: list[tuple[str, int]]  # reason, blocks


def article(name: str, services: Services) -> ArticlePage | WithdrawnShown | ParkedShown | None:
    """Return the article, or the parked input, of that id."""
    shown = show(name, services)
    if not isinstance(shown, ArticleShown):
        return shown
    record = shown.record or {}
    original = record.get("duplicate_of")
    names = {each.article_id for each in shown.relations} | ({original} if original else set())
    others = present(sorted(names), services)
    reasons = Counter(each["reason"] for each in record.get("removed", []))
    return ArticlePage(shown, record, others.get(original) if original else None, others, reasons.most_common())


def in_place(record: dict[str, Any], services: Services) -> list[Block]:
    """Return the article's blocks and those that were removed, as they stand on its page."""
    page = raw_page(record["source"], services)
    removed = [(each["text"], each["reason"]) for each in record["removed"]]
    kept = [each for each in record["text"].split("\n\n") if each]
    return anatomy(passages(page) if page else [], kept, removed)


def raw_page(source: dict[str, Any], services: Services) -> Page | None:
    """Return the page that an article came on, or None if it is gone or cannot be read."""
    try:
        raw = services.raw.load(source["bucket"], source["key"], source.get("version"), limit=RAW_LIMIT)
        first = source.get("line") or 1
        pages = read(raw.data, name=source["key"], limit=RAW_LIMIT, first_line=first)
        found = next(iter(pages), None)
    except PermanentError:
        return None
    return found if isinstance(found, Page) else None


ACTS = ("takedown", "restore", "redrive")


def acted(what: str, name: str, reason: str, services: Services, *, actor: str) -> str | None:
    """Do what somebody asked for; return what was done, or None if it could not be."""
    if what == "takedown":
        tombstone = take_down(name, services, actor=actor, reason=reason)
        return f"The article {name} was taken down: nothing of it can be found." if tombstone else None
    send = restore if what == "restore" else redrive
    message = send(name, services, actor=actor, reason=reason)
    return f"{message.key} was put back in the queue." if message else None


@dataclass(frozen=True)
class ComparisonPage:
    """Two articles beside each other."""

    left: dict[str, Any]  # records
    right: dict[str, Any]
    title: tuple[Any, Any]  # pieces
    rows: list[Row]
    link: Link | None


def comparison(left: str, right: str, services: Services) -> ComparisonPage | None:
    """Return two articles laid side by side, or None if one of them is not there."""
    entries = present([left, right], services)
    if left not in entries or right not in entries:
        return None
    stored = [services.clean.load(entries[name].path) for name in (left, right)]
    records = [each.record for each in stored if each is not None]
    if len(records) < 2:
        return None
    links = {link.other_id: link for link in services.index.links(left)}
    rows = side_by_side(records[0]["text"], records[1]["text"])
    return ComparisonPage(
        records[0], records[1], diff(records[0]["title"], records[1]["title"]), rows, links.get(right)
    )


@dataclass(frozen=True)
class ClusterPage:
    """A cluster, and who copied whom in it."""

    shown: ClusterShown
    drawing: Any  # markup
    is_whole: bool  # every member is drawn


def cluster(name: str, services: Services, *, cursor: str | None) -> ClusterPage | None:
    """Return a cluster with its timeline."""
    shown = show_cluster(name, services, cursor=cursor)
    if shown is None:
        return None
    members = shown.members[:DRAWN]
    places = {each.article_id: each.published_at or each.first_seen for each in members}
    sources = _sources([each.article_id for each in members], places, services)
    events = [
        Event(
            id=each.article_id,
            at=places[each.article_id],
            site=each.site,
            title=each.title,
            relation=sources[each.article_id][1] if each.article_id in sources else each.relation,
            source=sources[each.article_id][0] if each.article_id in sources else None,
            href=_compare_href(each.article_id, sources),
            is_canonical=each.is_canonical,
        )
        for each in members
    ]
    told = f"Who copied whom: {len(events)} articles in order of time"
    return ClusterPage(shown, timeline(events, told=told), len(members) == shown.size)


def _compare_href(name: str, sources: dict[str, tuple[str, str]]) -> str:
    return f"/compare/{sources[name][0]}/{name}" if name in sources else f"/articles/{name}"


def _sources(names: Iterable[str], places: dict[str, str], services: Services) -> dict[str, tuple[str, str]]:
    """Return what each article was most likely made of: the nearest to it, by similarity, of those before it."""
    sources: dict[str, tuple[str, str]] = {}
    for name in names:
        links, _ = services.catalogue.links(name, after="", limit=100)
        earlier = [
            (link.comparison.similarity, link.other_id, link.comparison.relation)
            for link in links
            if link.other_id in places
            and link.comparison.relation in CLUSTER_RELATIONS
            and (places[link.other_id], link.other_id) < (places[name], name)
        ]
        if earlier:
            _, other, relation = max(earlier)
            sources[name] = other, relation
    return sources
