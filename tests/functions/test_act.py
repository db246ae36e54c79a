"""What the API does to articles: taking down, restoring, another chance for what is parked."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest

from functions.query import app
from tests.e2e.stack import ARTICLES, LocalStack
from tests.functions.test_query import answered, ask, openapi, request
from unspin.local.session import default_template
from unspin.local.template import translated
from unspin.moderation.policy import default_policy, read_policy
from unspin.pipeline.policies import draft

TEXT = (
    "The ferry of Osterhavn leaves at noon, said its captain Maren Ottesen, with nine men and 14 sheep on board.\n\n"
    * 3
)
ACTOR = "arn:aws:iam::123456789012:user/editor"
BEN = "arn:aws:iam::123456789012:user/ben"
SPUN = "daily-respin/maritime-deal.txt"


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    app.services.cache_clear()
    yield
    app.services.cache_clear()


def act(path: str, reason: str = "the captain is wrong") -> tuple[int, dict[str, str]]:
    event = request("POST", path, body={"reason": reason})
    event["requestContext"]["authorizer"] = {"iam": {"userArn": ACTOR}}
    status, told, _ = answered(event)
    return status, told


def test_an_article_that_is_taken_down_is_not_shown_by_anything(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    status, told = act(f"/articles/{name}/restore")
    assert (status, "may be so still, until" in told["detail"]) == (409, True)
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
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


def asked(path: str, body: dict[str, Any], actor: str = ACTOR) -> tuple[int, Any]:
    event = request("POST", path, body=body)
    event["requestContext"]["authorizer"] = {"iam": {"userArn": actor}}
    status, told, content_type = answered(event)
    assert content_type == ("application/json" if status == 200 else "application/problem+json")
    return status, told


def ruled(name: str, kind: str, actor: str = ACTOR, **more: Any) -> tuple[int, Any]:
    return asked(f"/articles/{name}/rulings", {"kind": kind, "note": "I have read it", **more}, actor)


def test_an_article_goes_from_the_queue_to_where_a_person_puts_it_and_back(ingested: LocalStack) -> None:
    name = ingested.records()[SPUN]["article_id"]
    status, claim = asked("/review/claim", {"order": "score"})
    assert (status, claim["article_id"], claim["by"]) == (200, name, ACTOR)
    assert ask("GET", "/review")[1]["articles"][0]["claimed_by"] == ACTOR
    assert asked(f"/articles/{name}/claim", {}, BEN) == (409, ANY)
    status, problem = ruled(name, "reject", BEN)
    assert (status, ACTOR in problem["detail"]) == (409, True)
    assert asked("/review/claim", {}, BEN)[0] == 409

    status, told = ruled(name, "approve")

    assert (status, told["action_before"], told["action"]) == (200, "review", "publish")
    assert ask("GET", "/review")[1]["articles"] == []
    assert ruled(name, "reject")[0] == 409
    assert ruled(name, "reject", anyway=True)[1]["action"] == "reject"
    assert ruled(name, "undo")[1]["action"] == "publish"
    assert ruled(name, "appeal", BEN)[1]["action"] == "review"
    assert ruled(name, "reclassify", label="promo.sponsored", action="publish")[1]["action"] == "publish"
    acts = [(each["actor"], each["kind"]) for each in ask("GET", f"/articles/{name}")[1]["acts"]]
    kinds = ("approved", "rejected", "undone", "appealed", "reclassified")
    assert acts == [(BEN if kind == "appealed" else ACTOR, kind) for kind in kinds]


def test_a_claim_is_given_back(ingested: LocalStack) -> None:
    name = ingested.records()[SPUN]["article_id"]
    assert asked(f"/articles/{name}/claim", {"minutes": 5})[0] == 200

    assert asked(f"/articles/{name}/release", {}) == (200, {"article_id": name, "by": ACTOR})

    assert asked(f"/articles/{name}/release", {})[0] == 409
    assert asked(f"/articles/{name}/claim", {}, BEN)[0] == 200


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/articles/nope/claim", {}, 404),
        ("/articles/nope/release", {}, 409),
        ("/articles/nope/rulings", {"kind": "approve", "note": "x"}, 404),
        ("/articles/nope/rulings", {"kind": "approve", "note": " "}, 422),
        ("/articles/nope/rulings", {"kind": "approve"}, 422),
        ("/articles/nope/rulings", {"kind": "burn", "note": "x"}, 422),
        ("/articles/nope/rulings", {"kind": "reclassify", "note": "x"}, 422),
        ("/articles/nope/rulings", {"kind": "reject", "note": "x", "label": "spam.terms"}, 422),
        ("/articles/nope/rulings", {"kind": "reclassify", "note": "x", "label": "no.such"}, 409),
        ("/review/claim", {}, 409),
        ("/review/claim", {"minutes": 0}, 422),
    ],
)
def test_what_cannot_be_decided_is_told(stack: LocalStack, path: str, body: dict[str, Any], status: int) -> None:
    assert asked(path, body)[0] == status


def test_what_a_draft_would_change_is_counted_by_rule_with_examples(stack: LocalStack) -> None:
    assert ask("GET", "/policies/draft/differences")[0] == 404
    text = default_policy().text.replace("words: 40", "words: 200")
    draft(read_policy(text, name="longer"), stack.services(), by="ada", note="stubs are a nuisance")
    app.services.cache_clear()  # which policies there are is looked up once a minute
    stack.drop("brief.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes())
    stack.run()

    status, found, _ = ask("GET", "/policies/draft/differences")

    [difference] = found["differences"]
    assert (status, found["articles"], found["changed"]) == (200, 1, 1)
    assert (difference["rule"], difference["before"], difference["after"]) == ("length.minimum", "publish", "review")
    assert "expected at least 200" in difference["examples"][0]["evidence"]
    assert found["parameters"] == ["rules.length.minimum.words: 40 -> 200"]


def test_every_act_goes_to_the_function_that_may_write() -> None:
    events = translated(default_template())["Resources"]["OpsApi"]["Properties"]["Body"]["paths"]
    routed = {path for path, told in events.items() if "ActFunction" in json.dumps(told)}

    assert routed == {path for path, told in openapi()["paths"].items() if "post" in told} - {"/find"}


@pytest.mark.parametrize("path", ["/articles/nope/takedown", "/articles/nope/restore", "/parked/nope/redrive"])
def test_what_is_not_there_cannot_be_acted_on(stack: LocalStack, path: str) -> None:
    assert act(path)[0] == 404
    assert act(path, reason="")[0] == 422
    assert act(path, reason=" \n")[0] == 422
