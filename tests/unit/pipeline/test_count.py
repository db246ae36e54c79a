"""Counts and lists follow from what is stored, however its changes are delivered."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.adapters.items import tally_item
from unspin.adapters.memory import MemoryIndex
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.model import Source
from unspin.pipeline.count import count
from unspin.pipeline.fold import BYTES, LARGEST, OTHER, VALUES, counted, leaves, marks, rule_list, site_list
from unspin.stored import Change, Cluster, Entry, Line, Parked, Shadow, Standing, Tally

SOURCE = Source("raw", "a.txt", None, "00ff")
DAYS = ("2026-10-31", "2026-11-01", "2026-11-02")


def entry(
    name: str,
    day: str,
    relation: str = "unique",
    action: str = "publish",
    rules: tuple[str, ...] = (),
    shadow: Shadow | None = None,
) -> Entry:
    return Entry(
        article_id=name,
        order="1",
        source=SOURCE,
        path=f"clean/{name}.json",
        url=None,
        site=f"site-{name[-1]}.example",
        title=name,
        relation=relation,  # type: ignore[arg-type]
        duplicate_of=None,
        cluster_id=name,
        similarity=0.0,
        action=action,  # type: ignore[arg-type]
        text_action="publish",
        ingested_at=f"{day}T12:00:00.000Z",
        versions="1",
        rules=rules,
        shadow=shadow,
    )


def standing(name: str, day: str) -> Standing:
    return Standing(name, None, 10, f"{day}T12:00:00.000Z", f"site-{name[-1]}.example")


ENTRIES = st.builds(
    entry,
    st.sampled_from(["a1", "a2", "b1", "b2"]),
    st.sampled_from(DAYS),
    st.sampled_from(["unique", "exact", "rewritten"]),
    st.sampled_from(["publish", "review", "reject"]),
    st.sets(st.sampled_from(["respun.title", "spam.terms"])).map(lambda rules: tuple(sorted(rules))),
    st.sampled_from([None, Shadow("draft-1", "publish", None), Shadow("draft-2", "reject", "spam.terms")]),
)
CLUSTERS = st.builds(
    lambda name, day, members: Cluster(name, f"{DAYS[0]}T01:00:00Z", tuple(members), len(members), f"{day}T12:00:00Z"),
    st.sampled_from(["a1", "b1"]),
    st.sampled_from(DAYS),
    st.lists(
        st.builds(standing, st.sampled_from(["a1", "a2", "b1", "b2", "c1"]), st.sampled_from(DAYS)),
        min_size=1,
        unique_by=lambda member: member.article_id,
    ),
)
Value = Entry | Cluster


def changes_of(writes: list[Value], *, shards: int) -> tuple[list[list[Change]], dict[str, Value]]:
    """Write each value over the one of its name, in the shard of that name."""
    held: dict[str, Value] = {}
    streams: list[list[Change]] = [[] for _ in range(shards)]
    for sequence, value in enumerate(writes):
        name = f"entry {value.article_id}" if isinstance(value, Entry) else f"cluster {value.cluster_id}"
        shard = sum(map(ord, name)) % shards
        streams[shard].append(Change(f"shard {shard}", sequence, held.get(name), value))
        held[name] = value
    return streams, held


@given(st.lists(ENTRIES | CLUSTERS, max_size=25), st.integers(1, 3), st.integers(0, 2**32))
def test_counts_are_those_of_what_is_there_however_batches_come(writes: list[Value], shards: int, seed: int) -> None:
    """Batches come twice, with other ends, and the shards in any order."""
    random, catalogue = Random(seed), MemoryCatalogue(MemoryIndex())
    streams, held = changes_of(writes, shards=shards)
    batches: list[list[list[Change]]] = []
    for stream in streams:
        ends = sorted({0, len(stream), *(random.randint(0, len(stream)) for _ in range(3))})
        batches.append([stream[start : min(len(stream), end + random.randint(0, 3))] for start, end in pairwise(ends)])
    while any(batches):
        mine = random.choice([each for each in batches if each])
        for _ in range(random.randint(1, 2)):
            count(mine[0], catalogue)
        mine.pop(0)

    expected: Counter[tuple[str, str, str]] = Counter()
    for value in held.values():
        expected.update(marks(value))
    tallies = catalogue.tallies(DAYS[0], DAYS[-1])
    found = {
        (tally.day, kind, value): number
        for tally in tallies
        for kind, values in tally.counts.items()
        for value, number in values.items()
    }
    assert found == dict(expected)
    for name, cluster in held.items():
        if isinstance(cluster, Cluster) and cluster.size > 1:
            [of_day] = [tally for tally in tallies if tally.day == cluster.updated_at[:10]]
            assert of_day.largest[cluster.cluster_id] == cluster.size, name


@given(st.lists(ENTRIES | CLUSTERS, max_size=25), st.integers(0, 2**32))
def test_lists_name_everything_once_however_batches_come(writes: list[Value], seed: int) -> None:
    random, catalogue, once = Random(seed), MemoryCatalogue(MemoryIndex()), MemoryCatalogue(MemoryIndex())
    [stream], _ = changes_of(writes, shards=1)
    for change in stream:
        once.put_leaves(leaves([change]))
    start = 0
    while start < len(stream):
        for _ in range(random.randint(0, 2)):  # attempts that died, each with another end
            catalogue.put_leaves(leaves(stream[start : start + random.randint(1, 6)]))
        end = start + random.randint(1, 6)
        count(stream[start:end], catalogue)
        start = end

    assert lines_of(catalogue) == lines_of(once)


def lines_of(catalogue: MemoryCatalogue) -> dict[str, list[Line]]:
    names = [rule_list("respun.title"), "action#review", "action#reject", "draft#draft-2", site_list("site-1.example")]
    months = ("2026-10", "2026-11")
    found = {
        name: [
            line
            for month in months
            for leaf in catalogue.leaves(name, month, up_to=None, limit=1_000)[0]
            for line in leaf.lines
        ]
        for name in names
    }
    return {name: sorted(lines, key=lambda line: (line.at, line.id, line.via)) for name, lines in found.items()}


def test_an_article_that_is_decided_otherwise_moves_to_another_count() -> None:
    held = entry("a1", DAYS[1], action="publish")
    rejected = replace(held, action="reject", rules=("spam.terms",))
    tally = Tally(DAYS[1], {}, {}, {})

    tally = counted(tally, [Change("s", 1, None, held), Change("s", 2, held, rejected)])

    assert tally.counts["action"] == {"reject": 1}
    assert tally.counts["rule"] == {"spam.terms": 1}
    assert counted(tally, [Change("s", 3, rejected, None)]).counts == {}


def test_copies_are_counted_by_who_copied_whom() -> None:
    a, b, c = standing("a1", DAYS[1]), standing("b2", DAYS[1]), standing("c2", DAYS[2])
    cluster = Cluster("a1", f"{DAYS[1]}T00:00:00Z", (a, b, c), 3, f"{DAYS[2]}T00:00:00Z")
    moved = replace(cluster, members=(c, a, b))

    pairs = {mark[1:]: number for mark, number in marks(cluster).items() if mark[1] == "pair"}
    after = {mark[1:]: number for mark, number in marks(moved).items() if mark[1] == "pair"}

    assert pairs == {("pair", "site-2.example\tsite-1.example"): 1} or sum(pairs.values()) == 2
    assert after == {("pair", "site-1.example\tsite-2.example"): 1, ("pair", "site-2.example\tsite-2.example"): 1}


def test_a_parked_input_is_counted_by_its_reason() -> None:
    parked = Parked("parked-1", "1", SOURCE, "empty", "nothing in it", "", f"{DAYS[0]}T00:00:00Z", "parked/1.json")

    assert marks(parked) == {(DAYS[0], "reason", "empty"): 1}


def test_a_tally_stays_bounded() -> None:
    many = [
        Change("s", number, None, replace(entry("a1", DAYS[0]), article_id=str(number), site=f"{number}.example"))
        for number in range(VALUES + 10)
    ]
    clusters = [
        Change("s", number, None, Cluster(str(number), DAYS[0], (standing("a1", DAYS[0]),) * 2, number, DAYS[0]))
        for number in range(2, LARGEST + 12)
    ]

    tally = counted(Tally(DAYS[0], {}, {}, {}), many)
    ranked = counted(Tally(DAYS[0], {}, {}, {}), clusters)

    assert len(tally.counts["site"]) == VALUES + 1
    assert tally.counts["site"][OTHER] == 10
    assert sum(tally.counts["site"].values()) == VALUES + 10
    assert (len(ranked.largest), max(ranked.largest.values())) == (LARGEST, LARGEST + 11)


def test_a_day_of_sites_with_long_names_fits_in_an_item() -> None:
    draw = Random(7)
    names = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=250)) for _ in range(VALUES)]
    copies = [Standing(str(number), None, 1, f"{DAYS[0]}T12:00:00.000Z", name) for number, name in enumerate(names)]
    opened = Cluster("a", f"{DAYS[0]}T01:00:00Z", tuple(copies), len(copies), f"{DAYS[0]}T12:00:00Z")
    entries = [replace(entry(str(number), DAYS[0]), site=name) for number, name in enumerate(names)]

    changes = [Change("s", number, None, each) for number, each in enumerate([opened, *entries])]
    tally = counted(Tally(DAYS[0], {}, {}, {}), changes)

    assert len(tally_item(tally)["content"]) < 390_000
    for kind, total in (("site", VALUES), ("copied", VALUES - 1), ("pair", VALUES - 1)):
        assert sum(tally.counts[kind].values()) == total
        assert sum(map(len, tally.counts[kind])) <= BYTES + len(OTHER)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_shards_that_count_the_same_day_lose_nothing(order: tuple[int, int]) -> None:
    catalogue = MemoryCatalogue(MemoryIndex())
    both = [[Change("s1", 7, None, entry("a1", DAYS[0]))], [Change("s2", 3, None, entry("b1", DAYS[0]))]]

    for shard in (*order, *order):
        count(both[shard], catalogue)

    assert catalogue.tally(DAYS[0]).counts["relation"] == {"unique": 2}
