"""Files as they are dropped: .html, .htm, .txt, .json and .jsonl, each also gzipped."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, get_args

from unspin.errors import UnreadableInput
from unspin.model import Page, UnreadablePage
from unspin.text.decoding import SAMPLE, decode, refuse_binary, sample_of

Suffix = Literal[".html", ".htm", ".txt", ".json", ".jsonl"]
Prefer = Literal["auto", "html", "text"]
MOST_BLANK = 100_000  # lines in a row
SUFFIXES: tuple[Suffix, ...] = get_args(Suffix)


def suffix_of(name: str) -> Suffix | None:
    """Return the suffix that tells the form of *name*, without ``.gz``; None for one that is not read."""
    stem = name.lower().removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if stem.endswith(suffix)), None)


def is_readable_name(name: str) -> bool:
    """Say whether a file of this name would be read."""
    return suffix_of(name) is not None


def read(
    data: bytes, *, name: str, limit: int = 10_000_000, first_line: int = 1, prefer: Prefer = "auto"
) -> Iterator[Page | UnreadablePage]:
    """Yield the articles in *data*, a file called *name*.

    Args:
        data: The bytes of the file.
        name: Its name or key; the suffix decides how it is read.
        limit: The most bytes of one article, before and after unpacking. A .jsonl may be longer as a whole.
        first_line: Where to start in a .jsonl, 1-based.
        prefer: Which form to take where a record holds both; ``auto`` takes the html.

    Raises:
        UnreadableInput: Nothing in the file can be read. In a .jsonl a bad line is yielded as UnreadablePage.
    """
    suffix = suffix_of(name)
    if suffix is None:
        raise UnreadableInput(
            "unknown_suffix", f"expected one of {', '.join(SUFFIXES)}, got {name!r}", sample=sample_of(data)
        )
    if not data:
        raise UnreadableInput("empty", "expected an article, got 0 bytes")
    is_packed = name.lower().endswith(".gz")
    if suffix == ".jsonl":
        return _records(data, is_packed=is_packed, limit=limit, first_line=first_line, prefer=prefer)
    whole = _unpacked(data, limit) if is_packed else data
    if len(whole) > limit:
        raise UnreadableInput("too_large", f"expected at most {limit} bytes, got {len(whole)}", sample=sample_of(whole))
    return iter([_page(whole, suffix, prefer)])


def _page(data: bytes, suffix: Suffix, prefer: Prefer) -> Page:
    if suffix == ".json":
        return _record(data, prefer)
    text = decode(data, is_html=suffix != ".txt")
    if not text.strip():
        raise UnreadableInput("empty", "expected an article, got nothing but blanks")
    return Page("text" if suffix == ".txt" else "html", text)


def _unpacked(data: bytes, limit: int) -> bytes:
    """Unpack *data* up to just over *limit* bytes: what inflates without end is refused before it does."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            whole = file.read(limit + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableInput("truncated_gzip", f"expected a whole gzip file, got: {error}") from error
    if len(whole) > limit:
        raise UnreadableInput("too_large", f"expected at most {limit} bytes unpacked", sample=sample_of(whole))
    return whole


def _records(
    data: bytes, *, is_packed: bool, limit: int, first_line: int, prefer: Prefer
) -> Iterator[Page | UnreadablePage]:
    raw = io.BytesIO(data)
    stream: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if is_packed else raw
    number, blank, seen = 0, 0, False
    while True:
        number += 1
        try:
            line = stream.readline(limit + 1)
            too_long = len(line) > limit and _skip_line(stream, line, limit)
        except (EOFError, OSError, zlib.error) as error:
            if number == 1:
                raise UnreadableInput("truncated_gzip", f"expected a whole gzip file, got: {error}") from error
            yield UnreadablePage(number, "truncated_gzip", f"expected a whole gzip file, got: {error}", "")
            return
        if not line:
            break
        is_blank = not line.strip()
        blank = blank + 1 if is_blank else 0
        seen = seen or not is_blank
        if blank > MOST_BLANK:
            # Millions of them pack into kilobytes.
            yield UnreadablePage(number, "too_large", f"expected at most {MOST_BLANK} blank lines in a row", "")
            return
        if number < first_line or is_blank:
            continue
        if too_long:
            yield UnreadablePage(number, "too_large", f"expected at most {limit} bytes a line", sample_of(line))
            continue
        yield _line(line, number, prefer)
    if not seen:
        raise UnreadableInput("empty", f"expected records, got {len(data)} bytes of blank lines")


def _skip_line(stream: io.BufferedIOBase, start: bytes, limit: int) -> bool:
    """Read on to the end of the line that begins with *start*; say whether it is longer than *limit*."""
    part = start
    while part and not part.endswith(b"\n"):
        part = stream.readline(65_536)
    return part is not start or len(start.rstrip(b"\r\n")) > limit


def _line(line: bytes, number: int, prefer: Prefer) -> Page | UnreadablePage:
    try:
        page = _record(line, prefer)
    except UnreadableInput as error:
        return UnreadablePage(number, error.reason, error.message, error.sample)
    return replace(page, line=number)


def _record(data: bytes, prefer: Prefer) -> Page:
    """Read one JSON record. JSON is UTF-8: no other charset is guessed."""
    if not data.strip():
        raise UnreadableInput("empty", "expected a record, got nothing but blanks")
    sample = sample_of(data)
    refuse_binary(data)
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"expected utf-8, got the bytes {data[error.start : error.start + 4].hex(' ')} at {error.start}"
        raise UnreadableInput("bad_encoding", message, sample=sample) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput("invalid_json", f"expected one JSON record, got: {error}", sample=sample) from error
    if not isinstance(record, dict):
        kind = type(record).__name__
        raise UnreadableInput("invalid_record", f"expected a JSON object, got a {kind}", sample=sample)
    return _page_of_record(record, prefer, sample[:SAMPLE])


def _page_of_record(record: dict[str, object], prefer: Prefer, sample: str) -> Page:
    def field(name: str) -> str | None:
        value = record.get(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if value is not None and not isinstance(value, str):
            message = f"expected {name} to be a string, got a {type(value).__name__}"
            raise UnreadableInput("invalid_record", message, sample=sample)
        # A lone surrogate is valid in JSON, and in nothing that the article is written to afterwards.
        clean = value.encode("utf-8", "replace").decode() if value else None
        return clean if clean and clean.strip() else None

    html, text = field("html"), field("text")
    content = (text or html) if prefer == "text" else (html or text)
    if content is None:
        raise UnreadableInput("missing_text", "expected html or text in the record, got neither", sample=sample)
    return Page(
        form="html" if content is html else "text",
        content=content,
        id=field("id"),
        url=field("url"),
        title=field("title"),
        site=field("site"),
        language=field("language"),
        published_at=field("published_at"),
    )
