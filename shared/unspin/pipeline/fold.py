"""What a write to the index adds to the counts of a day, and to the lists: pure, from what was there and what is.

Counts are differences: what the item that is there counts for, less what the one before it counted for. So an
article that is decided otherwise moves from one count to another, and one that is taken down leaves all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from unspin.model import Action
from unspin.stored import Change, Cluster, Entry, Leaf, Line, Parked, Tally

LARGEST = 50  # clusters remembered by size, of each day
# Counted by name of one kind, of each day: a tally stays below DynamoDB's 400 KB, packed, however long names are.
VALUES = 2_000
BYTES = 100_000  # of their names together; those of two thousand pairs of sites hold some 80,000
OTHER = "(other)"
SHARDS = 256  # remembered: a stream keeps a day, and a table's shards live four hours
BETWEEN = "\t"  # of the parts of a value: of the two sites of a pair

Mark = tuple[str, str, str]  # day, what is counted, its value
Item = Entry | Cluster | Parked | None


def marks(item: Item) -> Counter[Mark]:
    """Return what *item* counts for."""
    match item:
        case Entry(withdrawn=gone) if gone is not None:
            return Counter([(gone.at[:10], "withdrawn", "taken down")])
        case Entry():
            day = item.ingested_at[:10]
            kinds = [("relation", item.relation), ("action", item.action), ("site", item.site), *_beside(item)]
            return Counter((day, kind, value) for kind, value in [*kinds, *(("rule", rule) for rule in item.rules)])
        case Parked():
            return Counter([(item.parked_at[:10], "reason", item.reason)])
        case Cluster() if len(item.members) > 1:
            return Counter([(item.opened_at[:10], "cluster", "opened"), *_copied(item)])
        case _:
            return Counter()


def _beside(entry: Entry) -> Iterator[tuple[str, str]]:
    """What the draft would have made of an article that it ran beside: ``read_beside`` takes the value apart."""
    shadow = entry.shadow
    if shadow is not None:
        told = (shadow.version, shadow.because or "", entry.action, shadow.action)
        yield "draft", BETWEEN.join(told)
        if entry.ruling is not None:
            yield "draft_kept", shadow.version


def read_beside(value: str) -> tuple[str, str, Action, Action] | None:
    """Return version, rule, the live policy's action and the draft's, of a value that counts articles beside a draft.

    None of those that are counted together.
    """
    parts: list[Any] = value.split(BETWEEN)
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else None


def _copied(cluster: Cluster) -> Iterator[Mark]:
    """Every member but the canonical one is a copy of that, on the day it was seen."""
    kept, *copies = cluster.members
    for copy in copies:
        day = copy.first_seen[:10]
        yield day, "copied", copy.site
        yield day, "pair", f"{copy.site}{BETWEEN}{kept.site}"


def days_of(change: Change) -> set[str]:
    """Return the days whose tallies *change* touches."""
    days = {day for day, _, _ in _difference(change)}
    return days | {item.updated_at[:10] for item in (change.before, change.after) if isinstance(item, Cluster)}


def counted(tally: Tally, changes: Iterable[Change]) -> Tally:
    """Return *tally* with those of *changes* that it has not seen yet; they come in the order of their shard."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, values in tally.counts.items():
        counts[kind].update(values)
    held = {kind: sum(map(_size, values)) for kind, values in counts.items()}  # bytes
    largest, seen = dict(tally.largest), dict(tally.seen)
    for change in changes:
        if change.sequence <= seen.get(change.shard, -1):
            continue
        seen[change.shard] = change.sequence
        for (day, kind, value), difference in _difference(change).items():
            if day == tally.day:
                name = value if value in counts[kind] or _has_room(counts[kind], held.get(kind, 0), value) else OTHER
                held[kind] = held.get(kind, 0) + (_size(name) if name not in counts[kind] else 0)
                counts[kind][name] += difference
        _rank(largest, change, tally.day)
    return replace(
        tally,
        counts={kind: _positive(values) for kind, values in counts.items() if _positive(values)},
        largest=dict(_greatest(largest, LARGEST)),
        seen=dict(_greatest(seen, SHARDS)),
    )


