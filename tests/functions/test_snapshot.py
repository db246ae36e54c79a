"""What Lambda runs before it takes a snapshot of a function, and after one wakes."""

import random
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from snapshot_restore_py import get_after_restore, get_before_snapshot

from functions.ingest import app as ingest
from functions.query import app as query
from tests.e2e.stack import ARTICLES, LocalStack
from unspin import snapshot

FUNCTIONS = [ingest, query]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    for app in FUNCTIONS:
        app.services.cache_clear()
    yield
    for app in FUNCTIONS:
        app.services.cache_clear()
    boto3.DEFAULT_SESSION = None


def wake() -> None:
    """Run what Lambda runs after a snapshot, as its runtime does."""
    for function, args, kwargs in get_after_restore():
        function(*args, **kwargs)


def credentials(app: Any) -> set[str]:
    """The access keys that a function's clients sign with."""
    services = app.services()
    clients = [services.raw._s3, services.clean._s3, services.index._table._dynamodb, services.queue._sqs]
    return {client._request_signer._credentials.access_key for client in clients}


def test_both_functions_prepare_for_a_snapshot() -> None:
    assert [function for function, *_ in get_before_snapshot()] == [snapshot.load_all] * 2
    waking = [args for _, args, _ in get_after_restore()]
    assert len(waking) == 2
    assert {*waking} == {(ingest.services,), (query.services,)}  # in whatever order they were imported


@pytest.mark.parametrize("app", FUNCTIONS)
def test_no_client_and_no_credentials_outlive_a_snapshot(
    stack: LocalStack, app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "before")
    snapshot.load_all()
    before = app.services()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "after")
    wake()

    assert app.services() is not before
    assert credentials(app) == {"after"}


def test_articles_are_taken_in_after_a_snapshot_as_before(stack: LocalStack) -> None:
    stack.drop("harbour-post/maritime-accord.html", (ARTICLES / "harbour-post/maritime-accord.html").read_bytes())
    snapshot.load_all()
    wake()

    assert stack.run() == 0
    assert list(stack.records()) == ["harbour-post/maritime-accord.html"]


def test_of_two_that_wake_from_one_snapshot_neither_draws_the_other_s_random_numbers() -> None:
    held = random.getstate()
    drawn = set()
    for _ in range(2):
        random.setstate(held)
        wake()
        drawn.add(random.random())

    assert len(drawn) == 2


def test_loading_speaks_to_nobody_and_keeps_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", refuse)

    snapshot.load_all()

    assert snapshot._session()._session._credentials is None


def refuse(*_: Any) -> None:
    raise AssertionError("a request was sent")


def test_a_function_starts_where_the_library_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)
    before = len(get_before_snapshot())

    snapshot.prepare_for_snapshots(ingest.services)

    assert len(get_before_snapshot()) == before
