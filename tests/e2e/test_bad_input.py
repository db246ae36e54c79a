"""What cannot be read is parked with its reason, and keeps nobody else from being processed."""

import gzip
import json

import boto3
import pytest

from tests.e2e.stack import ARTICLES, LocalStack
from unspin.model import ParkReason
from unspin.pipeline.redrive import redrive
from unspin.pipeline.show import show
from unspin.pipeline.statistics import stats

GOOD = (ARTICLES / "harbour-post/maritime-accord.html").read_bytes()

BAD: dict[str, tuple[bytes, ParkReason]] = {
    "empty.html": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "broken.txt": ("Ein Satz über Bäume. ".encode() * 20 + b"\xc3\x28\xff\xfe\x80", "bad_encoding"),
    "picture.png": (b"\x89PNG....", "unknown_suffix"),
    "cut.html.gz": (gzip.compress(GOOD, mtime=0)[:300], "truncated_gzip"),
    "cut.json": (b'{"url": "https://a.example/", "text": "wo', "invalid_json"),
    "number.json": (b"42", "invalid_record"),
    "textless.json": (b'{"url": "https://a.example/x", "title": "No text"}', "missing_text"),
    "huge.html": (b"<p>word word</p>" * 3_300_000, "too_large"),
    "bomb.txt.gz": (gzip.compress(b"word " * 4_000_000, mtime=0), "too_large"),
    "links.html": (b"<ul><li><a href='/a'>Home</a></li><li><a href='/b'>News</a></li></ul>", "no_article"),
}


def test_each_bad_object_is_parked_with_its_reason_and_the_rest_goes_on(stack: LocalStack) -> None:
    for key, (data, _) in BAD.items():
        stack.drop(f"bad/{key}", data)
    stack.drop("good/page.html", GOOD)

    assert stack.run() == 0

    assert {key: note["reason"] for key, note in stack.parked().items()} == {
        f"bad/{key}": reason for key, (_, reason) in BAD.items()
    }
    assert list(stack.records()) == ["good/page.html"]
    counts = stats(stack.services(), days=1)
    assert (counts.articles, counts.parked) == (1, len(BAD))


ENDLESS = "".join(chr(97 + number * number % 23) for number in range(600_000))  # of little that packs


@pytest.mark.parametrize("field", ["site", "url"])
def test_endless_names_of_a_record_are_passed_over_and_counts_go_on(stack: LocalStack, field: str) -> None:
    for size in (3_000, len(ENDLESS)):
        value = f"https://{ENDLESS[:size]}.example/" if field == "url" else ENDLESS[:size]
        text = (ARTICLES / "quickread/norway-chile-in-brief.txt").read_text().replace("Norway", f"N{size}")
        stack.drop(f"folder/{size}.json", json.dumps({"text": text, field: value}))

    assert stack.run() == 0

    assert [record["site"] for record in stack.records().values()] == ["folder", "folder"]
    assert stats(stack.services(), days=1).articles == 2


@pytest.mark.parametrize("size", [3_000, len(ENDLESS)])
def test_a_page_that_names_itself_without_end_is_an_article_and_counts_go_on(stack: LocalStack, size: int) -> None:
    for number, address in enumerate((f"https://{ENDLESS[:size]}.example/", f"https://a.example/{ENDLESS[:size]}")):
        page = GOOD.decode().replace("https://www.harbour-post.example/world/norway-chile-maritime-accord", address)
        stack.drop(f"folder/{number}.html", page)

    assert stack.run() == 0

    sites = ["folder", "a.example" if size < len(ENDLESS) else "folder"]
    assert [record["site"] for _, record in sorted(stack.records().items())] == sites
    assert stats(stack.services(), days=1).articles == 2


def test_an_endless_title_is_cut(stack: LocalStack) -> None:
    stack.drop("a/record.json", json.dumps({"html": GOOD.decode(), "title": ENDLESS}))

    assert stack.run() == 0

    [record] = stack.records().values()
    assert record["title"] == ENDLESS[:500]


def test_a_copy_is_kept_of_an_object_whose_key_is_as_long_as_keys_may_be(stack: LocalStack) -> None:
    stack.drop("ü" * 509 + ".pdf", b"%PDF")

    assert stack.run() == 0

    [note, copy] = sorted(stack.stored("parked/"), key=len)
    assert copy.startswith(note.removesuffix(".json"))
    assert copy.endswith("üü.pdf")
    assert len(copy.encode()) <= 1_024


