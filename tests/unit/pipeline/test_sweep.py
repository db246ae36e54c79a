"""What the hourly sweep makes up for that no message brings back."""

import gzip
import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tests.unit.pipeline.test_take_down import ORIGINAL, SPUN, Stopped, dropped, shown
from unspin.adapters.memory import MemoryRawObjects
from unspin.errors import ArchivedObject
from unspin.messages import ArticleStored
from unspin.pipeline import take_in
from unspin.pipeline.ingest import ingest
from unspin.pipeline.join import alone
from unspin.pipeline.services import Services
from unspin.pipeline.sweep import NOTE, sweep
from unspin.runtime import embedded
from unspin.stored import Note, Standing


@pytest.fixture
def services() -> Services:
    return replace(embedded(), clock=Stopped())


def test_a_copy_that_a_dead_worker_left_behind_its_cluster_is_brought_up_to_date(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = dropped(services, SPUN).entry
    with monkeypatch.context() as dead:  # before it told the others in the cluster
        dead.setattr(take_in, "settle", lambda name, services, **_: services.index.held(name)[0])
        dead.setattr(take_in, "settle_others", lambda *_, **__: None)
        original = dropped(services, ORIGINAL).entry
    assert shown(services, copy.article_id)["duplicate_of"] is None

    swept = sweep(services, "raw", grace=timedelta())

    assert swept.clusters == 1
    assert shown(services, copy.article_id)["duplicate_of"] == original.article_id
    assert shown(services, original.article_id)["duplicate_of"] is None


def test_clusters_that_there_is_no_time_for_are_looked_at_by_the_next_sweep(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = settled(monkeypatch)
    names = [f"cluster {number}" for number in range(5)]
    for number, name in enumerate(names):
        one = Standing(name, None, 10, f"2026-11-0{1 + number // 3}T10:0{number}:00.000Z")
        services.index.put_cluster(replace(alone(one), size=2))

    first = sweep(services, "raw", grace=timedelta(), has_time=times(2))
    second = sweep(services, "raw", grace=timedelta(), has_time=times(2))
    third = sweep(services, "raw", grace=timedelta(), has_time=times(2))

    assert [each.clusters for each in (first, second, third)] == [2, 2, 1]
    assert looked_at == names[::-1]
    assert [each.is_through for each in (first, second, third)] == [False, False, True]


def test_a_page_of_large_files_is_gone_on_with_by_the_next_sweep(services: Services) -> None:
    raw = services.raw
    assert isinstance(raw, MemoryRawObjects)
    for number in range(5):
        raw.put("raw", f"{number}.jsonl", b'{"url": "https://a.example/"}')
    raw._modified = dict.fromkeys(raw._modified, "2026-11-02T09:00:00.000Z")

    swept = [sweep(services, "raw", grace=timedelta(), has_time=times(2)) for _ in range(3)]

    assert [each.objects for each in swept] == [2, 2, 1]
    assert [each.is_through for each in swept] == [False, False, True]
    assert [message.key for message in services.queue.messages] == [f"{number}.jsonl" for number in range(5)]  # type: ignore[attr-defined]


def test_a_packed_file_of_many_records_is_not_held_whole(services: Services) -> None:
    record = b'{"id": "%d", "text": "' + b"The ferry of Osterhavn leaves at noon, said its captain. " * 50 + b'"}\n'
    services.raw.put("raw", "feed.jsonl.gz", gzip.compress(b"".join(record % n for n in range(10_000))))  # type: ignore[attr-defined]

    tracemalloc.start()
    swept = sweep(services, "raw", grace=-timedelta(days=365))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert swept.sent_again == 1
    assert peak < 5_000_000  # bytes, of 28,500,000


def test_records_that_have_ended_are_not_sent_again(services: Services) -> None:
    """More of them than are looked up at once."""
    sentence = "The ferry of Osterhavn leaves at noon, said its captain, with {} men and {} sheep on board. "
    texts = ["".join(sentence.format(n, n * 7 + m) for m in range(6)) for n in range(120)]
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    services.raw.put("raw", "feed.jsonl", "\n".join([*lines, "{"]).encode())  # type: ignore[attr-defined]
    raw: Any = services.raw
    raw._modified = dict.fromkeys(raw._modified, "2026-11-02T09:00:00.000Z")
    message = ArticleStored("raw", "feed.jsonl", event_time="2026-11-02T10:00:00.000Z")
    assert {outcome.kind for outcome in ingest(message, services)} == {"stored", "parked"}

    assert sweep(services, "raw", grace=timedelta()).sent_again == 0


def test_a_file_that_was_archived_since_is_not_sent_again(services: Services) -> None:
    raw: Any = services.raw
    raw.put("raw", "feed.jsonl", b'{"text": "The ferry leaves at noon."}')
    raw._modified = dict.fromkeys(raw._modified, "2026-11-02T09:00:00.000Z")

    class Archived:
        def __getattr__(self, name: str) -> Any:
            return getattr(raw, name)

        def load(self, bucket: str, key: str, *_: Any, **__: Any) -> Any:
            raise ArchivedObject(bucket, key, "GLACIER")

    swept = sweep(replace(services, raw=Archived()), "raw", grace=timedelta())  # type: ignore[arg-type]

    assert (swept.objects, swept.sent_again, swept.is_through) == (1, 0, True)


def test_a_note_of_the_release_before_is_gone_on_from(services: Services) -> None:
    services.index.put_note(Note(NOTE, {"after": "b", "through": ""}))
    for key in ("a.txt", "c.txt"):
        services.raw.put("raw", key, b"")  # type: ignore[attr-defined]

    assert sweep(services, "raw").objects == 1


def times(most: int) -> Callable[[], bool]:
    """Say so many times that there is time."""
    asked = count(1)
    return lambda: next(asked) <= most


def settled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the clusters that are settled from now on."""
    names: list[str] = []
    monkeypatch.setattr("unspin.pipeline.sweep.settle", lambda name, _: names.append(name))
    return names
