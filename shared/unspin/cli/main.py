"""The `unspin` command: its subcommands are imported when they are called, so that it starts fast."""

import importlib
import os
import sys
from io import TextIOWrapper

import click

from unspin import __version__
from unspin.encodable import encodable

COMMANDS = {
    "clean": ("unspin.cli.clean", "Clean articles; needs no AWS."),
    "dedup": ("unspin.cli.dedup", "Find the copies in a corpus; needs no AWS."),
    "compare": ("unspin.cli.compare", "Compare two articles, or two titles."),
    "local": ("unspin.cli.local", "Run the stack of template.yaml on this machine."),
    "find": ("unspin.cli.query", "Find what the index holds of a URL, a text or a file."),
    "show": ("unspin.cli.query", "Show an article, or an input that was parked."),
    "articles": ("unspin.cli.lists", "List articles: all, by rule, or by decision."),
    "cluster": ("unspin.cli.lists", "Show the cluster of an article, or list clusters."),
    "sites": ("unspin.cli.lists", "List sites, and who copies whom."),
    "parked": ("unspin.cli.lists", "List inputs that could not be processed."),
    "stats": ("unspin.cli.lists", "Count articles, relations, decisions and parked inputs."),
    "backfill": ("unspin.cli.upkeep", "Put objects of the raw bucket back in the queue."),
    "doctor": ("unspin.cli.doctor", "Look at a stack, and say what is wrong."),
    "sql": ("unspin.cli.sql", "Ask the clean articles in SQL."),
    "console": ("unspin.cli.console", "Look at a stack in the browser."),
    "takedown": ("unspin.cli.take_down", "Take an article down: nothing of it is found, and it does not come back."),
    "restore": ("unspin.cli.take_down", "Let an article that was taken down come in again."),
    "sweep": ("unspin.cli.upkeep", "Repair what dead workers left."),
    "redrive": ("unspin.cli.upkeep", "Move dead letters back to the queue."),
    "reindex": ("unspin.cli.reindex", "Fill the index with other keys while it serves, then switch."),
    "review": ("unspin.cli.review", "Decide about articles that wait for a person."),
    "policy": ("unspin.cli.policy", "Check moderation policies, and choose which one decides."),
    "cost": ("unspin.cli.cost", "Tell what a million articles cost on AWS."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name, and imports one when it is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse bytes that are no text, unless they name a file: no request to AWS can hold them."""
        for argument in args:
            if not _is_text(argument) and not _is_there(argument):
                ctx.fail(f"{_told(argument)} is not UTF-8: expected a text, or the name of a file that is there")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


def _is_text(argument: str) -> bool:
    """Return whether an argument was UTF-8: of what was not, Python keeps each byte as half of a surrogate pair."""
    return encodable(argument) == argument


def _is_there(argument: str) -> bool:
    """Return whether an argument, or the value of an option, names a file."""
    _, _, value = argument.partition("=") if argument.startswith("--") else ("", "", argument)
    return os.path.lexists(value)


def _told(argument: str) -> str:
    return os.fsencode(argument).decode("utf-8", "backslashreplace")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="unspin")
def cli() -> None:
    """Clean, moderate and de-duplicate scraped news articles.

    Exit codes: 0 done; 1 some inputs failed, they are named on stderr and the rest is done; 2 wrong usage.
    """


def main() -> None:
    """Run the command; what goes wrong is told in a sentence."""
    from unspin.errors import InvalidCursor, PolicyError, SettingsError, SqlError, UnknownRule, UnspinError

    # Names of files, and texts, may hold what is no character: JSON knows it by the same escape.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="unspin", color=False if os.environ.get("NO_COLOR") else None)
    except (SettingsError, PolicyError, InvalidCursor, UnknownRule, SqlError) as error:
        click.echo(f"unspin: {error}", err=True)
        sys.exit(2)
    except UnspinError as error:
        click.echo(f"unspin: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # a full disk, a folder that is gone or locked
        told = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
        click.echo(f"unspin: {told}", err=True)
        sys.exit(1)