def test_a_parked_object_is_kept_beside_its_note_and_shown(stack: LocalStack) -> None:
    stack.drop("bad/picture.png", b"\x89PNG....")
    stack.run()

    note = stack.parked()["bad/picture.png"]
    shown = show(note["parked_id"], stack.services())

    assert b"\x89PNG...." in stack.stored("parked/").values()
    assert shown is not None
    assert shown.reason == "unknown_suffix"  # type: ignore[union-attr]
    assert "picture.png" in shown.message  # type: ignore[union-attr]


def test_a_bad_line_keeps_no_other_line_of_its_file_back(stack: LocalStack) -> None:
    text = (ARTICLES / "quickread/norway-chile-in-brief.txt").read_text()
    lines = [json.dumps({"text": text, "id": "1"}), "{", json.dumps({"text": text + " More.", "id": "3"})]
    stack.drop("feed.jsonl", "\n".join(lines))

    assert stack.run() == 0

    assert sorted(stack.records()) == ["feed.jsonl:1", "feed.jsonl:3"]
    assert stack.parked()["feed.jsonl:2"]["reason"] == "invalid_json"


def test_an_object_that_is_gone_is_parked(stack: LocalStack) -> None:
    stack.send(json.dumps(notification(stack, "gone.html")))

    assert stack.run() == 0

    assert stack.parked()["gone.html"]["reason"] == "missing_object"


@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_an_archived_object_is_parked_at_once_and_read_when_it_is_restored(
    stack: LocalStack, storage_class: str
) -> None:
    s3, bucket = boto3.client("s3"), stack.created.outputs["RawBucketName"]
    s3.put_object(Bucket=bucket, Key="old/page.html", Body=GOOD, StorageClass=storage_class)  # type: ignore[arg-type]

    assert stack.run() == 0

    note = stack.parked()["old/page.html"]
    assert (note["reason"], note["source"]["key"]) == ("archived", "old/page.html")
    assert note["message"] == (
        f"s3://{bucket}/old/page.html is archived ({storage_class}), expected an object that can be read:"
        " restore it in S3, then redrive it"
    )
    assert len(stack.stored("parked/")) == 1, "S3 copies no archived object"
    s3.restore_object(Bucket=bucket, Key="old/page.html", RestoreRequest={"Days": 1})
    assert redrive(note["parked_id"], stack.services(), actor="ada", reason="restored") is not None
    assert stack.run() == 0
    assert list(stack.records()) == ["old/page.html"]


@pytest.mark.parametrize("encoded", ["a%2Fb+c%C3%BC.html", "a/b+c%C3%BC.html"])
def test_encoded_keys_and_absent_sequencers_are_ordinary(stack: LocalStack, encoded: str) -> None:
    stack.drop("a/b cü.html", GOOD)
    stack.run()
    stack.send(json.dumps(notification(stack, encoded)))

    assert stack.run() == 0

    assert stack.parked() == {}
    assert list(stack.records()) == ["a/b cü.html"]


def test_the_test_event_of_s3_and_deletions_announce_nothing(stack: LocalStack) -> None:
    stack.send(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "raw"}))
    deleted = notification(stack, "x.html")
    deleted["Records"][0]["eventName"] = "ObjectRemoved:Delete"
    stack.send(json.dumps(deleted))

    assert stack.run() == 0

    assert (stack.parked(), stack.records()) == ({}, {})


def test_a_message_that_is_no_notification_is_parked(stack: LocalStack) -> None:
    stack.send("hello")

    assert stack.run() == 0

    [note] = stack.parked().values()
    assert (note["reason"], note["sample"]) == ("invalid_record", "hello")


def test_a_message_of_brackets_without_end_is_parked_too(stack: LocalStack) -> None:
    stack.send("[" * 50_000)

    assert stack.run() == 0

    [note] = stack.parked().values()
    assert note["reason"] == "invalid_record"


def notification(stack: LocalStack, key: str) -> dict:  # type: ignore[type-arg]
    bucket = {"name": stack.created.outputs["RawBucketName"]}
    return {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": bucket, "object": {"key": key}}}]}
