"""Taking an article down, and undoing that."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer

from tests.e2e.stack import ARTICLES
from unspin.adapters.items import plain_item
from unspin.adapters.memory import MemoryRawObjects
from unspin.cost.sizes import item_size
from unspin.errors import Refused, TransientError
from unspin.messages import ArticleStored
from unspin.pipeline.answers import Acted, ArticleShown, WithdrawnShown
from unspin.pipeline.identity import id_of_object
from unspin.pipeline.ingest import ingest
from unspin.pipeline.listing import list_clusters
from unspin.pipeline.look_up import find_file, find_text
from unspin.pipeline.redrive import redrive
from unspin.pipeline.rulings import Hand
from unspin.pipeline.services import Services
from unspin.pipeline.show import show, show_cluster
from unspin.pipeline.take_down import finish, restore, take_down
from unspin.pipeline.tombstone import MOST, note_link, noted
from unspin.pipeline.verdict import links_that_stand
from unspin.runtime import embedded
from unspin.stored import Entry

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ORIGINAL = "harbour-post/maritime-accord.html"
SPUN = "daily-respin/maritime-deal.txt"
BRIEF = "quickread/norway-chile-in-brief.txt"


class Stopped:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> str:
        return self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Stopped())


def dropped(services: Services, key: str, at: str = "2026-11-02T10:00:00.000Z") -> Any:
    raw = services.raw
    assert isinstance(raw, MemoryRawObjects)
    raw.put("raw", key, (ARTICLES / key).read_bytes())
    [outcome] = ingest(ArticleStored("raw", key, event_time=at), services)
    return outcome


def withdrawn(services: Services, key: str) -> Entry:
    tombstone = take_down(id_of_object("raw", key), services, actor="ada", reason="wrong about the captain")
    assert tombstone is not None
    return tombstone


def everything(services: Services) -> str:
    """All that is stored, as text; but for the parked and the raw."""
    index: Any = services.index
    held = (index._bodies, index._entries, dict(index._links), index._clusters, dict(index._postings))
    return repr(held) + repr(services.clean.stored)  # type: ignore[attr-defined]


def test_nothing_is_left_of_an_article_that_was_taken_down(services: Services) -> None:
    dropped(services, ORIGINAL)
    text = show(id_of_object("raw", ORIGINAL), services).record["text"]  # type: ignore[union-attr, index]

    tombstone = withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(hours=1)  # type: ignore[attr-defined]
    assert finish(tombstone, services)

    assert "Maritime Accord" not in everything(services)
    assert find_text(text, services).matches == []
    [act] = services.index.acts(tombstone.article_id)
    told = Acted(act.at, act.actor, act.kind, act.reason, None, {})
    assert show(tombstone.article_id, services) == WithdrawnShown(
        tombstone.article_id,
        "2026-11-02T12:00:00.000Z",
        "wrong about the captain",
        [told],
    )
    assert show_cluster(tombstone.article_id, services) is None
    assert services.index.listed("articles", "2026-11-02") == []
    assert [line.id for line in services.index.listed("withdrawn", "2")] != []
    assert services.index.listed("articles", "2") == []
    assert (act.kind, act.actor, act.reason) == ("withdrawn", "ada", "wrong about the captain")


@pytest.mark.parametrize("at", ["2026-11-02T09:00:00.000Z", "2026-11-02T10:00:00.000Z", "2026-11-03T10:00:00.000Z"])
def test_no_delivery_brings_it_back_neither_late_nor_new(services: Services, at: str) -> None:
    dropped(services, ORIGINAL)
    withdrawn(services, ORIGINAL)

    assert dropped(services, ORIGINAL, at).kind == "withdrawn"

    assert find_file((ARTICLES / ORIGINAL).read_bytes(), ORIGINAL, services).matches == []
    assert "Maritime Accord" not in everything(services)


def test_the_next_article_of_the_cluster_is_kept_and_the_others_follow(services: Services) -> None:
    outcomes = {key: dropped(services, key).entry for key in (ORIGINAL, SPUN, "valley-herald/maritime-accord.html.gz")}
    assert outcomes[SPUN].duplicate_of == outcomes[ORIGINAL].article_id

    withdrawn(services, ORIGINAL)

    cluster = show_cluster(outcomes[SPUN].article_id, services)
    assert cluster is not None
    assert (cluster.size, len(cluster.members)) == (2, 2)
    records = {member.article_id: shown(services, member.article_id) for member in cluster.members}
    assert records.pop(cluster.canonical)["duplicate_of"] is None
    [record] = records.values()
    assert record["duplicate_of"] == cluster.canonical
    assert record["evidence"]["compared_with"] == cluster.canonical


def test_a_copy_that_is_left_alone_is_a_copy_of_nothing(services: Services) -> None:
    original, copy = dropped(services, ORIGINAL).entry, dropped(services, SPUN).entry

    withdrawn(services, ORIGINAL)

    record = shown(services, copy.article_id)
    assert (record["relation"], record["duplicate_of"], record["evidence"]) == ("unique", None, None)
    assert original.article_id not in {link.other_id for link in services.index.links(copy.article_id)}
    assert list_clusters(services, limit=9).clusters == []


def test_who_tells_the_same_story_does_not_show_it_either(services: Services) -> None:
    original, brief = dropped(services, ORIGINAL).entry, dropped(services, BRIEF).entry
    assert shown(services, brief.article_id)["evidence"]["compared_with"] == original.article_id

    withdrawn(services, ORIGINAL)

    assert shown(services, brief.article_id)["evidence"] is None


def test_it_is_final_only_when_the_workers_from_before_have_ended(services: Services) -> None:
    dropped(services, ORIGINAL)
    tombstone = withdrawn(services, ORIGINAL)

    assert not finish(tombstone, services)
    services.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]
    assert finish(tombstone, services)

    held = services.index.held(tombstone.article_id)[0]
    assert held is not None
    assert (held.pending, held.former_keys, held.former_paths) == (False, (), ())
    assert not finish(held, services)


def test_nothing_is_restored_while_a_slow_worker_removes_it(services: Services) -> None:
    dropped(services, ORIGINAL)
    tombstone = withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(minutes=15, seconds=30)  # type: ignore[attr-defined]
    slow = replace(tombstone, revision=tombstone.revision + 1, erasers=(f"{services.clock.now()}#slow",))
    assert services.index.put_entry(slow)

    services.clock.at += timedelta(seconds=30)  # type: ignore[attr-defined]
    with pytest.raises(TransientError, match="somebody is removing it, and is done within 16 minutes"):
        restore(tombstone.article_id, services, actor="ada", reason="another court")
    services.clock.at += timedelta(minutes=17)  # type: ignore[attr-defined]
    message = restore(tombstone.article_id, services, actor="ada", reason="another court")

    assert message is not None
    assert services.index.held(tombstone.article_id)[0] is None


def test_nothing_is_restored_while_workers_from_before_may_be_at_it(services: Services) -> None:
    dropped(services, ORIGINAL)
    tombstone = withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(minutes=15, seconds=59)  # type: ignore[attr-defined]

    with pytest.raises(Refused, match="may be so still, until 12:16:00 UTC"):
        restore(tombstone.article_id, services, actor="ada", reason="another court")

    assert services.index.held(tombstone.article_id)[0] == tombstone
    services.clock.at += timedelta(seconds=1)  # type: ignore[attr-defined]
    assert restore(tombstone.article_id, services, actor="ada", reason="another court") is not None


def test_a_link_of_which_one_side_was_taken_back_is_taken_back_whole(services: Services) -> None:
    original, spun = dropped(services, ORIGINAL).entry, dropped(services, SPUN).entry
    index: Any = services.index

    def half(article_id: str, other_ids: Any) -> None:
        if article_id != original.article_id:  # whoever sees the link takes it back as well
            return
        for other in other_ids:
            index._links[article_id].pop(other, None)
        raise TransientError("it was cut off between the two sides")

    index.remove_links = half
    with pytest.raises(TransientError, match="cut off"):
        withdrawn(services, ORIGINAL)
    del index.remove_links
    assert original.article_id in {link.other_id for link in index.links(spun.article_id)}

    withdrawn(services, ORIGINAL)

    assert index.links(spun.article_id) == []


def test_taking_down_twice_changes_nothing(services: Services) -> None:
    dropped(services, ORIGINAL)
    first = withdrawn(services, ORIGINAL)
    again = take_down(first.article_id, services, actor="bob", reason="another")

    assert again is not None
    assert replace(again, revision=first.revision) == first
    assert len(services.index.acts(first.article_id)) == 1


def test_what_is_not_there_is_not_taken_down(services: Services) -> None:
    assert take_down("nothing", services, actor="ada", reason="") is None
    assert restore("nothing", services, actor="ada", reason="") is None


def test_a_restored_article_comes_in_again_as_it_was(services: Services) -> None:
    dropped(services, SPUN)
    before = dropped(services, ORIGINAL).entry
    withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]

    message = restore(before.article_id, services, actor="bob", reason="it was right after all")
    assert message is not None
    [outcome] = ingest(services.queue.messages.popleft(), services)  # type: ignore[attr-defined]

    assert (outcome.kind, outcome.entry.order) == ("stored", before.order)  # type: ignore[union-attr]
    assert isinstance(show(before.article_id, services), ArticleShown)
    cluster = show_cluster(before.article_id, services)
    assert cluster is not None
    assert (cluster.size, cluster.canonical) == (2, before.article_id)
    assert [act.kind for act in services.index.acts(before.article_id)] == ["withdrawn", "restored"]


def test_what_was_cut_off_between_restoring_and_sending_is_sent_when_repeated(services: Services) -> None:
    entry = dropped(services, ORIGINAL).entry
    withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]
    restore(entry.article_id, services, actor="bob", reason="")
    services.queue.messages.clear()  # type: ignore[attr-defined]

    assert restore(entry.article_id, services, actor="bob", reason="") is not None

    assert len(services.queue.messages) == 1  # type: ignore[attr-defined]


def test_who_dies_over_restoring_has_sent_the_newest_message_already(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = dropped(services, ORIGINAL).entry
    withdrawn(services, ORIGINAL)
    services.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]
    services.queue.messages.clear()  # type: ignore[attr-defined]
    remove = services.index.remove_entry

    def dying(entry: Entry) -> bool:
        remove(entry)
        raise TransientError("killed")

    monkeypatch.setattr(services.index, "remove_entry", dying)
    with pytest.raises(TransientError):
        restore(entry.article_id, services, actor="bob", reason="")
    assert services.index.entries([entry.article_id]) == {}

    [message] = services.queue.messages  # type: ignore[attr-defined]
    [outcome] = ingest(message, services)
    assert (outcome.kind, outcome.entry.order) == ("stored", entry.order)  # type: ignore[union-attr]


def test_what_stands_is_not_restored(services: Services) -> None:
    entry = dropped(services, ORIGINAL).entry

    assert restore(entry.article_id, services, actor="bob", reason="") is None


def shown(services: Services, article_id: str) -> dict[str, Any]:
    found = show(article_id, services)
    assert isinstance(found, ArticleShown)
    assert found.record is not None
    return found.record


class Hurried:
    """An index; before the first links are stored, somebody does something else."""

    def __init__(self, index: Any, meanwhile: Any) -> None:
        self._index = index
        self._meanwhile = [meanwhile]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def put_links(self, links: Any) -> None:
        while self._meanwhile:
            self._meanwhile.pop()()
        self._index.put_links(links)


def test_who_was_about_to_link_it_takes_the_link_back(services: Services) -> None:
    original = dropped(services, ORIGINAL).entry
    slow = replace(services, index=Hurried(services.index, lambda: withdrawn(services, ORIGINAL)))

    copy = dropped(slow, SPUN).entry

    assert services.index.links(copy.article_id) == []
    assert services.index.links(original.article_id) == []
    assert (copy.relation, copy.duplicate_of) == ("unique", None)


def test_a_link_to_it_that_a_dead_worker_left_is_taken_back_by_whoever_sees_it(services: Services) -> None:
    original, spun = dropped(services, ORIGINAL).entry, dropped(services, SPUN).entry
    [link, *_] = services.index.links(spun.article_id)
    withdrawn(services, ORIGINAL)
    index: Any = services.index
    index._links[spun.article_id][original.article_id] = link.comparison

    assert original.article_id not in {each.other_id for each in links_that_stand(spun.article_id, services)}

    assert original.article_id not in {each.other_id for each in services.index.links(spun.article_id)}


def test_a_side_of_a_link_that_a_slow_worker_writes_after_all_others_have_looked_goes_in_the_end(
    services: Services,
) -> None:
    original, spun = dropped(services, ORIGINAL).entry, dropped(services, SPUN).entry
    [link] = [each for each in services.index.links(spun.article_id) if each.other_id == original.article_id]

    def seen_first(article_id: str) -> list[Any]:
        del index.links  # the removing asks for the article's links after somebody else has taken them back
        links_that_stand(spun.article_id, services)
        return services.index.links(article_id)

    index: Any = services.index
    index.links = seen_first
    tombstone = withdrawn(services, ORIGINAL)
    index._links[spun.article_id][original.article_id] = link.comparison
    services.clock.at += timedelta(minutes=16)  # type: ignore[attr-defined]

    assert finish(services.index.entries([tombstone.article_id])[tombstone.article_id], services)

    assert original.article_id not in {each.other_id for each in services.index.links(spun.article_id)}


def test_an_article_with_more_links_than_its_tombstone_may_name_is_taken_down(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOST, "former_links", 2)
    name = dropped(services, ORIGINAL).entry.article_id
    [link] = (dropped(services, SPUN), services.index.links(name))[1]
    services.index.put_links([replace(link, other_id=f"{number:020x}") for number in range(5)])

    tombstone = withdrawn(services, ORIGINAL)

    assert len(tombstone.former_links) == 2
    assert services.index.links(name) == services.index.links(link.other_id) == []


def test_a_tombstone_outgrows_no_item_of_dynamodb(services: Services) -> None:
    dropped(services, ORIGINAL)
    tombstone = withdrawn(services, ORIGINAL)

    marks = [f"2026-11-02T12:00:00.000Z#{number:032x}" for number in range(5_000)]
    full = noted(tombstone, services, former_links=[f"{number:020x}" for number in range(50_000)], erasers=marks)
    note_link(full, "0" * 20, services)  # which has no room

    assert services.index.held(tombstone.article_id)[0] == full
    assert marks[-1] in full.erasers
    assert item_size({name: TypeSerializer().serialize(each) for name, each in plain_item(full).items()}) < 350_000


@pytest.mark.parametrize(("actor", "reason"), [("a" * 1_001, "a wish"), ("ada", "a" * 2_001)])
def test_who_acts_and_why_is_said_within_bounds(services: Services, actor: str, reason: str) -> None:
    name = dropped(services, ORIGINAL).entry.article_id

    for act in (take_down, restore, redrive):
        with pytest.raises(Refused, match="expected at most"):
            act(name, services, actor=actor, reason=reason)
    with pytest.raises(Refused, match="expected at most"):
        Hand(actor, reason)
    assert services.index.entries([name])[name].withdrawn is None


BAD = b"\x89PNG\r\n\x1a\n\x00captain Ilsa Brandt of the Maritime Accord\x00\x00"
PAGE = "harbour-post/maritime-accord.html"


def parked(services: Services, data: bytes, at: str, key: str = PAGE) -> Any:
    services.raw.put("raw", key, data)  # type: ignore[attr-defined]
    *_, outcome = ingest(ArticleStored("raw", key, event_time=at), services)
    assert outcome.kind == "parked"
    return outcome.parked


def left_parked(services: Services) -> dict[str, bytes]:
    stored: dict[str, bytes] = services.clean.stored  # type: ignore[attr-defined]
    return {path: data for path, data in stored.items() if path.startswith("parked/")}


@pytest.mark.parametrize("days", [["01"], ["01", "01"], ["01", "03", "04"]])
def test_copies_of_versions_that_could_not_be_read_go_too(services: Services, days: list[str]) -> None:
    for hour, day in enumerate(days):
        parked(services, BAD + bytes([hour]), f"2026-11-{day}T{hour:02}:00:00.000Z")
    dropped(services, ORIGINAL, "2026-11-05T10:00:00.000Z")
    assert b"Ilsa" in b"".join(left_parked(services).values())

    withdrawn(services, ORIGINAL)

    assert b"Ilsa" not in b"".join(left_parked(services).values())
    [(path, note)] = left_parked(services).items()
    held = services.index.parked(json.loads(note)["parked_id"])
    assert held is not None
    assert (held.reason, held.sample, held.path) == ("binary", "", path)
    assert held.message == "its article was taken down: nothing of it is kept"


@pytest.mark.parametrize("is_before", [True, False])
def test_no_delivery_parks_a_copy_of_an_article_that_was_taken_down(services: Services, is_before: bool) -> None:
    dropped(services, ORIGINAL)
    before = parked(services, BAD, "2026-11-02T11:00:00.000Z") if is_before else None
    tombstone = withdrawn(services, ORIGINAL)
    if before is not None:
        assert redrive(before.parked_id, services, actor="ada", reason="mended") is not None

    after = parked(services, BAD, "2026-11-02T12:30:00.000Z")

    assert services.index.parked(after.parked_id) == after
    assert (after.reason, after.sample) == ("binary", "")
    assert b"Ilsa" not in b"".join(left_parked(services).values())
    services.clock.at += timedelta(hours=1)  # type: ignore[attr-defined]
    assert finish(services.index.entries([tombstone.article_id])[tombstone.article_id], services)
    assert restore(tombstone.article_id, services, actor="ada", reason="it was right") is not None
    parked(services, BAD, "2026-11-02T13:30:00.000Z")
    assert b"Ilsa" in b"".join(left_parked(services).values()), "restored: what cannot be read is kept again"


def test_the_copy_of_a_worker_that_parks_meanwhile_goes_when_the_take_down_is_finished(services: Services) -> None:
    dropped(services, ORIGINAL)
    clean: Any = services.clean
    tombstones: list[Entry] = []

    class Meanwhile:
        def __getattr__(self, name: str) -> Any:
            return getattr(clean, name)

        def keep_copy(self, *args: Any) -> None:
            tombstones.append(withdrawn(services, ORIGINAL))
            clean.keep_copy(*args)

    parked(replace(services, clean=Meanwhile()), BAD, "2026-11-02T11:00:00.000Z")  # type: ignore[arg-type]
    assert b"Ilsa" in b"".join(left_parked(services).values())
    services.clock.at += timedelta(hours=1)  # type: ignore[attr-defined]

    [tombstone] = tombstones
    assert finish(tombstone, services)

    assert b"Ilsa" not in b"".join(left_parked(services).values())
    [held] = services.index._parked.values()  # type: ignore[attr-defined]
    assert held.sample == ""


def test_a_line_that_could_not_be_read_goes_with_its_article_and_its_neighbours_stay(services: Services) -> None:
    text = (ARTICLES / SPUN).read_text()
    good = json.dumps({"url": "https://a.example/accord", "text": text})
    lines = [good[:-1].replace("Norway", "Ilsa"), '{"text": "Another'], [good, '{"text": "Another']
    for day, each in enumerate(lines, 1):
        services.raw.put("raw", "all.jsonl", "\n".join(each).encode())  # type: ignore[attr-defined]
        outcomes = list(ingest(ArticleStored("raw", "all.jsonl", event_time=f"2026-11-0{day}T10:00:00.000Z"), services))

    take_down(outcomes[0].entry.article_id, services, actor="ada", reason="wrong")  # type: ignore[union-attr]

    index: Any = services.index
    assert {held.source.line: held.sample for held in index._parked.values()} == {1: "", 2: '{"text": "Another'}
    assert b"Ilsa" not in b"".join(left_parked(services).values())
