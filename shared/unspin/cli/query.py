"""`unspin find` and `show`: what ops people ask of one article."""

from pathlib import Path
from typing import Any

import click

from unspin.cli.inputs import is_file
from unspin.cli.output import names_of_files, print_json, properties, table, tame
from unspin.cli.stack import NotThere, connected, json_option, stack_option
from unspin.pipeline.answers import Acted, ParkedShown, WithdrawnShown


@click.command()
@click.argument("what", metavar="TEXT-OR-URL-OR-FILE", shell_complete=names_of_files)
@stack_option
@json_option
def find(what: str, stack: str | None, *, as_json: bool) -> None:
    """Find the articles that a URL, a text or a file is related to, without taking it in."""
    from unspin.pipeline.look_up import find_file, find_text, find_url

    with connected(stack) as services:
        if is_file(what):
            found = find_file(Path(what).read_bytes(), what, services)
        elif what.startswith(("http://", "https://")):
            found = find_url(what, services)
        else:
            found = find_text(what, services)
    if as_json:
        print_json(found)
        return
    if not found.matches:
        click.echo("nothing like it in the index")
        return
    lines = [
        (each.article_id, each.title, each.site, each.relation, f"{each.similarity:.2f}", _summary(each.evidence))
        for each in found.matches
    ]
    table("Found", ("id", "title", "site", "relation", "similarity", "evidence"), lines, rules=True)


@click.command()
@click.argument("name", metavar="ID")
@stack_option
@json_option
def show(name: str, stack: str | None, *, as_json: bool) -> None:
    """Show an article with its relations, or an input that was parked with its reason."""
    from unspin.pipeline.show import show as shown

    with connected(stack) as services:
        found = shown(name, services)
    if found is None:
        raise NotThere(f"there is no article and no parked input {name}")
    if as_json:
        print_json(found)
        return
    if isinstance(found, WithdrawnShown):
        properties({"taken down": found.article_id, "at": found.withdrawn_at, "reason": found.reason})
        _print_acts(found.acts)
        return
    if isinstance(found, ParkedShown):
        source = f"s3://{found.source['bucket']}/{found.source['key']}"
        properties(
            {
                "parked": found.parked_id,
                "reason": found.reason,
                "message": found.message,
                "source": source,
                "line": found.source["line"],
                "at": found.parked_at,
                "kept at": found.location,
            }
        )
        return
    record = found.record or {}
    reviewed = record.get("reviewed") or {}
    told = f"{reviewed['kind']} by {reviewed['by']}: {reviewed['note']}" if reviewed else None
    properties({name: record.get(name) for name in SHOWN} | {"reviewed": told, "record": found.location})
    for each in record.get("findings", []):
        told = f"{each['rule']} {each['score']}: {each['evidence']}"
        click.echo(f"{click.style('finding', bold=True)}  {tame(told)}")
    if found.relations:
        lines = [
            (each.article_id, each.relation, f"{each.similarity:.2f}", _summary(each.evidence))
            for each in found.relations
        ]
        table("Relations", ("id", "relation", "similarity", "evidence"), lines, rules=True)
    _print_acts(found.acts)


def _print_acts(acts: list[Acted]) -> None:
    """Print the trail: who did what, when, why, under which policy."""
    lines = [(act.at, act.actor, act.kind, _details(act), act.reason, act.policy_version or "") for act in acts]
    if lines:
        table("What was done to it", ("when", "who", "what", "", "why", "policy"), lines, rules=True)


def _details(act: Acted) -> str:
    """A decision, and what it was called; what else an act keeps is for programs."""
    return ", ".join(act.details[name] for name in ("action", "label") if name in act.details)


SHOWN = (
    "article_id",
    "title",
    "url",
    "site",
    "language",
    "published_at",
    "ingested_at",
    "relation",
    "duplicate_of",
    "cluster_id",
    "similarity",
    "decision",
    "reviewed",
    "policy_version",
    "index_version",
)


def _summary(evidence: dict[str, Any] | None) -> str:
    return str(evidence["summary"]) if evidence else ""
