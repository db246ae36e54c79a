"""`unspin policy`: check a moderation policy, choose which one decides, go back."""

from pathlib import Path

import click

from unspin.cli.actor import actor, by_option, note_option
from unspin.cli.output import print_json, table
from unspin.cli.query import connected, json_option, stack_option
from unspin.moderation.policy import Policy
from unspin.pipeline.services import Services
from unspin.runtime import policy_of

CHANGES = 10  # shown by `list`


@click.group()
def policy() -> None:
    """Check moderation policies, and choose which one decides.

    A policy is a YAML file (docs/policy.md). Each one that was ever chosen is kept under its version, which is stored
    with every decision. Where a command wants a POLICY, give a file, a version or the beginning of one, or `live`,
    `draft` or `default`, the one that comes with unspin.
    """


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Say whether FILE is a usable policy, and what is wrong with it."""
    found = policy_of(str(file))
    rules = found.rules_for("und").rules
    actions = ", ".join(f"{action} from {score}" for action, score in found.form.actions.items())
    click.echo(f"{file}: version {found.version}, {len(rules)} rules, {actions}")


@policy.command("list")
@stack_option
@json_option
def list_(stack: str | None, *, as_json: bool) -> None:
    """List every policy that is kept, which one decides, and who chose it."""
    from unspin.pipeline.policies import list_policies

    with connected(stack) as services:
        found = list_policies(services)
    if as_json:
        print_json(found)
        return
    lines = []
    for each in found.policies:
        roles = [(each.is_live, "live"), (each.is_draft, "draft"), (each.is_in_force, "decides")]
        told = ", ".join(name for holds, name in roles if holds)
        lines.append((each.version, told, "" if each.problem is None else f"refused: {each.problem}"))
    table("Policies", ("version", "is", "problem"), lines)
    changes = [(each.at, each.by, each.kind, each.version or "", each.note) for each in found.changes[:CHANGES]]
    if changes:
        table("Changes, the last first", ("when", "who", "what", "version", "why"), changes)


@policy.command()
@click.argument("name", metavar="[POLICY]", default="live")
@stack_option
def show(name: str, stack: str | None) -> None:
    """Print a policy as it is kept; the one that decides by default."""
    with connected(stack) as services:
        click.echo(_named(name, services).text, nl=False)


@policy.command()
@click.argument("name", metavar="POLICY")
@note_option
@by_option
@stack_option
def publish(name: str, note: str, by: str | None, stack: str | None) -> None:
    """Make POLICY the one that decides. Workers follow within a minute."""
    from unspin.pipeline.policies import publish as published

    with connected(stack) as services:
        change = published(_named(name, services), services, by=actor(by, stack), note=note)
    click.echo(f"unspin: {change.version} decides from now on; workers follow within a minute")


@policy.command()
@click.argument("name", metavar="[POLICY]", required=False)
@click.option("--drop", is_flag=True, help="Let no draft run any more.")
@note_option
@by_option
@stack_option
def draft(name: str | None, note: str, by: str | None, stack: str | None, *, drop: bool) -> None:
    """Let POLICY run beside the live one: what it would decide is noted, and decides nothing."""
    from unspin.pipeline.policies import draft as drafted
    from unspin.pipeline.policies import drop_draft

    if (name is None) != drop:
        raise click.UsageError("expected a POLICY, or --drop")
    with connected(stack) as services:
        if name is None:
            drop_draft(services, by=actor(by, stack), note=note)
            click.echo("unspin: no draft runs any more")
            return
        change = drafted(_named(name, services), services, by=actor(by, stack), note=note)
    click.echo(f"unspin: {change.version} runs beside the live policy from now on")


@policy.command()
@click.option("--to", "name", metavar="POLICY", help="Else the one that decided before the present one.")
@note_option
@by_option
@stack_option
def rollback(name: str | None, note: str, by: str | None, stack: str | None) -> None:
    """Let an earlier policy decide again."""
    from unspin.pipeline.policies import roll_back

    with connected(stack) as services:
        to = _named(name, services) if name else None
        change = roll_back(services, by=actor(by, stack), note=note, to=to)
    click.echo(f"unspin: {change.version or 'the policy that comes with unspin'} decides again")


def _named(name: str, services: Services) -> Policy:
    """Return the policy in a file, or one that is kept."""
    from unspin.pipeline.policies import find

    if Path(name).is_file():
        return policy_of(name)
    return find(name, services)
