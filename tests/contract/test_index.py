"""What the pipeline may rely on of the index, whatever adapter is behind."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.contract.adapters import Ports
from unspin.adapters.items import cluster_item
from unspin.dedup.clusters import ranked
from unspin.model import Comparison, Evidence, Passage, Source, Substitution
from unspin.pipeline.join import alone as unwritten
from unspin.pipeline.join import find_cluster, join
from unspin.ports import POSTINGS_READ, REVOKED_DAYS
from unspin.stored import Act, Body, Cluster, Entry, Known, Link, Note, Parked, Profile, Standing, Summary, Withdrawal
from unspin.text.sites import LONGEST_SITE

NOON, LATER, DAY = "2026-11-02T12:00:00.000Z", "2026-11-02T13:00:00.000Z", "2026-11-02"
SOURCE = Source("raw", "a.txt", None, "00ff")
BODY = Body(
    article_id="a",
    order="1",
    title="Títle",
    text="One paragraph.\n\nAnother “one”.",
    language="en",
    published_at=None,
    first_seen=NOON,
    keys=("k1", "k2"),
)
ENTRY = Entry(
    article_id="a",
    order="1",
    source=SOURCE,
    path="clean/a.json",
    url=None,
    site="news.example",
    title="Títle",
    relation="near_duplicate",
    duplicate_of="b",
    cluster_id="b",
    similarity=0.1 + 0.2,
    action="publish",
    text_action="publish",
    ingested_at=NOON,
    versions="1",
)
COMPARISON = Comparison(
    relation="excerpt",
    similarity=0.9,
    figures={"containment_a": 0.9, "containment_b": 0.2, "words": 0.3},
    evidence=Evidence("one line", (Substitution("old", "new", 2),), (Passage("left", "right"),)),
    part="a",
)
A, B, C = (Standing(name, None, 10, NOON) for name in "abc")


def alone(standing: Standing) -> Cluster:
    return Cluster(standing.article_id, NOON, (standing,), 1, NOON)


def test_a_cluster_of_sites_with_endless_names_goes_on_growing(ports: Ports) -> None:
    chance = Random(1)
    odd = [chr(number) for number in range(0x20000, 0x2A000)]

    def member(number: int) -> Standing:
        return Standing(f"{number:020x}", None, number, NOON, "".join(chance.choices(odd, k=LONGEST_SITE)))

    members = [member(number) for number in range(500)]
    for half in (members[:250], members[250:]):
        whole = Cluster(half[0].article_id, NOON, ranked(half), len(half), NOON)
        assert ports.index.merge(whole, unwritten(half[1]))

    joined = join(members[0], [members[250]], ports.index, now=LATER)

    assert joined.size == 500
    assert 270 < len(joined.members) < 300
    assert joined.members == ranked(members)[: len(joined.members)]
    assert len(cluster_item(joined)["members"]) < 400_000
    assert find_cluster(members[250].article_id, ports.index) == joined


def test_nothing_is_held_of_an_unknown_article(ports: Ports) -> None:
    assert ports.index.held("a") == (None, None)
    assert ports.index.bodies(["a"]) == {}
    assert ports.index.links("a") == []
    assert ports.index.cluster("a") is None
    assert ports.index.parked("a") is None
    assert ports.index.candidates(["k1"]) == {}
    assert ports.index.candidates([]) == {}


def test_bodies_and_entries_come_back_as_they_went_in(ports: Ports) -> None:
    assert ports.index.put_body(BODY, None)
    ports.index.put_entry(ENTRY)

    assert ports.index.held("a") == (ENTRY, BODY)
    assert ports.index.bodies(["b", "a", "a"]) == {"a": BODY}
    assert ports.index.entries(["b", "a", "a"]) == {"a": ENTRY}


def test_more_bodies_than_a_batch_holds_are_read(ports: Ports) -> None:
    names = [f"a{number}" for number in range(101)]
    for name in names:
        ports.index.put_body(replace(BODY, article_id=name), None)

    assert sorted(ports.index.bodies(names)) == sorted(names)


def test_a_body_is_stored_only_in_the_place_of_the_one_that_was_read(ports: Ports) -> None:
    newer, newest = replace(BODY, order="2"), replace(BODY, order="3", title="Newest")
    assert not ports.index.put_body(newer, BODY)
    assert ports.index.put_body(BODY, None)
    assert not ports.index.put_body(newer, None)
    assert ports.index.put_body(newer, BODY)
    assert not ports.index.put_body(newest, BODY)
    assert ports.index.put_body(newest, newer)

    assert ports.index.bodies(["a"]) == {"a": newest}


def test_only_the_body_that_was_read_is_removed(ports: Ports) -> None:
    assert not ports.index.remove_body(BODY)
    ports.index.put_body(BODY, None)
    assert not ports.index.remove_body(replace(BODY, order="2"))
    assert ports.index.remove_body(BODY)

    assert ports.index.bodies(["a"]) == {}
    assert ports.index.put_body(replace(BODY, order="0"), None)


def test_only_the_entry_that_was_read_is_removed(ports: Ports) -> None:
    assert not ports.index.remove_entry(ENTRY)
    ports.index.put_entry(ENTRY)
    assert not ports.index.remove_entry(replace(ENTRY, revision=2))
    assert ports.index.remove_entry(ENTRY)

    assert ports.index.entries(["a"]) == {}
    assert not ports.index.put_entry(replace(ENTRY, revision=2))
    assert ports.index.put_entry(ENTRY)


def test_an_article_that_was_taken_down_is_listed_as_that_and_not_among_the_articles(ports: Ports) -> None:
    ports.index.put_entry(ENTRY)
    tombstone = replace(
        ENTRY,
        revision=2,
        pending=True,
        compared_with=None,
        withdrawn=Withdrawal(LATER, "ada", "a wish"),
        former_keys=("k1",),
        former_links=("b",),
        erasers=("2026-11-02T12:00:00.000Z#e",),
    )
    assert ports.index.put_entry(tombstone)

    assert ports.index.entries(["a"]) == {"a": tombstone}
    assert ports.index.listed("articles", DAY) == []
    assert ports.index.listed("withdrawn", DAY) == [Summary("a", LATER, {"reason": "a wish"})]


def test_a_note_is_replaced_only_by_whoever_read_its_last_version(ports: Ports) -> None:
    assert ports.index.note("sweep") is None
    assert ports.index.put_note(Note("sweep", {"after": ""}))
    assert not ports.index.put_note(Note("sweep", {"after": "x"}))
    assert ports.index.put_note(Note("sweep", {"after": "y"}, version=1))

    assert ports.index.note("sweep") == Note("sweep", {"after": "y"}, version=2)
    assert ports.index.note("another") is None


@pytest.mark.parametrize(("revision", "is_stored"), [(1, False), (2, False), (3, True), (4, False)])
def test_only_the_next_revision_of_an_entry_is_stored(ports: Ports, revision: int, is_stored: bool) -> None:
    assert not ports.index.put_entry(replace(ENTRY, revision=2))
    assert ports.index.put_entry(ENTRY)
    assert ports.index.put_entry(replace(ENTRY, revision=2, pending=True, former_paths=("clean/b.json",)))

    assert ports.index.put_entry(replace(ENTRY, revision=revision)) is is_stored

    entry = ports.index.held("a")[0]
    assert entry is not None
    assert (entry.revision, entry.pending, entry.former_paths) == (
        (3, False, ()) if is_stored else (2, True, ("clean/b.json",))
    )


def test_candidates_come_with_what_their_postings_tell(ports: Ports) -> None:
    ports.index.post("a", dict.fromkeys(["k1", "k2", "k3"], b"\x00\xff"))
    ports.index.post("a", {"k1": b"\x00\xff"})
    ports.index.post("b", {"k3": b"", "k4": b"\x01"})

    assert ports.index.candidates(["k1", "k3", "k9"]) == {"a": {b"\x00\xff"}, "b": {b""}}
    assert ports.index.candidates(["k1"], ["k3", "k9"]) == {"a": {b"\x00\xff"}, "b": {b""}}


def test_of_an_article_that_is_posted_anew_everything_that_is_told_is_found(ports: Ports) -> None:
    ports.index.post("a", {"k1": b"older", "k2": b"older"})
    ports.index.post("a", {"k2": b"newer"})

    assert ports.index.candidates(["k2"]) == {"a": {b"newer"}}
    assert ports.index.candidates(["k1", "k2"]) == {"a": {b"older", b"newer"}}


def test_postings_are_taken_back(ports: Ports) -> None:
    ports.index.post("a", {"k1": b"1", "k2": b"2"})
    ports.index.unpost("a", ["k1", "k1x"])

    assert ports.index.candidates(["k1", "k2"]) == {"a": {b"2"}}


@pytest.mark.parametrize(
    ("kept_until", "days"), [(None, 90), ("2026-12-02T12:00:00+00:00", 30), ("2027-11-02T12:00:00Z", 365)]
)
def test_a_text_is_found_until_its_look_back_ends(ports: Ports, kept_until: str | None, days: int) -> None:
    body = replace(BODY, kept_until=kept_until)
    ports.index.put_body(body, None)
    ports.index.post("a", dict.fromkeys(body.keys, b""), kept_until=kept_until)

    ports.clock.at += timedelta(days=days, seconds=-1)
    assert ports.index.bodies(["a"]) == {"a": body}
    assert ports.index.candidates(["k1"]) == {"a": {b""}}

    ports.clock.at += timedelta(seconds=1)
    assert ports.index.bodies(["a"]) == {}
    assert ports.index.held("a")[1] is None
    assert ports.index.candidates(["k1"]) == {}


def test_in_the_place_of_a_text_that_has_expired_another_is_stored(ports: Ports) -> None:
    ports.index.put_body(BODY, None)
    ports.clock.at += timedelta(days=90)
    newer = replace(BODY, order="2")

    assert ports.index.put_body(newer, None)
    assert not ports.index.put_body(BODY, None)

    assert ports.index.bodies(["a"]) == {"a": newer}


def test_what_is_written_again_is_kept_as_long_again(ports: Ports) -> None:
    ports.index.put_body(BODY, None)
    ports.index.post("a", {"k1": b""})
    ports.clock.at += timedelta(days=89)
    ports.index.put_body(BODY, BODY)
    ports.index.post("a", {"k1": b""})
    ports.clock.at += timedelta(days=89)

    assert ports.index.bodies(["a"]) == {"a": BODY}
    assert ports.index.candidates(["k1"]) == {"a": {b""}}


def test_of_a_crowded_key_only_so_many_postings_are_read(ports: Ports) -> None:
    for number in range(POSTINGS_READ + 1):
        ports.index.post(f"a{number:03}", {"crowded": b""})

    assert ports.index.crowded() == 0
    assert sorted(ports.index.candidates(["crowded", "k1"])) == [f"a{number:03}" for number in range(POSTINGS_READ)]
    assert (ports.index.crowded(), ports.index.crowded()) == (1, 0)


def test_a_posting_before_the_last_one_read_of_a_crowded_key_is_found(ports: Ports) -> None:
    for number in range(POSTINGS_READ):
        ports.index.post(f"m{number:03}", {"crowded": b""})
    ports.index.candidates(["crowded"])

    ports.index.post("a", dict.fromkeys(["crowded", "k1"], b""))
    ports.index.post("z", dict.fromkeys(["crowded", "k1"], b""))

    assert ports.index.candidates(["k1"]).keys() == {"a", "z"}
    assert "a" in ports.index.candidates(["crowded"])
    assert "z" not in ports.index.candidates(["crowded"])


def test_a_link_is_seen_from_both_sides(ports: Ports) -> None:
    ports.index.put_links([Link("a", "b", COMPARISON), Link("a", "c", COMPARISON)])

    assert ports.index.links("a") == [Link("a", "b", COMPARISON), Link("a", "c", COMPARISON)]
    [seen] = ports.index.links("b")
    assert (seen.other_id, seen.comparison.part) == ("a", "b")
    assert seen.comparison.figures == {"containment_a": 0.2, "containment_b": 0.9, "words": 0.3}
    assert seen.comparison.evidence.substitutions == (Substitution("new", "old", 2),)
    assert seen.comparison.evidence.passages == (Passage("right", "left"),)


def test_of_many_articles_the_links_with_one_are_read_together(ports: Ports) -> None:
    ports.index.put_links([Link("a", "c", COMPARISON), Link("b", "c", COMPARISON), Link("a", "b", COMPARISON)])

    found = ports.index.linked(["a", "b", "c", "gone", "a"], "c")

    assert found == {"a": Link("a", "c", COMPARISON), "b": Link("b", "c", COMPARISON)}
    assert ports.index.linked(["c"], "a") == {"c": Link("a", "c", COMPARISON).mirrored}
    assert ports.index.linked([], "a") == {}


def test_links_are_taken_back_on_both_sides(ports: Ports) -> None:
    ports.index.put_links([Link("a", "b", COMPARISON), Link("a", "c", COMPARISON)])
    ports.index.remove_links("a", ["b"])

    assert [link.other_id for link in ports.index.links("a")] == ["c"]
    assert ports.index.links("b") == []


def test_who_takes_links_back_notes_it_with_the_others(ports: Ports) -> None:
    ports.index.put_links([Link("a", "b", COMPARISON), Link("a", "c", COMPARISON)])
    ports.index.revoke_links("a", ["b"])

    assert ports.index.links_and_revoked("a") == (ports.index.links("a"), set())
    assert ports.index.links_and_revoked("b") == ([], {"a"})
    assert ports.index.links("b") == []
    assert ports.index.links_and_revoked("c") == (ports.index.links("c"), set())
    assert [link.other_id for link in ports.index.links("c")] == ["a"]
    ports.clock.at += timedelta(days=REVOKED_DAYS)
    assert ports.index.links_and_revoked("b") == ([], set())


@pytest.mark.parametrize("left", ["entry", "body", "link", "note of a link", "act"])
def test_an_article_is_blank_until_anything_is_stored_of_it(ports: Ports, left: str) -> None:
    assert ports.index.known("a") == Known(None, None, is_blank=True)
    match left:
        case "entry":
            ports.index.put_entry(ENTRY)
        case "body":
            ports.index.put_body(BODY, None)
        case "link":
            ports.index.put_links([Link("a", "b", COMPARISON)])
        case "note of a link":
            ports.index.revoke_links("b", ["a"])
        case _:
            ports.index.put_act(Act("a", NOON, "r000002", "someone", "restored", "", "p", {}))

    expected = ENTRY if left == "entry" else None, BODY if left == "body" else None
    assert ports.index.known("a") == Known(*expected, is_blank=False)


def test_a_forwarding_address_never_changes(ports: Ports) -> None:
    assert ports.index.merge(replace(alone(A), members=(A, B), size=2), alone(B))
    assert ports.index.cluster("b") == "a"

    assert not ports.index.put_cluster(replace(alone(B), version=1))
    assert not ports.index.merge(replace(alone(C), members=(B, C), size=2), replace(alone(B), version=1))

    assert ports.index.cluster("b") == "a"


def test_two_clusters_merge_and_the_younger_points_to_the_older(ports: Ports) -> None:
    merged = replace(alone(A), members=(A, B), size=2)

    assert ports.index.merge(merged, alone(B))

    assert ports.index.cluster("a") == replace(merged, version=1)
    assert ports.index.cluster("b") == "a"


def test_a_merge_on_a_cluster_that_has_changed_changes_nothing(ports: Ports) -> None:
    merged = replace(alone(A), members=(A, B), size=2)
    assert ports.index.merge(merged, alone(B))

    assert not ports.index.merge(replace(alone(A), members=(A, C), size=2), alone(C))  # a has grown
    assert not ports.index.merge(replace(alone(C), members=(B, C), size=2), alone(B))  # b was forwarded

    assert ports.index.cluster("a") == replace(merged, version=1)
    assert ports.index.cluster("c") is None


def test_a_cluster_is_replaced_only_by_whoever_read_its_last_version(ports: Ports) -> None:
    assert ports.index.put_cluster(alone(A))
    assert not ports.index.put_cluster(alone(A))
    assert ports.index.put_cluster(replace(alone(A), version=1, updated_at=LATER))

    assert ports.index.cluster("a") == replace(alone(A), version=2, updated_at=LATER)


@pytest.mark.parametrize(("order", "is_stored"), [("0", False), ("2", True)])
def test_the_newest_parked_input_of_a_place_stays(ports: Ports, order: str, is_stored: bool) -> None:
    parked = Parked("p", "1", replace(SOURCE, line=3), "empty", "no bytes", "", NOON, "parked/p.json")
    ports.index.put_parked(parked)
    assert ports.index.parked("p") == parked

    ports.index.put_parked(replace(parked, order=order, reason="binary"))

    found = ports.index.parked("p")
    assert found is not None
    assert (found.reason == "binary") is is_stored


def test_listings_hold_a_day_newest_first(ports: Ports) -> None:
    ports.index.put_entry(ENTRY)
    ports.index.put_entry(replace(ENTRY, article_id="z", ingested_at=LATER, relation="unique"))
    ports.index.put_entry(replace(ENTRY, article_id="y", ingested_at="2026-11-03T00:00:00.000Z"))
    shown = {
        "relation": "near_duplicate",
        "action": "publish",
        "site": "news.example",
        "title": "Títle",
        "cluster_id": "b",
    }

    assert ports.index.listed("articles", DAY) == [
        Summary("z", LATER, shown | {"relation": "unique"}),
        Summary("a", NOON, shown),
    ]
    assert [line.id for line in ports.index.listed("articles", DAY, limit=1)] == ["z"]
    assert ports.index.listed("clusters", DAY) == []


def test_listings_show_clusters_and_parked_inputs(ports: Ports) -> None:
    ports.index.merge(replace(alone(A), members=(A, B), size=2), alone(B))
    ports.index.put_parked(Parked("p", "1", SOURCE, "empty", "no bytes", "", NOON, "parked/p.json"))

    assert ports.index.listed("clusters", DAY) == [Summary("a", NOON, {"size": 2})]
    assert ports.index.listed("parked", DAY) == [Summary("p", NOON, {"reason": "empty", "title": "a.txt"})]


def test_acts_are_added_and_never_replaced(ports: Ports) -> None:
    first = Act("a", NOON, "1", "ada", "approved", "a fair report", "2026-11-01", {"action": "review -> publish"})
    second = replace(first, at=LATER, act_id="0", actor="unspin", kind="withdrawn", reason="", policy_version=None)

    assert ports.index.put_act(second)
    assert ports.index.put_act(first)
    assert not ports.index.put_act(first)
    assert not ports.index.put_act(replace(first, reason="another one"))
    assert ports.index.put_act(replace(second, article_id="b"))

    assert ports.index.acts("a") == [first, second]
    assert ports.index.acts("c") == []
    assert ports.index.links("a") == []


def test_of_two_profiles_of_a_site_the_one_learnt_later_stays(ports: Ports) -> None:
    older = Profile("news.example", b"\x00\xff" * 8, 12, NOON)
    newer = replace(older, keys=b"", pages=14, learnt_at=LATER)
    assert ports.index.profile("news.example") is None
    ports.index.put_profile(older)
    assert ports.index.profile("news.example") == older

    ports.index.put_profile(newer)
    ports.index.put_profile(older)

    assert ports.index.profile("news.example") == newer
    assert ports.index.profile("other.example") is None
