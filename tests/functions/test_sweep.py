"""The sweep function, on the stack of the template."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.sweep import app
from tests.e2e.stack import LocalStack
from unspin.local.pump import Context
from unspin.pipeline import sweep
from unspin.pipeline.take_down import take_down

ORIGINAL, SPUN = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    for cached in (app.services, app.settings):
        cached.cache_clear()
    yield
    for cached in (app.services, app.settings):
        cached.cache_clear()


def swept() -> dict[str, Any]:
    answer: dict[str, Any] = app.lambda_handler({}, Context(function_name="unspin-sweep"))  # type: ignore[arg-type]
    return answer


def test_objects_that_ended_nowhere_are_sent_again_once_they_are_old_enough(
    dropped: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped.forget_messages()  # as if none had ever come
    first = swept()
    assert (first["objects"], first["sent_again"], first["is_through"]) == (9, 0, True)  # they are too young
    monkeypatch.setattr(app, "sweep", lambda *more, **options: sweep.sweep(*more, grace=timedelta(), **options))

    assert swept()["sent_again"] == 9
    assert dropped.run() == 0

    assert (len(dropped.records()), len(dropped.parked())) == (8, 3)
    assert swept()["sent_again"] == 0


def test_folders_are_not_sent_again_for_ever(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    stack.drop("harbour-post/", b"")
    stack.run()
    monkeypatch.setattr(app, "sweep", lambda *more, **options: sweep.sweep(*more, grace=timedelta(), **options))

    found = swept()

    assert (found["objects"], found["sent_again"], found["is_through"]) == (1, 0, True)
    assert stack.parked() == {}


def test_what_was_taken_down_is_finished(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    name = ingested.records()[ORIGINAL]["article_id"]
    take_down(name, ingested.services(), actor="ada", reason="a wish")
    assert swept()["withdrawn"] == 0  # too early
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())

    assert swept()["withdrawn"] == 1

    held = ingested.services().index.entries([name])[name]
    assert (held.pending, held.former_keys) == (False, ())
    assert ORIGINAL not in ingested.records()
