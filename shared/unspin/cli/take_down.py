"""`unspin takedown` and `unspin restore`: take an article down, and undo that."""

import getpass

import click

from unspin.cli.output import print_json, properties
from unspin.cli.stack import NotThere, connected, stack_option
from unspin.pipeline.services import Services

actor_option = click.option("--actor", help="Who acts, for the audit trail; the user of this machine by default.")
reason_option = click.option("--reason", required=True, help="Why, in your own words; it is kept, and shown.")
json_option = click.option("--json", "as_json", is_flag=True, help="The whole answer, as JSON.")


@click.command()
@click.argument("name", metavar="ID-OR-URL")
@reason_option
@actor_option
@click.option("--with-copies", is_flag=True, help="Every article of its cluster as well.")
@click.option("--purge", is_flag=True, help="Remove its raw object as well; it cannot be restored then.")
@stack_option
@json_option
def takedown(
    name: str,
    reason: str,
    actor: str | None,
    stack: str | None,
    *,
    with_copies: bool,
    purge: bool,
    as_json: bool,
) -> None:
    """Take an article down: nothing of it can be found, and no delivery brings it back.

    Its text, signatures, postings, links and records are removed, with their earlier versions and what was parked of
    it, and it leaves its cluster. When, by whom and why stays. Its raw object stays too, unless --purge is given.
    """
    with connected(stack) as services:
        article_id = _id_of(name)
        copies = _copies(article_id, services)
        taken = [
            _taken_down(each, services, actor=actor or getpass.getuser(), reason=reason, purge=purge)
            for each in (article_id, *(copies if with_copies else ()))
        ]
    if as_json:
        print_json({"taken_down": taken, "copies_that_stay": [] if with_copies else copies})
        return
    for each in taken:
        properties(each)
    if copies and not with_copies:
        click.echo(f"{len(copies)} articles of its cluster stay: {', '.join(copies)}")


@click.command()
@click.argument("name", metavar="ID-OR-URL")
@reason_option
@actor_option
@stack_option
def restore(name: str, reason: str, actor: str | None, stack: str | None) -> None:
    """Let an article that was taken down come in again, from its raw object."""
    from unspin.pipeline.take_down import restore as restored

    with connected(stack) as services:
        article_id = _id_of(name)
        message = restored(article_id, services, actor=actor or getpass.getuser(), reason=reason)
    if message is None:
        raise NotThere(f"no article {article_id} was taken down")
    click.echo(f"{article_id} may come in again; s3://{message.bucket}/{message.key} is in the queue")


def _taken_down(article_id: str, services: Services, *, actor: str, reason: str, purge: bool) -> dict[str, str]:
    from unspin.pipeline.take_down import take_down

    tombstone = take_down(article_id, services, actor=actor, reason=reason)
    if tombstone is None or tombstone.withdrawn is None:
        raise NotThere(f"there is no article {article_id}")
    source = tombstone.source
    raw = "stays"
    if purge and source.line is not None:
        raw = f"stays: it holds other articles than line {source.line}"
    elif purge and source.key:
        services.raw.erase(source.bucket, source.key)
        raw = "is removed, with every version"
    return {
        "taken down": article_id,
        "at": tombstone.withdrawn.at,
        "by": tombstone.withdrawn.actor,
        "reason": tombstone.withdrawn.reason,
        "raw object": f"s3://{source.bucket}/{source.key} {raw}" if source.key else "",
    }


def _copies(article_id: str, services: Services) -> list[str]:
    """Return the other articles of its cluster."""
    from unspin.pipeline.rewrite import cluster_now

    members = (member.article_id for member in cluster_now(article_id, services).members)
    return [member for member in members if member != article_id]


def _id_of(name: str) -> str:
    from unspin.pipeline.identity import id_of_url

    return id_of_url(name) if name.startswith(("http://", "https://")) else name
