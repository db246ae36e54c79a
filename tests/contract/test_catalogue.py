"""What readers may rely on of the catalogue, whatever adapter is behind."""

from dataclasses import replace

from tests.contract.adapters import Ports
from tests.contract.test_index import BODY, COMPARISON, ENTRY, A, B, alone
from unspin.pipeline.count import count
from unspin.stored import Leaf, Line, Link, Tally

DAY = "2026-11-02"
TALLY = Tally(DAY, {"relation": {"exact": 2}}, {"c": 9}, {"shard": 12})


def test_nothing_is_counted_of_a_day_that_nobody_wrote(ports: Ports) -> None:
    assert ports.catalogue.tally(DAY) == Tally(DAY, {}, {}, {})
    assert ports.catalogue.tallies("2026-10-01", "2026-11-30") == []


def test_a_tally_is_replaced_only_in_the_place_of_the_one_that_was_read(ports: Ports) -> None:
    assert ports.catalogue.put_tally(TALLY)
    assert not ports.catalogue.put_tally(TALLY)
    held = ports.catalogue.tally(DAY)
    assert held == replace(TALLY, version=1)
    assert ports.catalogue.put_tally(held)
    assert not ports.catalogue.put_tally(held)


def test_tallies_come_in_order_across_months(ports: Ports) -> None:
    days = ["2026-11-02", "2026-09-30", "2026-10-31", "2026-11-03"]
    for day in days:
        ports.catalogue.put_tally(replace(TALLY, day=day))

    found = ports.catalogue.tallies("2026-10-01", "2026-11-02")

    assert [tally.day for tally in found] == ["2026-10-31", "2026-11-02"]


def test_leaves_come_newest_first_and_are_taken_up_at_a_key(ports: Ports) -> None:
    leaves = [Leaf("rule#x", f"2026-11-0{day}T00#1", (Line(f"2026-11-0{day}T00", "a"),)) for day in (1, 2, 3)]
    ports.catalogue.put_leaves([*leaves, Leaf("rule#x", "2026-10-31T00#1", (Line("2026-10-31T00", "z", "via"),))])
    ports.catalogue.put_leaves(leaves)

    assert ports.catalogue.leaves("rule#x", "2026-11", up_to=None, limit=10) == (leaves[::-1], False)
    assert ports.catalogue.leaves("rule#x", "2026-11", up_to=None, limit=2) == (leaves[:0:-1], True)
    assert ports.catalogue.leaves("rule#x", "2026-11", up_to=leaves[1].key, limit=10)[0] == leaves[1::-1]
    assert ports.catalogue.leaves("rule#x", "2026-10", up_to=None, limit=1)[0][0].lines[0].via == "via"
    assert ports.catalogue.leaves("rule#y", "2026-11", up_to=None, limit=1) == ([], False)


def test_a_listing_comes_newest_first_and_goes_on_below_a_place(ports: Ports) -> None:
    for day in ("2026-11-01", "2026-11-02", "2026-11-08", "2026-11-09"):
        ports.index.put_entry(replace(ENTRY, article_id=day, ingested_at=f"{day}T00:00:00.000Z"))

    first, is_more = ports.catalogue.page("articles", "2026-W45", below=None, limit=1)
    rest, no_more = ports.catalogue.page("articles", "2026-W45", below=f"{first[-1].at}#{first[-1].id}", limit=2)

    assert ([line.id for line in first], is_more) == (["2026-11-08"], True)
    assert ([line.id for line in rest], no_more) == (["2026-11-02"], False)
    assert first[0].attributes["site"] == ENTRY.site
    assert [line.id for line in ports.catalogue.page("articles", "2026-W46", below=None, limit=2)[0]] == ["2026-11-09"]
    assert ports.catalogue.page("articles", "2026-W43", below=None, limit=2) == ([], False)


def test_links_come_in_order_and_go_on_after_one(ports: Ports) -> None:
    ports.index.put_links([Link("a", other, COMPARISON) for other in ("b", "bb", "c")])

    first, is_more = ports.catalogue.links("a", after="", limit=2)
    rest, no_more = ports.catalogue.links("a", after="bb", limit=2)

    assert ([link.other_id for link in first], is_more) == (["b", "bb"], True)
    assert ([link.other_id for link in rest], no_more) == (["c"], False)
    assert [link.other_id for link in ports.catalogue.links("a", after="b", limit=9)[0]] == ["bb", "c"]
    assert first[0].comparison == COMPARISON


def test_clusters_that_were_merged_into_another_are_not_there(ports: Ports) -> None:
    merged = replace(alone(A), members=(A, B), size=2)
    assert ports.index.merge(merged, alone(B))

    assert ports.catalogue.clusters(["a", "b", "c"]) == {"a": replace(merged, version=1)}


def test_what_is_written_comes_out_of_the_stream_as_it_was(ports: Ports) -> None:
    ports.index.put_body(BODY, None)
    ports.index.post("a", {"k": b""})
    ports.index.put_entry(ENTRY)
    later = replace(ENTRY, revision=2, action="review", rules=("respun.title",))
    ports.index.put_entry(later)
    merged = replace(alone(A), members=(A, B), size=2)
    ports.index.merge(merged, alone(B))

    changes = ports.told()

    assert [(change.before, change.after) for change in changes][:2] == [(None, ENTRY), (ENTRY, later)]
    assert [change.after for change in changes[2:] if change.after] == [replace(merged, version=1)]
    assert [change.sequence for change in changes] == sorted({change.sequence for change in changes})
    count(changes, ports.catalogue)
    assert ports.catalogue.tally(ENTRY.ingested_at[:10]).counts["rule"] == {"respun.title": 1}