def _has_room(values: Mapping[str, int], held: int, value: str) -> bool:
    return len(values) < VALUES and held + _size(value) <= BYTES


def _size(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))


def _difference(change: Change) -> dict[Mark, int]:
    difference = marks(change.after)
    difference.subtract(marks(change.before))
    return {mark: count for mark, count in difference.items() if count}


def _rank(largest: dict[str, int], change: Change, day: str) -> None:
    for item in (change.before, change.after):
        if isinstance(item, Cluster) and item.updated_at[:10] == day:
            largest.pop(item.cluster_id, None)
    if isinstance(change.after, Cluster) and change.after.updated_at[:10] == day and change.after.size > 1:
        largest[change.after.cluster_id] = change.after.size


def _positive(values: Mapping[str, int]) -> dict[str, int]:
    return {value: count for value, count in values.items() if count > 0}


def _greatest(values: Mapping[str, int], limit: int) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda each: (-each[1], each[0]))[:limit]


def leaves(changes: Iterable[Change]) -> list[Leaf]:
    """Return what *changes* add to the lists, to be stored together.

    A leaf's key follows from the change that led to its first line. A batch that comes again begins with the same
    change, wherever it ends this time: its leaves take the place of those that were written.
    """
    found: dict[tuple[str, str], list[tuple[str, Line]]] = defaultdict(list)
    for change in changes:
        for name, line in _lines(change):
            key = f"{line.at}#{change.sequence:040}"
            found[name, line.at[:7]].append((key, line))
    return [
        Leaf(name, keyed[0][0], tuple(sorted((line for _, line in keyed), key=lambda each: each.at, reverse=True)))
        for (name, _), keyed in found.items()
    ]


def _lines(change: Change) -> Iterator[tuple[str, Line]]:
    match change.after:
        case Entry() as entry:
            line = Line(entry.ingested_at, entry.article_id)
            yield from ((name, line) for name in sorted(_lists(entry) - _lists(change.before, entry.ingested_at)))
        case Cluster() as cluster if len(cluster.members) > 1:
            for site, member in sorted(_joined(cluster, change.before).items()):
                yield site_list(site), Line(cluster.updated_at, cluster.cluster_id, member)


def _lists(item: Item, ingested_at: str | None = None) -> set[str]:
    """Return the lists that an entry is in; none if it is not of *ingested_at*, where that is given."""
    if not isinstance(item, Entry) or item.withdrawn or ingested_at not in {None, item.ingested_at}:
        return set()
    held = {action_list(item.action)} if item.action != "publish" else set()
    if item.shadow is not None and item.shadow.action != item.action:
        held.add(draft_list(item.shadow.version))
    return held | {rule_list(rule) for rule in item.rules}


def _joined(after: Cluster, before: Item) -> dict[str, str]:
    """A cluster is listed anew for every site that it has a new member of; of several, for the one seen last."""
    known = {member.article_id for member in before.members} if isinstance(before, Cluster) else set()
    new = [member for member in after.members if member.article_id not in known]
    return {each.site: each.article_id for each in sorted(new, key=lambda each: (each.first_seen, each.article_id))}


def rule_list(rule: str) -> str:
    """Name the list of the articles that a rule found something in."""
    return f"rule#{rule}"


def action_list(action: str) -> str:
    """Name the list of the articles that were held back or rejected."""
    return f"action#{action}"


def draft_list(version: str) -> str:
    """Name the list of the articles that a draft would have decided otherwise."""
    return f"draft#{version}"


def site_list(site: str) -> str:
    """Name the list of the clusters that a site has articles in."""
    return f"site#{site}"
