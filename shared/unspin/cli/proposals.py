"""`unspin review proposals`: what reviews taught, on its way into the policy."""

from typing import Any

import click

from unspin.cli.actor import actor, by_option, note_option
from unspin.cli.output import print_json, table
from unspin.cli.stack import connected, json_option, stack_option
from unspin.stored import Proposal


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(["open", "drafted", "dismissed"]), default="open", show_default=True)
@stack_option
@json_option
@click.pass_context
def proposals(context: click.Context, state: Any, stack: str | None, *, as_json: bool) -> None:
    """List what reviews proposed to change in the policy. None takes effect by itself."""
    if context.invoked_subcommand is not None:
        return
    from unspin.pipeline.proposals import proposals as listed

    with connected(stack) as services:
        found = listed(services, state)
    if as_json:
        print_json(found)
        return
    lines = [
        (each.proposal_id, f"{each.section}.{each.kind}", each.value, str(len(each.voices)), _last(each))
        for each in found
    ]
    table(f"Proposals that are {state}", ("id", "list", "value", "voices", "last"), lines)


@proposals.command("draft")
@click.argument("names", nargs=-1, required=True, metavar="PROPOSAL...")
@note_option
@by_option
@stack_option
def draft_(names: tuple[str, ...], note: str, by: str | None, stack: str | None) -> None:
    """Make a draft of proposals: the policy as it is, with them in its lists. It decides nothing until published."""
    from unspin.pipeline.proposals import draft_from
    from unspin.pipeline.rulings import Hand

    with connected(stack) as services:
        policy = draft_from(list(names), services, Hand(actor(by, stack), note))
    click.echo(
        f"unspin: {policy.version} runs beside the live policy; see `unspin policy diff`, `unspin policy publish draft`"
    )


@proposals.command()
@click.argument("name", metavar="PROPOSAL")
@note_option
@by_option
@stack_option
def dismiss(name: str, note: str, by: str | None, stack: str | None) -> None:
    """Put a proposal aside."""
    from unspin.pipeline.proposals import dismiss as dismissed
    from unspin.pipeline.rulings import Hand

    with connected(stack) as services:
        dismissed(name, services, Hand(actor(by, stack), note))
    click.echo(f"unspin: {name} is put aside")


def _last(proposal: Proposal) -> str:
    voice = proposal.voices[-1]
    return f"{voice.by}, {voice.at}: {voice.note}"
