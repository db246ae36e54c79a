"""`unspin policy`: check a moderation policy before it decides about anything."""

from pathlib import Path

import click

from unspin.runtime import policy_of


@click.group()
def policy() -> None:
    """Check a moderation policy."""


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Say whether FILE is a usable policy, and what is wrong with it."""
    found = policy_of(str(file))
    rules = found.rules_for("und").rules
    actions = ", ".join(f"{action} from {score}" for action, score in found.form.actions.items())
    click.echo(f"{file}: version {found.version}, {len(rules)} rules, {actions}")
