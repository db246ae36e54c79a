"""Raw and clean articles in S3."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from unspin.adapters.clock import iso
from unspin.errors import ArchivedObject, MissingObject, PolicyError, TransientError, UnreadableInput
from unspin.messages import is_folder
from unspin.ports import Dropped, RawObject, StoredPolicyState, StoredRecord
from unspin.stored import PolicyChange, PolicyState

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GONE = {"NoSuchKey", "NoSuchVersion", "404", "NotFound", "InvalidVersion"}
# What S3 answers to reading, and to copying, an object of Glacier or of an archive tier that was not restored.
ARCHIVED = {"InvalidObjectState", "ObjectNotInActiveTierError"}
OTHERWISE = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
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
        with _gone_as_missing(bucket, key), _unless_archived(bucket, key):
            found = self._s3.get_object(**at)
            if found["ContentLength"] > limit:
                found["Body"].close()
                raise UnreadableInput(
                    "too_large", f"the object holds {found['ContentLength']:,} bytes, expected at most {limit:,}"
                )
            return RawObject(found["Body"].read(), found.get("VersionId"))

    def listed(self, bucket: str, after: str, *, limit: int) -> list[Dropped]:
        """Return objects whose keys come after *after*; see the port."""
        found: list[Dropped] = []
        with _as_transient():
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, StartAfter=after, PaginationConfig={"MaxItems": limit, "PageSize": min(limit, 1_000)}
            )
            for page in pages:
                found += map(_dropped, page.get("Contents", []))
        return found

    def erase(self, bucket: str, key: str) -> None:
        """Remove every version of the object."""
        _erase(self._s3, bucket, key)


class S3CleanArticles:
    """The bucket that clean, held back and parked articles are stored in."""

    def __init__(self, s3: "S3Client", bucket: str, *, connections: int = 1) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._connections = connections

    def store(self, path: str, record: Mapping[str, Any]) -> None:
        """Write *record* as JSON to *path*."""
        with _as_transient():
            self._s3.put_object(Bucket=self._bucket, Key=path, Body=_json(record), ContentType=CONTENT_TYPE)

    def load(self, path: str) -> StoredRecord | None:
        """Return the record at *path*, or None."""
        try:
            with _gone_as_missing(self._bucket, path):
                found = self._s3.get_object(Bucket=self._bucket, Key=path)
                data = found["Body"].read()
        except MissingObject:
            return None
        return StoredRecord(json.loads(data), found["ETag"])

    def load_all(self, paths: Sequence[str]) -> dict[str, StoredRecord]:
        """Return the records that exist, by path."""
        with ThreadPoolExecutor(self._connections) as pool:
            loaded = list((map if self._connections == 1 else pool.map)(self.load, paths))
        return {path: record for path, record in zip(paths, loaded, strict=True) if record is not None}

    def replace(self, path: str, record: Mapping[str, Any], tag: str | None) -> bool:
        """Write *record* in the place of the one that *tag* was read with."""
        condition: Any = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        place: Any = {"Bucket": self._bucket, "Key": path, "ContentType": CONTENT_TYPE}
        with _as_transient():
            return _done(lambda: self._s3.put_object(Body=_json(record), **place, **condition))

    def remove(self, path: str, tag: str) -> bool:
        """Remove the record that *tag* was read with."""
        with _as_transient():
            return _done(lambda: self._s3.delete_object(Bucket=self._bucket, Key=path, IfMatch=tag))

    def erase(self, path: str) -> None:
        """Remove whatever is at *path*, and every earlier version of it."""
        _erase(self._s3, self._bucket, path)

    def keep_copy(self, path: str, bucket: str, key: str, version: str | None) -> None:
        """Copy a raw object to *path* without reading it, unless it is gone, archived, or too large to copy at once."""
        source: Any = {"Bucket": bucket, "Key": key} | ({"VersionId": version} if version else {})
        try:
            with _gone_as_missing(bucket, key), _unless_archived(bucket, key), _unless_uncopied():
                self._s3.copy_object(Bucket=self._bucket, Key=path, CopySource=source)
        except (MissingObject, ArchivedObject, _TooLargeToCopy):
            return

    def location(self, path: str) -> str:
        """Say where *path* is."""
        return f"s3://{PurePosixPath(self._bucket, path)}"


class S3Policies:
    """Policies in a bucket of their own: a text each, under its version, and one object that says which decide."""

    STATE = "policies.json"
    TEXTS = "versions/"

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def state(self, tag: str | None = None) -> StoredPolicyState | None:
        """Return which policies decide; None if it is what *tag* was read with."""
        condition: Any = {} if tag is None else {"IfNoneMatch": tag}
        try:
            with _gone_as_missing(self._bucket, self.STATE), _unless_unchanged():
                found = self._s3.get_object(Bucket=self._bucket, Key=self.STATE, **condition)
                data = found["Body"].read()
        except MissingObject:
            return StoredPolicyState(PolicyState(), None)
        except _UnchangedObject:
            return None
        return StoredPolicyState(_policy_state(data), found["ETag"])

    def put_state(self, state: PolicyState, tag: str | None) -> bool:
        """Write *state* in the place of the one that *tag* was read with."""
        condition: Any = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        place: Any = {"Bucket": self._bucket, "Key": self.STATE, "ContentType": CONTENT_TYPE}
        with _as_transient():
            return _done(lambda: self._s3.put_object(Body=_json(asdict(state)), **place, **condition))

    def keep(self, version: str, text: str) -> bool:
        """Keep the text of a policy; return False if another one is kept under its version."""
        place: Any = {"Bucket": self._bucket, "Key": self._key(version), "ContentType": "application/yaml"}
        with _as_transient():
            is_new = _done(lambda: self._s3.put_object(Body=text.encode(), IfNoneMatch="*", **place))
        return is_new or self.text(version) == text

    def text(self, version: str) -> str | None:
        """Return the text of a policy, or None."""
        key = self._key(version)
        try:
            with _gone_as_missing(self._bucket, key):
                data = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except MissingObject:
            return None
        return data.decode("utf-8", "replace")

    def versions(self) -> list[str]:
        """Return the versions of all policies that are kept, in order."""
        with _as_transient():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self.TEXTS)
            keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        return sorted(key.removeprefix(self.TEXTS).removesuffix(".yaml") for key in keys)

    def _key(self, version: str) -> str:
        return f"{self.TEXTS}{version}.yaml"


def _policy_state(data: bytes) -> PolicyState:
    try:
        held = json.loads(data)
        return PolicyState(held["live"], held["draft"], tuple(PolicyChange(**each) for each in held["changes"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PolicyError(f"{S3Policies.STATE} does not say which policies decide: {error!r}") from error


class _UnchangedObject(Exception):
    """The object is still what was read before."""


@contextmanager
def _unless_unchanged() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in {"304", "NotModified"}:
            raise _UnchangedObject from error
        raise


@contextmanager
def _unless_archived(bucket: str, key: str) -> Iterator[None]:
    """Say that an object is archived: to try again would not help for hours, and nobody would restore it meanwhile."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in ARCHIVED:
            raise
        told: Any = error.response
        where = [told[name] for name in ("StorageClass", "AccessTier") if told.get(name)]
        raise ArchivedObject(bucket, key, ", ".join(where) or "S3 does not say where") from error


