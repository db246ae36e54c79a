"""`unspin find`, `show`, `cluster`, `stats`: what ops people ask of a stack."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from unspin.cli.inputs import is_file
from unspin.cli.output import print_json, properties, table
from unspin.errors import SettingsError
from unspin.pipeline.answers import ParkedShown, WithdrawnShown
from unspin.pipeline.services import Services

OUTPUTS = {
    "RAW_BUCKET": "RawBucketName",
    "CLEAN_BUCKET": "CleanBucketName",
    "INDEX_TABLE": "IndexTableName",
    "INGEST_QUEUE_URL": "IngestQueueUrl",
}
stack_option = click.option(
    "--stack",
    envvar="UNSPIN_STACK",
    help="The CloudFormation stack to ask; the running local one by default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="The whole answer, as JSON.")
days_option = click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90))


@click.command()
@click.argument("what", metavar="TEXT-OR-URL-OR-FILE")
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
    properties({name: record.get(name) for name in SHOWN} | {"record": found.location})
    for each in record.get("findings", []):
        click.echo(f"{click.style('finding', bold=True)}  {each['rule']} {each['score']}: {each['evidence']}")
    if found.relations:
        lines = [
            (each.article_id, each.relation, f"{each.similarity:.2f}", _summary(each.evidence))
            for each in found.relations
        ]
        table("Relations", ("id", "relation", "similarity", "evidence"), lines, rules=True)


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
    "policy_version",
    "index_version",
)


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="Of the recent ones.")
@days_option
@stack_option
@json_option
def cluster(name: str | None, stack: str | None, days: int, limit: int, *, as_json: bool) -> None:
    """Show the cluster of an article; without an ID, the clusters that changed last."""
    from unspin.pipeline.show import recent_clusters, show_cluster

    with connected(stack) as services:
        recent = recent_clusters(services, days=days, limit=limit) if name is None else []
        found = show_cluster(name, services) if name is not None else None
    if name is None:
        if as_json:
            print_json(recent)
            return
        lines = [(each.cluster_id, str(each.size), each.updated_at, each.title) for each in recent]
        table("Recent clusters", ("id", "size", "changed", "canonical"), lines)
        return
    if found is None:
        raise NotThere(f"there is no cluster and no article {name}")
    if as_json:
        print_json(found)
        return
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
    told = f"Cluster {found.cluster_id}: {found.size} articles, * is kept"
    table(told, ("id", "title", "site", "relation", "similarity", "published"), members)


@click.command()
@days_option
@stack_option
@json_option
def stats(stack: str | None, days: int, *, as_json: bool) -> None:
    """Count articles, relations, decisions and parked inputs of the last days."""
    from unspin.pipeline.show import stats as counted

    with connected(stack) as services:
        found = counted(services, days=days)
    if as_json:
        print_json(found)
        return
    properties(
        {
            "since": found.since,
            "articles": str(found.articles),
            "clusters": str(found.clusters),
            "parked": str(found.parked),
            "taken down": str(found.withdrawn) if found.withdrawn else "",
        }
    )
    for title, counts in (
        ("Relations", found.relations),
        ("Decisions", found.actions),
        ("Parked for", found.park_reasons),
        ("Sites", found.sites),
    ):
        if counts:
            table(title, ("", "articles"), [(str(name), str(count)) for name, count in counts.items()])
    if found.recently_parked:
        lines = [(each.parked_id, each.reason, each.key, each.parked_at) for each in found.recently_parked]
        table("Parked last", ("id", "reason", "key", "at"), lines)


@contextmanager
def connected(stack: str | None) -> Iterator[Services]:
    """Speak to the stack that is named, that the environment names, or that runs locally."""
    from unspin.runtime import connect
    from unspin.settings import Settings

    with environment(stack) as environ:
        yield connect(Settings.from_env(environ))


@contextmanager
def environment(stack: str | None) -> Iterator[Mapping[str, str]]:
    """Yield the variables of the stack that is named, that the environment names, or that runs locally."""
    from unspin.local.stack import variables

    if stack is not None:
        yield {**os.environ, **_outputs(stack)}
        return
    if "INDEX_TABLE" in os.environ:
        yield os.environ
        return
    from unspin.local.server import running

    server = running()
    if server is None:
        raise click.UsageError(
            "which stack? Name one with --stack (or UNSPIN_STACK), or start one with `unspin local up`"
        )
    with variables(server.variables):
        yield os.environ


class NotThere(click.ClickException):
    """What was asked for is not there."""

    exit_code = 1


def _outputs(stack: str) -> dict[str, str]:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        cloudformation: Any = boto3.client("cloudformation")
        [described] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise SettingsError(f"the stack {stack} cannot be looked up: {error}") from error
    found = {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])}
    missing = [name for name in OUTPUTS.values() if name not in found]
    if missing:
        raise SettingsError(f"the stack {stack} is none of unspin's: it has no output {', '.join(missing)}")
    return {variable: found[name] for variable, name in OUTPUTS.items()}


def _summary(evidence: dict[str, Any] | None) -> str:
    return str(evidence["summary"]) if evidence else ""
