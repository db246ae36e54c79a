"""`unspin local`: the stack of template.yaml on this machine."""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from unspin.cli.inputs import files_of
from unspin.cli.output import console, json_line, names_of_files, table
from unspin.local.rows import Row, rows
from unspin.local.stack import variables
from unspin.pipeline.services import Services

OUT = Path(".unspin/run")
LOG = Path(".unspin/run.log.jsonl")
EVENTS = Path(".unspin/run.events.jsonl")
LEFT = ("clean", "review", "rejected", "parked")  # in the clean bucket, and so in the folder that it is copied to
COLUMNS = ("article", "relation", "of", "evidence", "decision", "removed blocks")

template_option = click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The SAM template; that of the checkout by default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of a table.")


class OutFolder(click.Path):
    """A folder that will be emptied first: one that holds what a run leaves, and nothing else."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or refuse a folder of somebody else's."""
        path = Path(str(super().convert(value, param, ctx)))
        others = sorted(set(path.iterdir()) - {path / name for name in LEFT}) if path.is_dir() else []
        if others:
            self.fail(f"{path} holds {others[0].name}: expected a new folder, or one that a run left", param, ctx)
        return path


@click.group()
def local() -> None:
    """Run the stack of template.yaml on this machine: no AWS account, no containers."""


@local.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names_of_files)
@click.option(
    "--out",
    type=OutFolder(),
    default=OUT,
    show_default=True,
    help="Where the records go; what an earlier run left there goes.",
)
@template_option
@json_option
def run(paths: tuple[str, ...], out: Path, template: Path | None, *, as_json: bool) -> None:
    """Ingest files through the whole stack in this process, and show what became of them.

    S3 notifications, the queue, the real handler, the index and the clean bucket: all of it, in memory.
    """
    from unspin.local.session import announce, default_template, download, in_process, ingest, today, upload

    days = {today()}
    with in_process(template or default_template()) as stack:
        click.echo("unspin: the stack of template.yaml is up, in this process", err=True)
        count = upload(keyed(paths), stack)
        click.echo(f"unspin: dropped {count} files in the raw bucket; ingesting", err=True)
        failed = ingest(stack, LOG)
        EVENTS.unlink(missing_ok=True)
        told = _kept(announce(stack, LOG))
        found = rows(sorted(days | {today()}), _services())
        stored = download(stack, out)
    _print(found, as_json=as_json)
    click.echo(f"unspin: {stored} objects of the clean bucket are in {out}, the log is {LOG}", err=True)
    click.echo(f"unspin: {len(told)} events were put on the bus, they are in {EVENTS}", err=True)
    if failed:
        click.echo(f"unspin: {failed} messages failed; the log tells why", err=True)
        sys.exit(1)


@local.command()
@template_option
def up(template: Path | None) -> None:
    """Start the stack on a server on 127.0.0.1 and leave it running."""
    from unspin.local.server import up as start
    from unspin.local.session import default_template

    server = start(template or default_template())
    click.echo(f"unspin: the stack is up at {server.endpoint}; stop it with `unspin local down`")
    for name, value in server.stack.outputs.items():
        click.echo(f"  {name:18} {value}")


@local.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names_of_files)
def ingest(paths: tuple[str, ...]) -> None:
    """Drop files in the raw bucket of the running stack, and work off its queue."""
    from unspin.local.server import running
    from unspin.local.session import announce, upload
    from unspin.local.session import ingest as work_off

    server = running()
    if server is None:
        raise click.UsageError("no local stack is up: start one with `unspin local up`")
    with variables(server.variables):
        count = upload(keyed(paths), server.stack)
        failed = work_off(server.stack, LOG)
        told = _kept(announce(server.stack, LOG))
    click.echo(f"unspin: dropped {count} files; see `unspin local report`")
    click.echo(f"unspin: {len(told)} events were put on the bus, they are in {EVENTS}")
    if failed:
        click.echo(f"unspin: {failed} messages failed; {LOG} tells why", err=True)
        sys.exit(1)


@local.command()
def events() -> None:
    """Announce what changed since the last time, and print the events, a line of JSON each."""
    from unspin.local.server import running
    from unspin.local.session import announce

    server = running()
    if server is None:
        raise click.UsageError("no local stack is up: start one with `unspin local up`")
    with variables(server.variables):
        for event in _kept(announce(server.stack, LOG)):
            click.echo(json_line(event))


@local.command()
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 90))
@json_option
def report(days: int, *, as_json: bool) -> None:
    """Show what became of the articles of the last days."""
    from datetime import UTC, datetime, timedelta

    from unspin.local.server import running

    server = running()
    if server is None:
        raise click.UsageError("no local stack is up: start one with `unspin local up`")
    today = datetime.now(UTC).date()
    wanted = [(today - timedelta(days=back)).isoformat() for back in range(days)]
    with variables(server.variables):
        _print(rows(wanted, _services()), as_json=as_json)


@local.command()
def down() -> None:
    """Stop the running stack; what it held is gone."""
    from unspin.local.server import down as stop

    click.echo("unspin: stopped" if stop() else "unspin: no local stack was up")


def keyed(paths: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Return files with their keys: a file keeps its name, the files of a folder their path in it.

    Of two files that would have one key, the later one gets a longer one, by the folders that it is in: an object in
    the place of another is a newer version of it, not another article.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if path and not Path(path).exists():
            raise click.UsageError(f"{path} does not exist: expected a file or a folder")
        base = Path(path) if Path(path).is_dir() else Path(path).parent
        for file in files_of(path, every=True, unreadable=_raised):
            key = file.relative_to(base).as_posix()
            above = len(Path(key).parts)
            while key in found and not found[key].samefile(file):
                above += 1
                key = "/".join(file.resolve().parts[-above:])
            found[key] = file
    if not found:
        raise click.UsageError(f"there are no files in {', '.join(paths)}: expected some to drop")
    return [(_as_text(key), file) for key, file in found.items()]


def _as_text(key: str) -> str:
    """Return a key as S3 takes it: the name of a file may be no UTF-8."""
    return os.fsencode(key).decode("utf-8", "backslashreplace")


def _raised(error: OSError) -> NoReturn:
    raise error


def _services() -> Services:
    import os

    from unspin.runtime import connect
    from unspin.settings import Settings

    return connect(Settings.from_env(os.environ))


def _kept(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what was put on the bus, and return it."""
    EVENTS.parent.mkdir(parents=True, exist_ok=True)
    with EVENTS.open("a", encoding="utf-8") as file:
        file.writelines(f"{json_line(event)}\n" for event in events)
    return events


def _print(found: list[Row], *, as_json: bool) -> None:
    if as_json:
        for row in found:
            click.echo(json_line(row))
        return
    shown = [
        (f"{row.source}\n{row.title}".strip(), row.relation, row.of, row.evidence, row.decision, row.removed)
        for row in found
    ]
    table("What became of the articles", COLUMNS, shown, rules=True)
    relations = [row for row in found if row.of]
    parked = [row for row in found if row.decision.startswith("parked")]
    console().print(
        f"{len(found)} inputs: {len(found) - len(parked)} articles, {len(relations)} of them related to another,"
        f" {len(parked)} parked with a reason"
    )
