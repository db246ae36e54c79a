"""The profile function on the event of its schedule."""

from collections.abc import Iterator

import pytest

from functions.profile import app
from tests.e2e.sites import page_of_site
from tests.e2e.stack import LocalStack
from tests.functions.payloads import payload
from unspin.local.pump import Context


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    app.services.cache_clear()
    yield
    app.services.cache_clear()


def test_a_scheduled_run_learns_each_site_once(stack: LocalStack) -> None:
    for number in range(10):
        stack.drop(*page_of_site(number))
    stack.run()
    event = payload("profile", "scheduled")

    assert app.lambda_handler(event, Context()) == {"sites": 1}
    assert app.lambda_handler(event, Context()) == {"sites": 0}

    profile = stack.services().index.profile("dunhaven-post")
    assert profile is not None
    assert profile.pages == 10


def test_a_run_without_articles_learns_nothing(stack: LocalStack) -> None:
    assert app.lambda_handler(payload("profile", "scheduled"), Context()) == {"sites": 0}
