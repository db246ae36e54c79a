"""The inputs of a command: files, folders and standard input, each article of them."""

import codecs
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import click

from unspin.cli.output import tell
from unspin.errors import UnreadableInput
from unspin.model import Page, UnreadablePage
from unspin.pipeline.charset import expect_utf_8, wide_charset
from unspin.text.reading import SUFFIXES, is_readable_name, read

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # that of UTF-32-LE begins like UTF-16's
FILE_LIMIT = 2_000_000_000  # bytes; a corpus is one file
GLANCE = 1_000_000  # bytes of standard input that tell what it is
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
                expect_utf_8(data, name)
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
        tell(f"unspin: {name}: {told}")

    def finish(self) -> None:
        """End the command; exit code 1 if something failed."""
        if self.failed:
            tell(f"unspin: {self.failed} inputs failed")
            sys.exit(1)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for path in self.paths:
            if path == "-":
                data = sys.stdin.buffer.read()
                yield _named(data), data
                continue
            files = files_of(path, unreadable=self._unreadable)
            if not files:
                self.fail(path, f"expected files that end in {', '.join(SUFFIXES)}, each also .gz, got none")
            for file in files:
                try:
                    yield str(file), file.read_bytes()
                except OSError as error:
                    self._unreadable(error)

    def _unreadable(self, error: OSError) -> None:
        self.fail(str(error.filename), error.strerror or str(error))


def files_of(path: str, *, every: bool = False, unreadable: Callable[[OSError], None] | None = None) -> list[Path]:
    """Return a file, or the files of a folder, in order; of a folder only readable ones unless *every*.

    *unreadable* is told of folders that cannot be looked into.
    """
    if not path:
        raise click.UsageError("expected a file or a folder, got an empty name")
    if not _is(Path(path).is_dir):
        return [Path(path)]
    found: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return [file for file in sorted(found) if (every or is_readable_name(file.name)) and _is(file.is_file)]


def given(paths: Iterable[str]) -> Iterator[Path]:
    """Yield the files that *paths* stand for, as far as they are there."""
    for path in paths:
        if path != "-":
            yield from (file for file in files_of(path) if _is(file.is_file))


def is_file(given: str) -> bool:
    """Return whether an argument names a file, and is no text; a text may be too long for a name, or have lines.

    Raises:
        UsageError: It is named like a file, and there is none.
    """
    if _is(Path(given).is_file):
        return True
    if os.sep in given and _is(Path(given).is_dir):
        raise click.UsageError(f"{given} is a folder: expected a file, or a text")
    if is_readable_name(given) and "://" not in given and len(given.split()) == 1:
        raise click.UsageError(f"there is no file {given}: expected one, or a text")
    return False


def _is(asked: Callable[[], bool]) -> bool:
    """Return what a path says of itself; of one that is too long, or locked away, that it is not."""
    try:
        return asked()
    except (OSError, ValueError):
        return False


def _named(data: bytes) -> str:
    """Standard input has no suffix: tell by how it begins."""
    packed = ".gz" if data[:2] == b"\x1f\x8b" else ""
    start = _unpacked(data) if packed else data[:GLANCE]
    charset = wide_charset(start)
    if charset is not None and not start.startswith(_MARKS):
        charset += "-BE" if start[:1] == b"\0" else "-LE"
    text = start.decode(charset or "utf-8-sig", "replace").lstrip()
    if text.startswith("{"):
        return f"stdin.json{packed}" if _is_one_record(text) else f"stdin.jsonl{packed}"
    return f"stdin.html{packed}" if text.startswith("<") else f"stdin.txt{packed}"


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, GLANCE)
    except zlib.error:
        return b""  # to be told in full when it is read


def _is_one_record(text: str) -> bool:
    """Say whether *text* is one JSON object on several lines, and no lines of which the first is broken."""
    return not _is_json(text.partition("\n")[0]) and _is_json(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
