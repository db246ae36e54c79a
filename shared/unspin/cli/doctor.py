"""`unspin doctor`: look at a stack, and say what is wrong and what to do."""

import sys

import click

from unspin.cli.output import print_json, table
from unspin.cli.stack import environment, json_option, outputs_of, stack_option

SIGNS = {"ok": ("✓", "green"), "wrong": ("✗", "red"), "unknown": ("?", "yellow")}


@click.command()
@stack_option
@json_option
def doctor(stack: str | None, *, as_json: bool) -> None:
    """Look at a stack: permissions, queues, versions, counts, clock, functions, alarms.

    Changes nothing. Exit code 1 if anything is wrong or could not be looked at.
    """
    from unspin.cli.checks import Patient, examined
    from unspin.runtime import connect
    from unspin.settings import Settings

    with environment(stack) as environ:
        settings = Settings.from_env(environ)
        outputs = outputs_of(stack) if stack is not None else {}
        found = list(examined(Patient(settings, connect(settings), outputs, stack)))
    if as_json:
        print_json(found)
    else:
        lines = [(SIGNS[each.state], each.check, each.told, each.to_do) for each in found]
        table("Examination", ("", "what", "seen", "to do"), lines)
    wrong = [each for each in found if each.state != "ok"]
    if wrong:
        click.echo(f"unspin: {len(wrong)} of {len(found)} checks found something", err=True)
        sys.exit(1)
