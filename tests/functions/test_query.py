"""The query function on the requests that API Gateway gives it."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.query import app
from tests.e2e.stack import ARTICLES, LocalStack
from tests.functions.payloads import payload
from unspin.local.pump import Context

ORIGINAL, SPUN = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    app.services.cache_clear()
    yield
    app.services.cache_clear()


def ask(method: str, path: str, *, body: Any = None, query: dict[str, str] | None = None) -> tuple[int, Any, str]:
    """Return status, body and content type."""
    event = payload("query", "stats")
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["queryStringParameters"] = query or {}
    event["body"] = json.dumps(body) if body is not None else None
    return answered(event)


def answered(event: dict[str, Any]) -> tuple[int, Any, str]:
    answer = app.lambda_handler(event, Context(function_name="unspin-query"))
    content_type = answer["headers"]["Content-Type"]
    return answer["statusCode"], json.loads(answer["body"]), content_type


def test_the_example_requests_are_answered(ingested: LocalStack) -> None:
    for name in ("find-text", "find-url", "stats", "clusters"):
        status, found, _ = answered(payload("query", name))
        assert status == 200
        assert found

    assert answered(payload("query", "show-nothing"))[0] == 404


def test_a_text_is_found_by_its_copies_and_not_taken_in(ingested: LocalStack) -> None:
    text = (ARTICLES / SPUN).read_text()

    status, found, _ = ask("POST", "/find", body={"text": text})

    assert status == 200
    by_id = {match["article_id"]: match for match in found["matches"]}
    original = by_id[ingested.records()[ORIGINAL]["article_id"]]
    assert original["relation"] == "rewritten"
    assert "Broader" in original["evidence"]["summary"]
    assert len(ingested.records()) == 8


def test_a_file_is_found(ingested: LocalStack) -> None:
    data = (ARTICLES / "valley-herald/maritime-accord.html.gz").read_bytes()

    status, found, _ = ask("POST", "/find", body={"file": base64.b64encode(data).decode(), "name": "a.html.gz"})

    assert (status, found["matches"][0]["relation"]) == (200, "exact")


@pytest.mark.parametrize(
    "url",
    [
        "https://riverside-news.example/2026/03/08/norway-chile-accord",  # came with the record
        "https://www.harbour-post.example/world/norway-chile-maritime-accord?utm_source=x",  # the page's own
    ],
)
def test_a_url_is_found_with_the_articles_related_to_it(ingested: LocalStack, url: str) -> None:
    status, found, _ = ask("POST", "/find", body={"url": url})

    assert status == 200
    assert found["matches"][0]["title"] == "Norway and Chile Sign Broader Maritime Accord"
    assert "rewritten" in {match["relation"] for match in found["matches"]}


def test_an_unknown_url_matches_nothing(ingested: LocalStack) -> None:
    assert ask("POST", "/find", body={"url": "https://nowhere.example/"})[:2] == (200, {"matches": []})


def test_an_article_is_shown_with_its_relations(ingested: LocalStack) -> None:
    copy = ingested.records()[SPUN]

    status, shown, _ = ask("GET", f"/articles/{copy['article_id']}")

    assert status == 200
    assert shown["record"] == copy
    assert copy["duplicate_of"] in {each["article_id"] for each in shown["relations"]}


def test_a_parked_input_is_shown_with_its_reason(ingested: LocalStack) -> None:
    note = ingested.parked()["quickread/cut-off.html.gz"]

    status, shown, _ = ask("GET", f"/articles/{note['parked_id']}")

    assert (status, shown["reason"]) == (200, "truncated_gzip")
    assert shown["location"].startswith("s3://")


def test_a_cluster_is_shown_by_any_of_its_articles(ingested: LocalStack) -> None:
    records = ingested.records()

    answers = [ask("GET", f"/clusters/{records[key]['article_id']}") for key in (ORIGINAL, SPUN)]

    assert answers[0] == answers[1]
    status, cluster, _ = answers[0]
    assert (status, cluster["size"], cluster["canonical"]) == (200, 5, records[ORIGINAL]["article_id"])
    assert [member["is_canonical"] for member in cluster["members"]] == [True, False, False, False, False]


def test_recent_clusters_are_listed(ingested: LocalStack) -> None:
    status, found, _ = ask("GET", "/clusters", query={"days": "1"})

    assert status == 200
    assert [(each["size"], each["title"]) for each in found] == [(5, "Norway and Chile Sign Broader Maritime Accord")]


def test_counts_are_told(ingested: LocalStack) -> None:
    status, counts, _ = ask("GET", "/stats", query={"days": "1"})

    assert status == 200
    assert (counts["articles"], counts["clusters"], counts["parked"]) == (8, 1, 3)
    assert counts["relations"]["unique"] == 3


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "status", "told"),
    [
        ("GET", "/articles/nope", None, None, 404, "no article and no parked input nope"),
        ("GET", "/clusters/nope", None, None, 404, "no cluster and no article nope"),
        ("GET", "/nothing-here", None, None, 404, "nothing at this path"),
        ("GET", "/stats", {"days": "0"}, None, 422, "days"),
        ("GET", "/clusters", {"limit": "many"}, None, 422, "limit"),
        ("POST", "/find", None, {}, 422, "exactly one of url, text and file, got none"),
        ("POST", "/find", None, {"url": "https://a.example", "text": "b"}, 422, "got url, text"),
        ("POST", "/find", None, {"texts": "b"}, 422, "texts"),
        ("POST", "/find", None, {"file": "no base64!"}, 422, "base64"),
        ("POST", "/find", None, {"file": "ümlaut"}, 422, "base64"),
        ("POST", "/find", None, {"file": "iVBORw==", "name": "a.png"}, 422, "png"),
        ("POST", "/find", None, {"text": ""}, 422, "article"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(
    stack: LocalStack, method: str, path: str, query: dict[str, str] | None, body: Any, status: int, told: str
) -> None:
    answer = ask(method, path, body=body, query=query)

    assert (answer[0], answer[2]) == (status, "application/problem+json")
    problem = answer[1]
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert problem["title"]
    assert told in problem["detail"]


def test_a_body_that_is_no_json_is_a_problem(stack: LocalStack) -> None:
    event = payload("query", "find-text") | {"body": "{"}

    status, problem, content_type = answered(event)

    assert (status, content_type) == (422, "application/problem+json")
    assert problem["detail"]


def test_the_api_describes_itself() -> None:
    schema = json.loads(app.app.get_openapi_json_schema())

    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/find",
        "/articles/{article_id}",
        "/clusters/{cluster_id}",
        "/clusters",
        "/stats",
    }
