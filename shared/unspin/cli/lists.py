"""`unspin articles`, `cluster`, `sites`, `parked`, `stats`: lists and counts of a stack."""

import click

from unspin.cli.output import print_json, properties, table
from unspin.cli.stack import (
    NotThere,
    connected,
    cursor_option,
    days_option,
    json_option,
    limit_option,
    stack_option,
    watch_option,
    watched,
)
from unspin.model import Action
from unspin.pipeline.answers import ArticlesListed, ClusterShown, ClustersListed, ParkedPage, Sites, SiteShown, Stats
from unspin.pipeline.services import Services

COLOURS = {"publish": "green", "review": "yellow", "reject": "red"}


@click.command()
@click.option("--rule", help="Only those that this rule found something in.")
@click.option("--action", type=click.Choice(["publish", "review", "reject"]), help="Only those decided so.")
@limit_option
@cursor_option
@watch_option
@stack_option
@json_option
def articles(
    rule: str | None,
    action: Action | None,
    limit: int,
    cursor: str | None,
    watch: float | None,
    stack: str | None,
    *,
    as_json: bool,
) -> None:
    """List articles, the newest first: all of them, by rule, or by decision."""
    from unspin.pipeline.known_rules import expect_known
    from unspin.pipeline.listing import list_articles

    with connected(stack) as services:

        def show() -> None:
            found = list_articles(services, limit=limit, cursor=cursor, rule=rule, action=action)
            if rule is not None and not found.articles and cursor is None:
                expect_known(rule, services)
            print_json(found) if as_json else _print_articles(found)

        watched(show, watch)


def _print_articles(found: ArticlesListed) -> None:
    lines = [
        (
            each.article_id,
            each.title,
            each.site,
            each.relation,
            (each.action, COLOURS[each.action]),
            ", ".join(each.rules),
        )
        for each in found.articles
    ]
    table("Articles", ("id", "title", "site", "relation", "decision", "rules"), lines)
    _print_next(found.next)


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--largest", is_flag=True, help="The largest of the last days, not those that changed last.")
@click.option("--site", help="Only those that this site has articles in.")
@limit_option
@cursor_option
@days_option
@watch_option
@stack_option
@json_option
def cluster(
    name: str | None,
    site: str | None,
    limit: int,
    cursor: str | None,
    days: int,
    watch: float | None,
    stack: str | None,
    *,
    largest: bool,
    as_json: bool,
) -> None:
    """Show the cluster of an article; without an ID, the clusters that changed last, the largest, or a site's."""
    from unspin.pipeline.listing import Order, list_clusters
    from unspin.pipeline.show import show_cluster

    with connected(stack) as services:

        def show() -> None:
            if name is not None:
                found = show_cluster(name, services, limit=limit, cursor=cursor)
                if found is None:
                    raise NotThere(f"there is no cluster and no article {name}")
                print_json(found) if as_json else _print_cluster(found)
                return
            order: Order = "size" if largest else "recent"
            listed = list_clusters(services, limit=limit, cursor=cursor, order=order, site=site, days=days)
            print_json(listed) if as_json else _print_clusters(listed)

        watched(show, watch)


def _print_clusters(found: ClustersListed) -> None:
    lines = [
        (each.cluster_id, str(each.size), each.updated_at, each.title, ", ".join(each.sites)) for each in found.clusters
    ]
    table("Clusters", ("id", "size", "changed", "kept", "sites"), lines)
    _print_next(found.next)


def _print_cluster(found: ClusterShown) -> None:
    members = [
        (
            f"{'* ' if each.is_canonical else '  '}{each.article_id}",
            each.title,
            each.site,
            each.relation,
            f"{each.similarity:.2f}",
            each.published_at or "",
        )
        for each in found.members
    ]
    told = f"Cluster {found.cluster_id}: {found.size} articles, * is kept: {found.why.replace('_', ' ')}"
    table(told, ("id", "title", "site", "relation", "similarity", "published"), members)
    _print_next(found.next)


