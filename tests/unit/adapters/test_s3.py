"""What S3 begins to answer and does not end, and what it refuses."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from unspin.adapters.s3 import S3CleanArticles, S3Policies, S3RawObjects
from unspin.errors import ArchivedObject, TransientError


class BreaksOff(BaseHTTPRequestHandler):
    """Promises a hundred bytes and sends two."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("ETag", '"a"')
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b'{"')

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def s3() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{server.server_port}",
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )
        server.shutdown()


@pytest.mark.parametrize(
    "read",
    [
        lambda s3: S3RawObjects(s3).load("raw", "a.html", None, limit=1_000),
        lambda s3: S3CleanArticles(s3, "clean").load("clean/a.json"),
        lambda s3: S3CleanArticles(s3, "clean", connections=2).load_all(["clean/a.json", "clean/b.json"]),
        lambda s3: S3Policies(s3, "policies").state(),
        lambda s3: S3Policies(s3, "policies").text("a-00000000"),
    ],
    ids=["raw object", "record", "records", "choice of policies", "policy"],
)
def test_an_object_that_breaks_off_may_be_read_later(s3: Any, read: Callable[[Any], Any]) -> None:
    with pytest.raises(TransientError, match="S3 did not do it"):
        read(s3)


def refusing(code: str, message: str) -> S3CleanArticles:
    """Return a bucket that nothing is copied to, since S3 says so."""
    s3: Any = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test")
    stub = Stubber(s3)
    stub.add_client_error("copy_object", code, message, 400)
    stub.activate()
    return S3CleanArticles(s3, "clean")


def test_an_object_that_is_too_large_to_copy_is_parked_without_a_copy() -> None:
    told = "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"
    refusing("InvalidRequest", told).keep_copy("parked/x", "raw", "dump.jsonl", None)


def test_what_else_s3_refuses_to_copy_may_be_copied_later() -> None:
    with pytest.raises(TransientError, match="Server Side Encryption"):
        refusing("InvalidRequest", "stored using a form of Server Side Encryption").keep_copy("p", "raw", "k", None)


@pytest.mark.parametrize("code", ["InvalidObjectState", "ObjectNotInActiveTierError"])
def test_an_archived_object_is_parked_without_a_copy(code: str) -> None:
    refusing(code, "The operation is not valid for the object's storage class").keep_copy("p", "raw", "k", None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"StorageClass": "DEEP_ARCHIVE"}, "DEEP_ARCHIVE"),
        ({"StorageClass": "GLACIER", "AccessTier": "ARCHIVE_ACCESS"}, "GLACIER, ARCHIVE_ACCESS"),
        ({}, "S3 does not say where"),
    ],
)
def test_it_is_told_how_an_object_is_archived(told: dict[str, str], expected: str) -> None:
    s3: Any = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test")
    stub = Stubber(s3)
    stub.add_client_error("get_object", "InvalidObjectState", "not valid", 403, modeled_fields=told)
    stub.activate()

    with pytest.raises(ArchivedObject) as caught:
        S3RawObjects(s3).load("raw", "a.html", None, limit=1_000)

    assert f"s3://raw/a.html is archived ({expected})" in caught.value.message
