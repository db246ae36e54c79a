"""The articles that JSON-LD describes, also where it is broken, as hand-made templates often leave it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

_ARTICLES = re.compile(r"(?:\w+[:/#])*(?:\w*Article|\w*Posting|Report|Review|\w*Reportage)$")
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")  # where a page may put its article
_MOST_JSON = 2_000_000  # characters
_MOST_SCRIPTS = 30
_DEEPEST = 6
_WRAPPED = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?);?\s*$"
)
_TRAILING = re.compile(r",(?=\s*[}\]])")
_FIELD = re.compile(
    r'"(headline|name|datePublished|dateCreated|inLanguage|description|articleBody|url)"\s*:\s*"((?:[^"\\]|\\.){1,200000})"',
    re.DOTALL,
)
_AUTHOR = re.compile(r'"author"\s*:\s*[\[{\s"@:\w,/.]{0,200}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')
_TYPED = re.compile(r'"@type"\s*:\s*\[?\s*"((?:\w*Article|\w*Posting))"')


def articles(scripts: Iterable[str]) -> list[dict[str, Any]]:
    """Return the articles that *scripts*, each a page's JSON-LD, describe; those read whole come first."""
    whole: list[dict[str, Any]] = []
    salvaged: list[dict[str, Any]] = []
    for source in list(scripts)[:_MOST_SCRIPTS]:
        if len(source) > _MOST_JSON:
            continue
        try:
            values = list(_values(source))
        except (ValueError, RecursionError):
            salvaged.extend(_salvaged(source))
            continue
        for value in values:
            whole.extend(_articles(value, 0))
    return whole + salvaged


def _values(source: str) -> Iterator[Any]:
    """Yield the values in *source*: one, or several in a row.

    Raises:
        ValueError: This is no JSON, even with its usual faults mended.
    """
    try:
        yield json.loads(source, strict=False)
    except ValueError:
        pass
    else:
        return
    rest = _TRAILING.sub("", _WRAPPED.sub("", source)).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    found = []
    while rest:
        value, end = decoder.raw_decode(rest)
        found.append(value)
        rest = rest[end:].lstrip(" \t\r\n,;")
    yield from found


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth >= _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles(item, depth + isinstance(item, list))
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLES.match(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for name in _WITHIN:
            if isinstance(within := value.get(name), (dict, list)):
                yield from _articles(within, depth + 1)


def _salvaged(source: str) -> Iterator[dict[str, Any]]:
    """Read the fields of an article out of what is no JSON: a stray quote in one of them spoils it alone."""
    kind = _TYPED.search(source)
    if kind is None:
        return
    found: dict[str, Any] = {}
    for name, written in _FIELD.findall(source, kind.start()):
        found.setdefault(name, _unescaped(written))
    if author := _AUTHOR.search(source):
        found["author"] = {"name": _unescaped(author[1])}
    found.pop("name", None)  # of whom or what, nobody can tell
    if found:
        yield {"@type": kind[1], **found}


def _unescaped(written: str) -> str:
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written
