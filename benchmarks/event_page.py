"""Write docs/events.md, and a JSON Schema for the detail of each event, docs/events/<event>.schema.json.

usage: python -m benchmarks.event_page

The schemas are cut from ``unspin.pipeline/events.schema.json``; the examples are what the announce function makes of
the payloads in events/announce.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from unspin.adapters.stream import changes_of
from unspin.pipeline.announce import events_of
from unspin.stored import Change, Entry, Event

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "events.md"
SCHEMAS = ROOT / "docs" / "events"
BUCKET = "unspin-clean-123456789012-eu-central-1-example"
INTRODUCTION = Path(__file__).with_name("event_page.md")

SCHEMA: Mapping[str, Any] = json.loads((files("unspin.pipeline") / "events.schema.json").read_text(encoding="utf-8"))
KINDS: tuple[str, ...] = tuple(SCHEMA["properties"]["detail-type"]["enum"])


def pages() -> Mapping[Path, str]:
    """Return what each file holds."""
    schemas = {SCHEMAS / f"{kind}.schema.json": _json(schema_of(kind)) + "\n" for kind in KINDS}
    told = {event.kind: event for event in examples()}
    parts = [INTRODUCTION.read_text(encoding="utf-8").rstrip("\n"), *(_section(told[kind]) for kind in KINDS)]
    return schemas | {PAGE: "\n\n".join(parts) + "\n"}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the schema of the detail of one kind of event, that needs no other."""
    [name] = [_named(each["then"]["properties"]["detail"]) for each in SCHEMA["allOf"] if kind in _kinds(each["if"])]
    definitions = SCHEMA["$defs"]
    used = {_named(found) for found in _references(definitions[name])}
    used |= {_named(found) for each in used for found in _references(definitions[each])}
    return {
        "$schema": SCHEMA["$schema"],
        "$id": f"{SCHEMA['$id']}:{kind}",
        "title": kind,
        **definitions[name],
        "$defs": {each: definitions[each] for each in definitions if each in used},
    }


def fields(kind: str) -> dict[str, Any]:
    """Return the fields of a detail, each with its schema."""
    schema = schema_of(kind)
    inherited = schema["$defs"][_named(schema)]["properties"] if "$ref" in schema else {}
    return {name: _resolved(each, schema) for name, each in {**inherited, **schema.get("properties", {})}.items()}


def examples() -> Iterator[Event]:
    """Yield an event of each kind, and more of some."""
    for path in sorted((ROOT / "events" / "announce").glob("*.json")):
        written = list(changes_of(json.loads(path.read_text(encoding="utf-8"))))
        for change in (*written, *(_otherwise(written) if path.stem == "approved" else ())):
            yield from events_of(change, BUCKET)


def _otherwise(written: list[Change]) -> Iterator[Change]:
    """Yield what no payload tells of: that an article is rejected, and that a published one has another text."""
    [change] = [each for each in written if isinstance(each.after, Entry) and not each.after.pending]
    entry = change.after
    assert isinstance(entry, Entry)
    yield replace(change, before=entry, after=replace(entry, text_digest="another", revision=entry.revision + 1))
    rejected = replace(
        entry, action="reject", rule="spam.terms", rulings=(), path=entry.path.replace("clean/", "rejected/")
    )
    yield replace(change, before=None, after=rejected)


def _section(event: Event) -> str:
    rows = [f"| `{name}` | {_type(each)} | {each['description']} |" for name, each in fields(event.kind).items()]
    about = schema_of(event.kind)["description"].partition(": ")[2]
    return "\n".join(
        [
            f"## {event.kind}",
            "",
            f"{about[0].upper()}{about[1:]} [Schema](events/{event.kind}.schema.json).",
            "",
            "| field of `detail` | type | meaning |",
            "|---|---|---|",
            *rows,
            "",
            "```json",
            _json({"source": "unspin", "detail-type": event.kind, "detail": event.detail}),
            "```",
        ]
    )


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join("null" if each is None else f"`{each}`" for each in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    told = " or ".join(kinds)
    return f"{told}: {', '.join(f'`{each}`' for each in schema['properties'])}" if "properties" in schema else told


def _resolved(schema: Mapping[str, Any], within: Mapping[str, Any]) -> Mapping[str, Any]:
    return within["$defs"][_named(schema)] if "$ref" in schema else schema


def _named(schema: Mapping[str, Any] | str) -> str:
    reference = schema if isinstance(schema, str) else schema["$ref"]
    return reference.rpartition("/")[2]


def _kinds(condition: Mapping[str, Any]) -> list[str]:
    kind = condition["properties"]["detail-type"]
    return kind["enum"] if "enum" in kind else [kind["const"]]


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
