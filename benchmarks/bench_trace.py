"""Which requests an article waits for, one after the other: of a new one, of copies, of one that is dropped again."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from benchmarks.articles import Made, article, copy_of
from unspin.cost.dynamodb import kind_of
from unspin.local.session import default_template, in_process, ingest
from unspin.local.stack import Stack, variables
from unspin.settings import CONNECTIONS


def measured() -> dict[str, list[str]]:
    """Return the requests of each, those that go out together as one."""
    original = article(21, 0)
    exact, edited = copy_of(original, "exact", 1), copy_of(original, "near_duplicate", 2)
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as name, in_process(default_template()) as stack, variables(PARALLEL):
        for told, made in (
            ("unique", original),
            ("exact copy", exact),
            ("edited copy", edited),
            ("dropped again", exact),
        ):
            with traced() as steps:
                _take_in(made, stack, Path(name))
            found[told] = collapsed(steps)
    return found


PARALLEL = {"UNSPIN_CONNECTIONS": str(CONNECTIONS)}


def _take_in(made: Made, stack: Stack, folder: Path) -> None:
    s3: Any = boto3.session.Session().client("s3")  # not traced
    body = f"{made.title}\n\n{made.text}\n".encode()
    s3.put_object(Bucket=stack.outputs["RawBucketName"], Key=f"site.example/{made.id}.txt", Body=body)
    if ingest(stack, folder / "log.jsonl", counts=False):  # counting comes later, and nobody waits for it
        raise RuntimeError(f"{made.id} failed")


@contextmanager
def traced() -> Iterator[list[str]]:
    """Collect the requests of clients that are made in this context, with a mark for those of other threads."""
    found: list[str] = []
    lock, main = threading.RLock(), threading.get_ident()

    def note(params: Any, model: Any, **_: Any) -> None:
        lock.acquire()  # the emulator is not thread-safe
        if model.service_model.service_id != "SQS":
            mark = "" if threading.get_ident() == main else "parallel "
            found.append(f"{mark}{model.name}{_about(params)}")

    def done(**_: Any) -> None:
        lock.release()

    boto3.setup_default_session()
    events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    events.register("provide-client-params.*.*", note)
    events.register("after-call.*.*", done)
    try:
        yield found
    finally:
        boto3.setup_default_session()


def _about(params: Any) -> str:
    """Say which items a request is about."""
    match params:
        case {"Key": dict(key)}:
            return f" {kind_of(key)}"
        case {"Item": item}:
            return f" {kind_of(item)}"
        case {"RequestItems": {**tables}}:
            [asked] = tables.values()
            listed = asked["Keys"] if isinstance(asked, dict) else [_item(each) for each in asked]
            return f" {len(listed)} {', '.join(sorted({kind_of(each) for each in listed}))}"
        case {"TransactItems": actions}:
            return f" {len(actions)} {', '.join(sorted({kind_of(_item(each)) for each in actions}))}"
        case {"ExpressionAttributeValues": {":pk": {"S": partition}}}:
            return f" {partition.partition('#')[0]}"
    return ""


def _item(request: Any) -> Any:
    [held] = request.values()
    return held.get("Item") or held["Key"]


def collapsed(steps: list[str]) -> list[str]:
    """Return steps with runs of parallel ones as one, counted."""
    found: list[tuple[str, int]] = []
    for step in steps:
        if found and found[-1][0] == step and step.startswith("parallel"):
            found[-1] = step, found[-1][1] + 1
        else:
            found.append((step, 1))
    return [f"{step.removeprefix('parallel ')} x {count}" if count > 1 else step for step, count in found]
