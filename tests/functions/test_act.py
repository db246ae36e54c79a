"""What the API does to articles: taking down, restoring, another chance for what is parked."""

from collections.abc import Iterator

import pytest

from functions.query import app
from tests.e2e.stack import LocalStack
from tests.functions.test_query import answered, ask, request

TEXT = (
    "The ferry of Osterhavn leaves at noon, said its captain Maren Ottesen, with nine men and 14 sheep on board.\n\n"
    * 3
)
ACTOR = "arn:aws:iam::123456789012:user/editor"


@pytest.fixture
def stack(stack: LocalStack) -> Iterator[LocalStack]:
    app.services.cache_clear()
    yield stack
    app.services.cache_clear()


def act(path: str, reason: str = "the captain is wrong") -> tuple[int, dict[str, str]]:
    event = request("POST", path, body={"reason": reason})
    event["requestContext"]["authorizer"] = {"iam": {"userArn": ACTOR}}
    status, told, _ = answered(event)
    return status, told


def test_an_article_that_is_taken_down_is_not_shown_by_anything(stack: LocalStack) -> None:
    stack.drop("daily/one.txt", TEXT)
    stack.run()
    [name] = [record["article_id"] for record in stack.records().values()]

    status, told = act(f"/articles/{name}/takedown")

    assert (status, told["reason"]) == (200, "the captain is wrong")
    shown = ask("GET", f"/articles/{name}")
    assert (shown[0], shown[1]["reason"]) == (410, "the captain is wrong")
    assert ask("GET", "/articles")[1]["articles"] == []
    assert ask("GET", f"/articles/{name}/relations")[0] == 404
    assert ask("GET", f"/clusters/{name}")[0] == 404
    assert ask("POST", "/find", body={"text": TEXT})[1]["matches"] == []
    [withdrawn] = stack.services().index.acts(name)
    assert withdrawn.actor == ACTOR
    assert act(f"/articles/{name}/restore")[1]["key"] == "daily/one.txt"
    stack.run()
    assert ask("GET", f"/articles/{name}")[0] == 200


def test_a_parked_input_is_put_back_in_the_queue(stack: LocalStack) -> None:
    stack.drop("daily/empty.txt", b"")
    stack.run()
    [note] = stack.parked().values()
    stack.drop("daily/empty.txt", TEXT)
    stack.forget_messages()

    assert act(f"/parked/{note['parked_id']}/redrive")[1]["key"] == "daily/empty.txt"
    stack.run()
    assert [record["source"]["key"] for record in stack.records().values()] == ["daily/empty.txt"]


@pytest.mark.parametrize("path", ["/articles/nope/takedown", "/articles/nope/restore", "/parked/nope/redrive"])
def test_what_is_not_there_cannot_be_acted_on(stack: LocalStack, path: str) -> None:
    assert act(path)[0] == 404
    assert act(path, reason="")[0] == 422
