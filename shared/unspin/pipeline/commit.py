"""Write what became of an article to two places, its record in S3 and its entry in the index, so that they agree.

Both carry the entry's revision. An entry is only replaced by its next revision, a record only by one of no lower
revision. A new article's record comes first and its entry last. Where there is an entry, it is first claimed
(*pending*), then the record is replaced, then the claim is lifted: a worker that dies in between leaves the entry
pending, which no delivery and no settling takes for done.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from unspin.errors import TransientError
from unspin.pipeline.services import Services
from unspin.stored import Entry

ATTEMPTS = 10  # of a write that others came before

Record = Mapping[str, Any]
Rendered = Callable[[Record | None], Record | None]  # from the record that is there, to the one wanted; None: leave it


def commit_first(entry: Entry, record: Record, services: Services) -> bool:
    """Write an article that the index has no entry of; return False if somebody else is at it."""
    first = replace(entry, revision=1)
    revised = {**record, "revision": first.revision}
    return services.clean.replace(entry.path, revised, None) and services.index.put_entry(first)


def commit(held: Entry | None, entry: Entry, render: Rendered, services: Services) -> bool:
    """Replace *held*, and its record; return False if somebody else came before, or *render* leaves the record."""
    former = () if held is None else tuple(sorted({*held.former_paths, held.path} - {entry.path}))
    revision = held.revision + 1 if held else 1
    claimed = replace(entry, revision=revision, pending=True, former_paths=former)
    if not (services.index.put_entry(claimed) and _replaced(claimed, render, services)):
        return False
    for path in former:
        remove_record(path, revision, services)
    return services.index.put_entry(replace(claimed, revision=revision + 1, pending=False, former_paths=()))


def remove_record(path: str, revision: int, services: Services) -> None:
    """Remove the record at *path*, unless it is of a later revision."""
    for _ in range(ATTEMPTS):
        held = services.clean.load(path)
        if held is None or held.record["revision"] > revision or services.clean.remove(path, held.tag):
            return
    raise TransientError(f"{path} changed under {ATTEMPTS} attempts to remove it")


def _replaced(entry: Entry, render: Rendered, services: Services) -> bool:
    for _ in range(ATTEMPTS):
        held = services.clean.load(entry.path)
        if held is not None and held.record["revision"] > entry.revision:
            return False
        record = render(held.record if held else None)
        if record is None:
            return False
        tag = held.tag if held else None
        if services.clean.replace(entry.path, {**record, "revision": entry.revision}, tag):
            return True
    raise TransientError(f"{entry.path} changed under {ATTEMPTS} attempts to write it")