class _TooLargeToCopy(Exception):
    """The object holds more than the 5 GB that S3 copies by one request."""


@contextmanager
def _unless_uncopied() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        told = error.response["Error"]
        # The code is that of many mistakes.
        if told["Code"] == "InvalidRequest" and "maximum allowable size" in told.get("Message", ""):
            raise _TooLargeToCopy from error
        raise


def _erase(s3: "S3Client", bucket: str, key: str) -> None:
    """Remove every version of an object, and every mark that it was deleted."""
    with _as_transient():
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            # The prefix of other keys, too.
            listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            versions: Any = [{"Key": key, "VersionId": each["VersionId"]} for each in listed if each["Key"] == key]
            if versions:
                answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": versions, "Quiet": True})
                if failed := answer.get("Errors"):
                    raise TransientError(f"S3 did not remove s3://{bucket}/{key}: {failed[0].get('Message')}")


def _dropped(listed: Any) -> Dropped:
    key = listed["Key"]
    return Dropped(key, iso(listed["LastModified"]), is_folder=is_folder(key, listed["Size"]))


def _json(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode()


def _done(write: Callable[[], Any]) -> bool:
    """Return whether a conditional write was done; what S3 says of a write that races with it is no, too."""
    try:
        write()
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE | OTHERWISE:
            return False
        raise
    return True


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
