"""`unspin sql`: ask the clean articles in SQL, as Athena would be asked."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import click

from unspin.cli.output import print_json, table


@click.command()
@click.argument("query", metavar="SQL")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Of records, such as .unspin/run; the bucket of the running local stack by default.",
)
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def sql(query: str, folder: Path | None, *, as_json: bool) -> None:
    """Ask articles in SQL, on this machine.

    The tables are those of a stack in Athena: articles, findings, removed_blocks, substitutions. See docs/analytics.md.
    """
    try:
        import duckdb  # noqa: F401
    except ImportError as error:
        raise click.UsageError("SQL needs one more package: pip install 'unspin[sql]'") from error
    from unspin.analytics.local import asked

    with _records(folder) as found:
        answer = asked(query, found)
    if as_json:
        print_json([dict(zip(answer.columns, map(_plain, line), strict=True)) for line in answer.lines])
        return
    lines = [["" if value is None else str(value) for value in line] for line in answer.lines]
    table(f"{len(lines)} lines", answer.columns, lines)


def _plain(value: Any) -> Any:
    """Return what JSON has for a value of SQL: times as texts, figures as numbers, null for what is no number."""
    match value:
        case float() | Decimal():
            return float(value) if isfinite(value) else None
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case date() | time():
            return value.isoformat()
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


@contextmanager
def _records(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    from unspin.local.server import running
    from unspin.local.session import download
    from unspin.local.stack import variables

    server = running()
    if server is None:
        raise click.UsageError("of which articles? Name a --folder, or start a stack with `unspin local up`")
    with tempfile.TemporaryDirectory() as name, variables(server.variables):
        download(server.stack, Path(name))
        yield Path(name)
