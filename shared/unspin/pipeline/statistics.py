"""Counts over time, and what came from which site: from the tallies of the days, never from the articles."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from unspin.pipeline.answers import Day, Flow, SiteListed, Sites, SiteShown, Stats
from unspin.pipeline.fold import BETWEEN
from unspin.pipeline.listing import days_back, every_day
from unspin.pipeline.services import Services
from unspin.stored import Tally

TOP_SITES = 20


def stats(services: Services, *, days: int) -> Stats:
    """Return counts over the last *days*, today included."""
    first, last = days_back(days, services)
    tallies = services.catalogue.tallies(first, last)
    by_day = {tally.day: tally for tally in tallies}
    return Stats(
        since=first,
        articles=_sum(tallies, "relation"),
        clusters=_sum(tallies, "cluster"),
        copies=_sum(tallies, "copied"),
        parked=_sum(tallies, "reason"),
        withdrawn=_sum(tallies, "withdrawn"),
        relations=_ranked(tallies, "relation"),
        actions=_ranked(tallies, "action"),
        sites=dict(list(_ranked(tallies, "site").items())[:TOP_SITES]),
        rules=_ranked(tallies, "rule"),
        park_reasons=_ranked(tallies, "reason"),
        days=[_day(by_day.get(day, Tally(day, {}, {}, {}))) for day in every_day(first, last)],
    )


def sites(services: Services, *, days: int, limit: int) -> Sites:
    """Return the sites that most articles came from in the last *days*, and who copied whom most."""
    first, last = days_back(days, services)
    tallies = services.catalogue.tallies(first, last)
    articles, copies = _total(tallies, "site"), _total(tallies, "copied")
    names = sorted(articles | copies, key=lambda site: (-articles[site], site))[:limit]
    return Sites(first, [_listed(name, articles, copies) for name in names], _flows(tallies)[:limit])


def show_site(site: str, services: Services, *, days: int) -> SiteShown | None:
    """Return what came from *site* in the last *days*, or None if nothing did."""
    first, last = days_back(days, services)
    tallies = services.catalogue.tallies(first, last)
    listed = _listed(site, _total(tallies, "site"), _total(tallies, "copied"))
    flows = _flows(tallies)
    copies_from = [flow for flow in flows if flow.copier == site]
    copied_by = [flow for flow in flows if flow.original == site]
    if not (listed.articles or copies_from or copied_by):
        return None
    by_day = {tally.day: tally.counts.get("site", {}).get(site, 0) for tally in tallies}
    per_day = {day: by_day.get(day, 0) for day in every_day(first, last)}
    return SiteShown(
        site, first, listed.articles, listed.copies, listed.duplicate_share, copies_from, copied_by, per_day
    )


def _day(tally: Tally) -> Day:
    one = [tally]
    return Day(
        day=tally.day,
        articles=_sum(one, "relation"),
        copies=_sum(one, "copied"),
        parked=_sum(one, "reason"),
        relations=_ranked(one, "relation"),
        actions=_ranked(one, "action"),
    )


def _total(tallies: Iterable[Tally], kind: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(tally.counts.get(kind, {}))
    return total


def _sum(tallies: Iterable[Tally], kind: str) -> int:
    return _total(tallies, kind).total()


def _ranked(tallies: Iterable[Tally], kind: str) -> dict[Any, int]:
    """Greatest first."""
    return dict(sorted(_total(tallies, kind).items(), key=lambda each: (-each[1], each[0])))


def _listed(site: str, articles: Counter[str], copies: Counter[str]) -> SiteListed:
    # A copy is counted on the day it was first seen, its article on the day it was taken in: they may differ.
    share = min(1.0, copies[site] / articles[site]) if articles[site] else 0.0
    return SiteListed(site, articles[site], copies[site], round(share, 4))


def _flows(tallies: Iterable[Tally]) -> list[Flow]:
    pairs = _ranked(tallies, "pair")
    split = [(*pair.partition(BETWEEN), count) for pair, count in pairs.items()]
    return [Flow(copier, original, count) for copier, _, original, count in split]
