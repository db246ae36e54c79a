"""What travels through the queue is read as it was sent, or refused."""

import json

import pytest

from unspin.errors import UnreadableInput
from unspin.messages import ArticleStored, articles_stored, message_of
from unspin.model import Source

MESSAGE = ArticleStored("raw", "ü/a+b.jsonl", "v1", "2026-11-02T10:00:00.000Z", "0A", first_line=3)


def test_a_message_of_our_own_comes_back_as_it_was_sent() -> None:
    assert list(articles_stored(MESSAGE.to_json())) == [MESSAGE]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bucket", 5),
        ("key", None),
        ("key", ["a"]),
        ("version", {}),
        ("event_time", "yesterday"),
        ("event_time", "2026-11-02"),
        ("event_time", 20261102),
        ("event_time", "20261102T100000Z"),
        ("event_time", "2026-W45-1T10:00:00Z"),
        ("event_time", "2026-11-02T10:00:00+05:00"),
        ("sequencer", 10),
        ("first_line", "3"),
        ("first_line", 0),
        ("first_line", True),
        ("first_line", 1.5),
        ("unheard_of", 1),
    ],
)
def test_a_message_whose_fields_are_something_else_is_refused(field: str, value: object) -> None:
    body = json.dumps(json.loads(MESSAGE.to_json()) | {field: value})

    with pytest.raises(UnreadableInput, match="no S3 notification"):
        list(articles_stored(body))


@pytest.mark.parametrize("time", ["x", "2026-11-02T10:00:00", "0000-00-00T00:00:00Z"])
def test_a_notification_of_no_time_is_refused(time: str) -> None:
    stored = {"bucket": {"name": "raw"}, "object": {"key": "a.txt"}}
    record = {"eventName": "ObjectCreated:Put", "eventTime": time, "s3": stored}

    with pytest.raises(UnreadableInput):
        list(articles_stored(json.dumps({"Records": [record]})))


@pytest.mark.parametrize(
    ("key", "size", "count"), [("news/", 0, 0), ("news%2F", 0, 0), ("news/", 1, 1), ("news", 0, 1)]
)
def test_a_new_folder_is_passed_over_unless_it_holds_something(key: str, size: int, count: int) -> None:
    stored = {"bucket": {"name": "raw"}, "object": {"key": key, "size": size}}
    record = {"eventName": "ObjectCreated:Put", "s3": stored}

    assert len(list(articles_stored(json.dumps({"Records": [record]})))) == count


def test_the_message_that_brought_an_article_is_told_from_what_is_held_of_it() -> None:
    source = Source("raw", "a.jsonl", "v1", "00ff", line=4)
    message = ArticleStored("raw", "a.jsonl", "v1", "2026-11-02T10:00:00.000Z", "A0", first_line=4)

    assert message_of(source, f"{message.order}#000000004") == message
