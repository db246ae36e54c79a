"""What has to hold of what people decided; docs/invariants.md says why."""

import json
from collections.abc import Iterator
from itertools import combinations

from tests.simulation.world import World
from unspin.stored import Act, Entry

DECIDED = {"approved", "rejected", "reclassified", "appealed"}


def violations_of_editors(world: World) -> Iterator[str]:
    """Yield a sentence for whatever does not hold."""
    for name, entry in world.index._entries.items():
        if entry.withdrawn is None:
            yield from _a_decision_stands(entry, world)
            yield from _the_queue_holds_what_waits(entry, world)
            if name not in world.acts:  # a trail goes on over taking down and restoring, an entry does not
                yield from _the_trail_tells_what_counts(entry, world)
            yield from _a_decision_lapses_with_its_text_only(name, world)
            yield from _a_draft_is_as_the_record_says(entry, world)
    yield from world.editors.conflicts
    yield from _what_was_told_is_done_is_in_the_trail(world)
    yield from _nobody_holds_what_somebody_else_holds(world)


def _a_decision_stands(entry: Entry, world: World) -> Iterator[str]:
    record = json.loads(world.clean.stored.get(entry.path, b"{}"))
    shown = (record.get("reviewed") or {}).get("act_id")
    wanted = entry.ruling.act_id if entry.ruling else None
    if shown != wanted:
        yield f"{entry.article_id}: its record shows the act {shown}, its entry {wanted}"
    if entry.ruling is not None and entry.action != entry.ruling.action:
        yield f"{entry.article_id}: {entry.ruling.by} {entry.ruling.kind} it, and it is decided {entry.action}"


def _the_queue_holds_what_waits(entry: Entry, world: World) -> Iterator[str]:
    waits = entry.article_id in {line.article_id for line in world.index.waiting("age", limit=100)}
    if not waits == (entry.action == "review") == (entry.held_since is not None):
        yield f"{entry.article_id}: decided {entry.action}, waiting since {entry.held_since}, listed: {waits}"


def _the_trail_tells_what_counts(entry: Entry, world: World) -> Iterator[str]:
    counts: list[str] = []
    for act in _trail(entry.article_id, world):
        if act.kind in DECIDED:
            counts.append(act.act_id)
        elif act.kind == "undone":
            counts.pop()
        elif act.kind == "lapsed":
            counts.clear()
    if counts != [ruling.act_id for ruling in entry.rulings]:
        yield f"{entry.article_id}: its trail leads to {counts}, its entry says {entry.rulings}"


def _a_decision_lapses_with_its_text_only(name: str, world: World) -> Iterator[str]:
    is_updated = len({drop.key for drop in world.drops}) < len(world.drops)
    if not is_updated and any(act.kind == "lapsed" for act in _trail(name, world)):
        yield f"{name}: what a person decided lapsed, and its text never changed"


def _a_draft_is_as_the_record_says(entry: Entry, world: World) -> Iterator[str]:
    shown = json.loads(world.clean.stored.get(entry.path, b"{}")).get("shadow")
    wanted = entry.shadow
    if (wanted is None) != (shown is None):
        yield f"{entry.article_id}: its record shows the draft's {shown}, its entry {wanted}"
    elif wanted is not None and wanted.version != shown["policy_version"]:
        yield f"{entry.article_id}: its record shows the draft {shown['policy_version']}, its entry {wanted}"
    elif wanted is not None and entry.ruling is None and wanted.action != shown["decision"]:
        yield f"{entry.article_id}: its record shows that the draft would {shown['decision']} it, its entry {wanted}"


def _trail(name: str, world: World) -> list[Act]:
    """Return the acts in the order of the entry's revisions: clocks differ."""
    return sorted(world.index._acts.get(name, {}).values(), key=lambda act: act.act_id)


def _what_was_told_is_done_is_in_the_trail(world: World) -> Iterator[str]:
    for name, act_id in world.editors.done:
        if act_id not in {act.act_id for act in _trail(name, world)}:
            yield f"{name}: the act {act_id} was told as done, and is not in the trail"


def _nobody_holds_what_somebody_else_holds(world: World) -> Iterator[str]:
    for name, holdings in world.editors.holdings.items():
        for one, other in combinations(holdings, 2):
            if one.by != other.by and max(one.start_ms, other.start_ms) < min(one.end_ms, other.end_ms):
                yield f"{name}: {one} and {other} both hold it"
