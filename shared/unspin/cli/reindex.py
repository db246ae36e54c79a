"""`unspin reindex`: fill the index with keys of another scheme while the present one serves, then switch."""

import sys
import time
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

from unspin.cli.output import console, print_json, properties
from unspin.cli.stack import connected, stack_option

if TYPE_CHECKING:
    from unspin.dedup.scheme import Scheme
    from unspin.pipeline.reindex import Filled
    from unspin.pipeline.serving import Serving

json_option = click.option("--json", "as_json", is_flag=True, help="The whole answer, as JSON.")


@click.group()
def reindex() -> None:
    """Fill the index with keys of another scheme while the present one serves, then switch.

    start, then resume until it is filled, then switch, then resume once more: it finishes a quarter of an hour later.
    Until then, abort goes back. Each step may be cut off, and repeated.
    """


@reindex.command()
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="A part of the scheme that is not this release's."
)
@stack_option
@json_option
def start(changes: tuple[str, ...], stack: str | None, *, as_json: bool) -> None:
    """Begin to write the keys of this release's scheme as well."""
    from unspin.pipeline.reindex import start as started

    with connected(stack) as services:
        _show(started(services, _scheme(changes)), as_json=as_json)


@reindex.command()
@stack_option
@json_option
def status(stack: str | None, *, as_json: bool) -> None:
    """Show which scheme serves, and how far a re-index is."""
    from unspin.pipeline.serving import serving

    with connected(stack) as services:
        found = serving(services.index)
    if found is None:
        click.echo("the index is fresh: nothing was taken in yet")
        return
    _show(found, as_json=as_json)


@reindex.command()
@click.option("--no-wait", is_flag=True, help="Stop where workers from before have to end first, with exit code 1.")
@stack_option
@json_option
def resume(stack: str | None, *, no_wait: bool, as_json: bool) -> None:
    """Fill, or go on where it was cut off; after the switch, finish."""
    with connected(stack) as services:
        found = _filled(services)
        while found.waits_s and not no_wait:
            click.echo(f"unspin: waiting {found.waits_s} s for workers from before to end", err=True)
            time.sleep(found.waits_s)
            found = _filled(services)
    _show(found.state, as_json=as_json)
    if found.waits_s:
        click.echo(f"unspin: workers from before have to end first: try again in {found.waits_s} s", err=True)
        sys.exit(1)


@reindex.command()
@stack_option
@json_option
def switch(stack: str | None, *, as_json: bool) -> None:
    """Look up by the new scheme from now on; both are written until it is finished."""
    from unspin.pipeline.reindex import switch as switched

    with connected(stack) as services:
        _show(switched(services), as_json=as_json)


@reindex.command()
@stack_option
@json_option
def abort(stack: str | None, *, as_json: bool) -> None:
    """Go back to the scheme from before."""
    from unspin.pipeline.reindex import abort as aborted

    with connected(stack) as services:
        _show(aborted(services), as_json=as_json)


def _filled(services: Any) -> "Filled":
    """Fill, and tell of each day where somebody watches."""
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from unspin.pipeline.reindex import fill

    columns = TextColumn("[progress.description]{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("Filling")

        def tell(state: "Serving") -> None:
            shown.update(task, description=f"Filling: {state.day}, {state.filled} articles")

        return fill(services, told=tell)


def _scheme(changes: tuple[str, ...]) -> "Scheme":
    from unspin.dedup.scheme import CURRENT, Scheme

    kinds = {each.name: type(getattr(CURRENT, each.name)) for each in fields(Scheme)}
    wanted: dict[str, Any] = {}
    for change in changes:
        name, _, value = change.partition("=")
        if name not in kinds:
            raise click.UsageError(f"a scheme has no {name!r}: expected one of {', '.join(kinds)}")
        try:
            wanted[name] = kinds[name](value)
        except ValueError as error:
            raise click.UsageError(f"{name} must be a whole number, got {value!r}") from error
    try:
        return replace(CURRENT, **wanted)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _show(state: "Serving", *, as_json: bool) -> None:
    shown = {
        "phase": state.phase,
        "serving": state.serving.version,
        "written as well": state.other.version if state.other else "",
        "since": state.since,
        "filled": "all days" if state.is_filled else f"until {state.day}" if state.day else "",
        "articles filled": str(state.filled) if state.filled else "",
    }
    if as_json:
        print_json(shown)
    else:
        properties(shown)
