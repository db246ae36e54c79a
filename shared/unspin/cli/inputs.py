"""The inputs of a command: files, folders and standard input, each article of them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import click

from unspin.errors import UnreadableInput
from unspin.model import Page, UnreadablePage
from unspin.text.reading import is_readable_name, read

FILE_LIMIT = 2_000_000_000  # bytes; a corpus is one file
From = Literal["auto", "html", "text"]

from_option = click.option(
    "--from",
    "prefer",
    type=click.Choice(["auto", "html", "text"]),
    default="auto",
    help="Which of a record's fields to read, where it has both.",
)


@dataclass
class Inputs:
    """Walks over inputs, tells on stderr what fails, and remembers that something did."""

    paths: tuple[str, ...]
    prefer: From = "auto"
    failed: int = field(default=0, init=False)

    def pages(self) -> Iterator[tuple[str, Page]]:
        """Yield every article that can be read, with its id: its own, else its file, and line in a ``.jsonl``."""
        for name, data in self._files():
            try:
                for page in read(data, name=name, limit=FILE_LIMIT, prefer=self.prefer):
                    if isinstance(page, UnreadablePage):
                        self.fail(f"{name}:{page.line}", page.message)
                    else:
                        place = name if page.line is None else f"{name}:{page.line}"
                        yield page.id or place, page
            except UnreadableInput as error:
                self.fail(name, error.message)

    def fail(self, name: str, told: str) -> None:
        """Say that an input failed."""
        self.failed += 1
        click.echo(f"unspin: {name}: {told}", err=True)

    def finish(self) -> None:
        """End the command; exit code 1 if something failed."""
        if self.failed:
            click.echo(f"unspin: {self.failed} inputs failed", err=True)
            sys.exit(1)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for path in self.paths:
            if path == "-":
                data = sys.stdin.buffer.read()
                yield _named(data), data
                continue
            for file in files_of(path):
                try:
                    yield str(file), file.read_bytes()
                except OSError as error:
                    self.fail(str(file), error.strerror or str(error))


def files_of(path: str, *, every: bool = False) -> list[Path]:
    """Return a file, or the files of a folder, in order; of a folder only readable ones unless *every*."""
    given = Path(path)
    if not given.is_dir():
        return [given]
    visible = (
        file
        for file in sorted(given.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(given).parts)
    )
    return [file for file in visible if every or is_readable_name(file.name)]


def is_file(given: str) -> bool:
    """Return whether an argument names a file; a text that is given in its place is too long a name, or has lines."""
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        return False


def _named(data: bytes) -> str:
    """Standard input has no suffix: tell by how it begins."""
    start = data[:1000].lstrip()
    packed = ".gz" if data[:2] == b"\x1f\x8b" else ""
    if packed or start.startswith(b"{"):
        return f"stdin.jsonl{packed}"
    return "stdin.html" if start.startswith(b"<") else "stdin.txt"
