"""Write what became of an article to two places, its record in S3 and its entry in the index, so that they agree.

Both carry the entry's revision. An entry is only replaced by its next revision, a record only by one of no lower
revision. A new article's record comes first and its entry last. Where there is an entry, it is first claimed
(*pending*), then the record is replaced, then the claim is lifted: a worker that dies in between leaves the entry
pending, which no delivery and no settling takes for done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from unspin.errors import TransientError
from unspin.pipeline.services import Services
from unspin.stored import Act, Claim, Entry

ATTEMPTS = 10  # of a write that others came before

Record = Mapping[str, Any]
Rendered = Callable[[Record | None], Record]  # from the record that is there, to the one wanted


def commit_first(entry: Entry, record: Record, services: Services) -> bool:
    """Write an article that the index has no entry of; return False if somebody else is at it."""
    revised = {**record, "revision": entry.revision}
    return services.clean.replace(entry.path, revised, None) and services.index.put_entry(entry)


def commit(
    held: Entry | None,
    entry: Entry,
    render: Rendered,
    services: Services,
    *,
    former: Iterable[str] = (),
    act: Act | None = None,
    claim: Claim | None = None,
) -> bool:
    """Replace *held*, and its record; return False if somebody else came before or took over.

    Records at *former* paths go, as does that of *held* if it moves. *act* goes to the audit trail; without one, the
    trail tells what the pipeline did by itself. *claim* is given back.
    """
    before = {*former, *((held.path, *held.former_paths) if held else ())} - {entry.path}
    revision = held.revision + 1 if held else 1
    claimed = replace(
        entry,
        revision=revision,
        pending=True,
        former_paths=tuple(sorted(before)),
        former=held.as_former if held else None,
    )
    act = act or (_told(held, claimed, services) if held else None)
    if not services.index.put_entry(claimed, act=act, claim=claim):
        return False
    if _replaced(claimed, render, services):
        sweep(claimed, before, services)
        lifted = replace(claimed, revision=revision + 1, pending=False, former_paths=(), former=None)
        if services.index.put_entry(lifted):
            return True
    # Somebody took over: what we stored may be where they do not want it.
    held = services.index.held(entry.article_id)[0]
    if held is not None and held.withdrawn is not None:
        sweep(held, {entry.path}, services)
    elif held is not None and held.revision > revision:
        sweep(held, {entry.path} - {*held.former_paths}, services)
    return False


def _told(held: Entry, claimed: Entry, services: Services) -> Act | None:
    """Return what the trail tells where the pipeline decides otherwise than before, or None where it does not."""
    details = {"action": f"{held.action} -> {claimed.action}"} if held.action != claimed.action else {}
    if lapsed := held.ruling if not claimed.rulings else None:
        kind, reason = "lapsed", f"the text is not the one that {lapsed.by} {lapsed.kind} at {lapsed.at}"
    elif details:
        kind, reason = "moved", claimed.rule or ""
    else:
        return None
    now, name = services.clock.now(), act_id(claimed.revision)
    return Act(claimed.article_id, now, name, "unspin", kind, reason, claimed.policy_version, details)


def act_id(revision: int, token: str = "") -> str:
    """Return the id of an act that makes *revision* of an entry: of acts of the same moment, the later sorts later."""
    return f"r{revision:06}{token}"


def sweep(entry: Entry, paths: Iterable[str], services: Services) -> None:
    """Remove records of an article at other *paths* than its entry names, unless a later revision put them there."""
    for path in sorted({*paths} - {entry.path}):
        _remove(path, entry.revision, services)


def _remove(path: str, revision: int, services: Services) -> None:
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
        record = {**render(held.record if held else None), "revision": entry.revision}
        if services.clean.replace(entry.path, record, held.tag if held else None):
            return True
    raise TransientError(f"{entry.path} changed under {ATTEMPTS} attempts to write it")