@click.command()
@click.argument("name", metavar="[SITE]", required=False)
@limit_option
@days_option
@watch_option
@stack_option
@json_option
def sites(name: str | None, limit: int, days: int, watch: float | None, stack: str | None, *, as_json: bool) -> None:
    """List sites with their volume and share of copies, and who copies whom; with a SITE, that one alone."""
    from unspin.pipeline.statistics import show_site
    from unspin.pipeline.statistics import sites as listed

    with connected(stack) as services:

        def show() -> None:
            if name is None:
                found = listed(services, days=days, limit=limit)
                print_json(found) if as_json else _print_sites(found)
                return
            shown = show_site(name, services, days=days)
            if shown is None:
                raise NotThere(f"nothing came from {name} in the last {days} days")
            print_json(shown) if as_json else _print_site(shown)

        watched(show, watch)


def _print_sites(found: Sites) -> None:
    lines = [(each.site, str(each.articles), str(each.copies), f"{each.duplicate_share:.0%}") for each in found.sites]
    table(f"Sites since {found.since}", ("site", "articles", "copies", "share"), lines)
    flows = [(each.copier, each.original, str(each.articles)) for each in found.flows]
    table("Who copies whom", ("site", "copies", "articles"), flows)


def _print_site(shown: SiteShown) -> None:
    properties(
        {
            "site": shown.site,
            "since": shown.since,
            "articles": str(shown.articles),
            "copies": f"{shown.copies} ({shown.duplicate_share:.0%})",
        }
    )
    for title, flows in (("Copies from", shown.copies_from), ("Copied by", shown.copied_by)):
        lines = [(each.copier, each.original, str(each.articles)) for each in flows]
        table(title, ("site", "copies", "articles"), lines)


@click.command()
@limit_option
@cursor_option
@watch_option
@stack_option
@json_option
def parked(limit: int, cursor: str | None, watch: float | None, stack: str | None, *, as_json: bool) -> None:
    """List inputs that could not be processed, the newest first."""
    from unspin.pipeline.listing import list_parked

    with connected(stack) as services:

        def show() -> None:
            found = list_parked(services, limit=limit, cursor=cursor)
            print_json(found) if as_json else _print_parked(found)

        watched(show, watch)


def _print_parked(found: ParkedPage) -> None:
    lines = [(each.parked_id, each.reason, each.key, each.parked_at) for each in found.parked]
    table("Parked", ("id", "reason", "key", "at"), lines)
    _print_next(found.next)


@click.command()
@days_option
@watch_option
@stack_option
@json_option
def stats(stack: str | None, days: int, watch: float | None, *, as_json: bool) -> None:
    """Count articles, relations, decisions, findings and parked inputs of the last days."""
    with connected(stack) as services:
        watched(lambda: _count(services, days, as_json=as_json), watch)


def _count(services: Services, days: int, *, as_json: bool) -> None:
    from unspin.pipeline.statistics import stats as counted

    found: Stats = counted(services, days=days)
    if as_json:
        print_json(found)
        return
    properties(
        {
            "since": found.since,
            "articles": str(found.articles),
            "copies": str(found.copies),
            "clusters": str(found.clusters),
            "parked": str(found.parked),
            "taken down": str(found.withdrawn) if found.withdrawn else "",
        }
    )
    for title, counts in (
        ("Relations", found.relations),
        ("Decisions", found.actions),
        ("Findings", found.rules),
        ("Parked for", found.park_reasons),
        ("Sites", found.sites),
    ):
        if counts:
            table(title, ("", "articles"), [(str(name), str(count)) for name, count in counts.items()])
    days_counted = [(each.day, str(each.articles), str(each.copies), str(each.parked)) for each in found.days]
    table("Days", ("day", "articles", "copies", "parked"), days_counted)


def _print_next(cursor: str | None) -> None:
    if cursor is not None:
        click.echo(f"more: --cursor {cursor}")
