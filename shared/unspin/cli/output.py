"""How commands show things: JSON where a program reads, tables and progress where a person does."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from rich.console import Console

Element = TypeVar("Element")
Cell = str | tuple[str, str]
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
WIDTH = 120  # columns, where there is no terminal to ask


def names_of_files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let a shell complete an argument, which may be a text as well, by the names of files."""
    return [CompletionItem(incomplete, type="file")]


class OutFile(click.Path):
    """A file that will be written: asked whether it can be before the work, not after."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or refuse one in no folder that can be written to."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent} to write {path.name} in", param, ctx)
        if not path.exists() and not os.access(path.parent, os.W_OK):
            self.fail(f"the folder {path.parent} cannot be written to", param, ctx)
        return path


def json_line(value: Any) -> str:
    """Return *value* as one line of JSON."""
    return _json(value)


def print_json(value: Any) -> None:
    """Print *value* as JSON for people and programs."""
    click.echo(_json(value, indent=2))


def tell(message: str) -> None:
    """Say something on stderr: above the bar, where one is shown."""
    # A bar puts itself in the place of sys.stderr; asked by ``err=True``, click would write to the one before.
    click.echo(tame(message), file=sys.stderr)


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console; colours follow NO_COLOR, the width COLUMNS."""
    from rich.console import Console

    plain = Console(stderr=stderr)
    return plain if plain.is_terminal or plain.width != 80 else Console(stderr=stderr, width=WIDTH)


def tame(text: str) -> str:
    """Return *text* without what a terminal would obey: titles and findings are others' words."""
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def table(title: str, columns: Iterable[str], lines: Iterable[Iterable[Cell]], *, rules: bool = False) -> None:
    """Print a table. A cell is a text, or a text and its colour."""
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=title, title_justify="left", show_lines=rules)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for line in lines:
        shown.add_row(
            *(Text(tame(cell[0]), style=cell[1]) if isinstance(cell, tuple) else Text(tame(cell)) for cell in line)
        )
    console().print(shown)


def properties(values: Mapping[str, Any]) -> None:
    """Print names and values, one to a line."""
    width = max(map(len, values), default=0)
    for name, value in values.items():
        if value not in (None, "", [], {}):
            click.echo(f"{click.style(name.ljust(width), bold=True)}  {tame(str(value))}")


@contextmanager
def progress(elements: Iterable[Element], told: str) -> Iterator[Iterable[Element]]:
    """Show how far a long work is, on stderr, where somebody watches."""
    if not sys.stderr.isatty():
        yield elements
        return
    from rich.progress import track

    yield track(elements, told, console=console(stderr=True), transient=True)


@contextmanager
def working(told: str) -> Iterator[Callable[[str, float], None]]:
    """Show how far a long work is, on stderr, where somebody watches: what it is at, and the share that is done."""
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True) as shown:
        task = shown.add_task(told, total=1.0)
        yield lambda where, share: shown.update(task, description=f"{told} {where}", completed=share)


def _json(value: Any, indent: int | None = None) -> str:
    """Return JSON for people and programs: as it is read, but for what a terminal would obey."""
    written = json.dumps(_plain(value), ensure_ascii=False, indent=indent)
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
