"""What the pipeline may rely on of raw objects, clean articles and the queue, whatever adapter is behind."""

import json
from datetime import datetime

import pytest

from tests.contract.adapters import Ports
from unspin.errors import MissingObject, UnreadableInput
from unspin.messages import ArticleStored, articles_stored
from unspin.ports import StoredRecord


def test_a_dropped_object_is_loaded(ports: Ports) -> None:
    ports.drop("a/b c.txt", b"words")

    assert ports.raw.load("raw", "a/b c.txt", None, limit=5).data == b"words"


def test_an_object_above_the_limit_is_not_read(ports: Ports) -> None:
    ports.drop("big", b"123456")

    with pytest.raises(UnreadableInput, match="6 bytes, expected at most 5") as caught:
        ports.raw.load("raw", "big", None, limit=5)
    assert caught.value.reason == "too_large"


def test_an_object_that_is_gone_is_a_permanent_error(ports: Ports) -> None:
    with pytest.raises(MissingObject, match="s3://raw/gone"):
        ports.raw.load("raw", "gone", None, limit=5)


PATH = "clean/ü.json"


def test_a_record_is_stored_over_whatever_is_there(ports: Ports) -> None:
    ports.clean.store(PATH, {"title": "Müll"})
    ports.clean.store(PATH, {"title": "Abfall"})

    assert loaded(ports, PATH).record == {"title": "Abfall"}


def test_a_record_is_replaced_only_where_nothing_else_is_there(ports: Ports) -> None:
    assert ports.clean.replace(PATH, {"title": "one"}, None)
    assert not ports.clean.replace(PATH, {"title": "two"}, None)
    tag = loaded(ports, PATH).tag
    assert ports.clean.replace(PATH, {"title": "three"}, tag)
    assert not ports.clean.replace(PATH, {"title": "four"}, tag)
    assert not ports.clean.replace("clean/nothing.json", {"title": "five"}, tag)

    assert loaded(ports, PATH).record == {"title": "three"}


def test_a_record_is_removed_only_as_it_was_read(ports: Ports) -> None:
    ports.clean.store(PATH, {"title": "one"})
    tag = loaded(ports, PATH).tag
    ports.clean.store(PATH, {"title": "two"})

    assert not ports.clean.remove(PATH, tag)
    assert ports.clean.remove(PATH, loaded(ports, PATH).tag)
    assert not ports.clean.remove(PATH, tag)
    assert ports.clean.load(PATH) is None


def test_what_is_erased_leaves_no_version(ports: Ports) -> None:
    for title in ("one", "two"):
        ports.clean.store(PATH, {"title": title})
    ports.clean.store(f"{PATH}.not", {"title": "another"})

    ports.clean.erase(PATH)
    ports.clean.erase(PATH)

    assert ports.clean.load(PATH) is None
    assert ports.versions("clean", PATH) == 0
    assert ports.clean.load(f"{PATH}.not") is not None


def test_a_raw_object_is_erased(ports: Ports) -> None:
    for data in (b"one", b"two"):
        ports.drop("a.txt", data)
    ports.drop("a.txt.gz", b"another")

    ports.raw.erase("raw", "a.txt")

    with pytest.raises(MissingObject):
        ports.raw.load("raw", "a.txt", None, limit=5)
    assert ports.versions("raw", "a.txt") == 0
    assert ports.raw.load("raw", "a.txt.gz", None, limit=9).data == b"another"


def test_raw_objects_are_listed_in_order_part_by_part(ports: Ports) -> None:
    for key in ("b", "c/ü", "a", "d"):
        ports.drop(key, b"words")

    first = ports.raw.listed("raw", "", limit=3)
    rest = ports.raw.listed("raw", first[-1].key, limit=3)

    assert [each.key for each in (*first, *rest)] == ["a", "b", "c/ü", "d"]
    assert all(datetime.fromisoformat(each.modified).tzinfo for each in first)
    assert ports.raw.listed("raw", "d", limit=3) == []


def test_folders_are_told_from_objects_that_hold_something(ports: Ports) -> None:
    for key, data in (("a/", b""), ("b/", b"words"), ("c", b"")):
        ports.drop(key, data)

    assert [(each.key, each.is_folder) for each in ports.raw.listed("raw", "", limit=9)] == [
        ("a/", True),
        ("b/", False),
        ("c", False),
    ]


def loaded(ports: Ports, path: str) -> StoredRecord:
    found = ports.clean.load(path)
    assert found is not None
    return found


def test_a_copy_is_kept_of_an_object_of_any_size(ports: Ports) -> None:
    ports.drop("a b.json", json.dumps({"kept": True}).encode())

    ports.clean.keep_copy("parked/a b.json", "raw", "a b.json", None)

    assert loaded(ports, "parked/a b.json").record == {"kept": True}


def test_a_copy_of_what_is_gone_is_not_made(ports: Ports) -> None:
    ports.clean.keep_copy("parked/x", "raw", "gone", None)

    assert ports.clean.load("parked/x") is None


def test_a_message_is_read_back_as_it_was_sent(ports: Ports) -> None:
    message = ArticleStored("raw", "ü/a+b.jsonl", "v1", "2026-11-02T10:00:00Z", "0A", first_line=41)

    ports.queue.send(message)

    assert [found for body in ports.sent() for found in articles_stored(body)] == [message]
