"""Raw and clean articles in S3."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from unspin.errors import MissingObject, TransientError, UnreadableInput
from unspin.ports import RawObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GONE = {"NoSuchKey", "NoSuchVersion", "404", "NotFound", "InvalidVersion"}
CONTENT_TYPE = "application/json; charset=utf-8"


class S3RawObjects:
    """The bucket that articles are dropped in."""

    def __init__(self, s3: "S3Client") -> None:
        self._s3 = s3

    def load(self, bucket: str, key: str, version: str | None, *, limit: int) -> RawObject:
        """Return the object; see the port."""
        at: dict[str, Any] = {"Bucket": bucket, "Key": key}
        if version is not None:
            at["VersionId"] = version
        with _gone_as_missing(bucket, key):
            found = self._s3.get_object(**at)
        if found["ContentLength"] > limit:
            found["Body"].close()
            raise UnreadableInput(
                "too_large", f"the object holds {found['ContentLength']:,} bytes, expected at most {limit:,}"
            )
        return RawObject(found["Body"].read(), found.get("VersionId"))


class S3CleanArticles:
    """The bucket that clean, held back and parked articles are stored in."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def store(self, path: str, record: Mapping[str, Any]) -> None:
        """Write *record* as JSON to *path*."""
        body = json.dumps(record, ensure_ascii=False).encode()
        with _as_transient():
            self._s3.put_object(Bucket=self._bucket, Key=path, Body=body, ContentType=CONTENT_TYPE)

    def load(self, path: str) -> dict[str, Any] | None:
        """Return the record at *path*, or None."""
        try:
            with _gone_as_missing(self._bucket, path):
                found = self._s3.get_object(Bucket=self._bucket, Key=path)
        except MissingObject:
            return None
        record: dict[str, Any] = json.load(found["Body"])
        return record

    def remove(self, path: str) -> None:
        """Make sure that nothing is at *path*."""
        with _as_transient():
            self._s3.delete_object(Bucket=self._bucket, Key=path)

    def keep_copy(self, path: str, bucket: str, key: str, version: str | None) -> None:
        """Copy a raw object to *path* without reading it, unless it is gone."""
        source: Any = {"Bucket": bucket, "Key": key} | ({"VersionId": version} if version else {})
        try:
            with _gone_as_missing(bucket, key):
                self._s3.copy_object(Bucket=self._bucket, Key=path, CopySource=source)
        except MissingObject:
            return

    def location(self, path: str) -> str:
        """Say where *path* is."""
        return f"s3://{PurePosixPath(self._bucket, path)}"


@contextmanager
def _as_transient() -> Iterator[None]:
    """S3 refuses, or cannot be reached: the queue delivers again, and in the end to the dead letters."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise TransientError(f"S3 did not do it: {error}") from error


@contextmanager
def _gone_as_missing(bucket: str, key: str) -> Iterator[None]:
    with _as_transient():
        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                raise MissingObject(bucket, key) from error
            raise
