"""The query function on the requests that API Gateway gives it."""

import base64
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from functions.query import app
from tests.e2e.stack import ARTICLES, LocalStack, ingested_stack
from tests.functions.payloads import payload
from unspin.http import BODY_LIMIT
from unspin.local.pump import Context
from unspin.moderation.policy import default_policy, read_policy
from unspin.pipeline.policies import draft
from unspin.pipeline.serving import NOTE

ORIGINAL, SPUN = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """The example articles, taken in once: whoever asks changes nothing."""
    with ingested_stack(tmp_path_factory.mktemp("query")) as stack:
        app.services.cache_clear()
        yield stack
    app.services.cache_clear()


def request(
    method: str,
    path: str,
    *,
    body: Any = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    event = payload("query", "stats")
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["queryStringParameters"] = query or {}
    event["rawQueryString"] = urlencode(query or {})
    event["headers"] = {"content-type": "application/json"} | (headers or {})
    event["body"] = json.dumps(body) if body is not None else None
    return event


def ask(method: str, path: str, *, body: Any = None, query: dict[str, str] | None = None) -> tuple[int, Any, str]:
    """Return status, body and content type."""
    return answered(request(method, path, body=body, query=query))


def answered(event: dict[str, Any]) -> tuple[int, Any, str]:
    answer = answer_to(event)
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]["Content-Type"]


def answer_to(event: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = app.lambda_handler(event, Context(function_name="unspin-query"))
    return found


@pytest.mark.parametrize(
    "body",
    [{"\u4e2d" * 800_000: 1}, {"file": "AAAA", "name": "x" * 4_000_000}, {"text": "a", "\n" * 2_000_000: None}],
    ids=["a key that there is not", "a name", "blanks"],
)
def test_a_problem_does_not_repeat_all_that_was_wrong(ingested: LocalStack, body: dict[str, Any]) -> None:
    answer = app.lambda_handler(request("POST", "/find", body=body), Context(function_name="unspin-query"))  # type: ignore[arg-type]

    assert answer["statusCode"] == 422
    assert len(json.dumps(answer)) < 100_000  # bytes, of 6,291,556 that a function may answer with


def test_the_example_requests_are_answered(ingested: LocalStack) -> None:
    for name in ("find-text", "find-url", "stats", "clusters", "review"):
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
    assert cluster["why"] == "published_first"
    assert [member["is_canonical"] for member in cluster["members"]] == [True, False, False, False, False]


def test_recent_clusters_are_listed(ingested: LocalStack) -> None:
    status, found, _ = ask("GET", "/clusters")

    assert status == 200
    [cluster] = found["clusters"]
    assert (cluster["size"], cluster["title"]) == (5, "Norway and Chile Sign Broader Maritime Accord")
    while found["next"]:  # a page looks through three weeks
        _, found, _ = ask("GET", "/clusters", query={"cursor": found["next"]})
        assert found["clusters"] == []


def test_counts_are_told(ingested: LocalStack) -> None:
    status, counts, _ = ask("GET", "/stats", query={"days": "2"})

    assert status == 200
    assert (counts["articles"], counts["clusters"], counts["copies"], counts["parked"]) == (8, 1, 4, 3)
    assert counts["relations"]["unique"] == 3
    assert counts["rules"]["respun.title"] == 1
    assert [day["articles"] for day in counts["days"]] == [0, 8]


def test_sites_are_listed_with_their_copies_and_who_copied_whom(ingested: LocalStack) -> None:
    _, found, _ = ask("GET", "/sites")

    by_site = {each["site"]: each for each in found["sites"]}
    assert by_site["daily-respin"] == {"site": "daily-respin", "articles": 1, "copies": 1, "duplicate_share": 1.0}
    assert by_site["harbour-post.example"]["copies"] == 0
    assert {"copier": "daily-respin", "original": "harbour-post.example", "articles": 1} in found["flows"]
    _, shown, _ = ask("GET", "/sites/harbour-post.example")
    assert [flow["original"] for flow in shown["copied_by"]] == ["harbour-post.example"] * len(shown["copied_by"])
    assert sum(flow["articles"] for flow in shown["copied_by"]) == 4


def test_articles_are_listed_by_rule_and_by_decision(ingested: LocalStack) -> None:
    spun = ingested.records()[SPUN]

    by_rule = ask("GET", "/articles", query={"rule": "respun.title"})[1]["articles"]
    held = ask("GET", "/articles", query={"action": "review"})[1]["articles"]

    assert [each["article_id"] for each in by_rule] == [spun["article_id"]]
    assert spun["article_id"] in {each["article_id"] for each in held}
    assert {each["action"] for each in held} == {"review"}
    assert ask("GET", "/articles", query={"rule": "privacy.iban"})[1] == {"articles": [], "next": None}


def test_a_rule_that_there_is_not_is_refused_with_those_written_alike(ingested: LocalStack) -> None:
    for path in ("/articles", "/review"):
        status, problem, kind = ask("GET", path, query={"rule": "respun.titel"})
        assert (status, problem["title"], kind) == (400, "Bad Request", "application/problem+json")
        assert "did you mean respun.title" in problem["detail"]
    assert "expected one of" in ask("GET", "/articles", query={"rule": "x"})[1]["detail"]
    for known in ("deny.site", "deny.phrase", "duplicate.exact", "appeal", "person"):
        assert ask("GET", "/review", query={"rule": known})[0] == 200


def test_a_list_is_read_to_its_end_a_page_at_a_time(ingested: LocalStack) -> None:
    whole = [each["article_id"] for each in ask("GET", "/articles")[1]["articles"]]
    pages, cursor = [], None
    while True:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        _, page, _ = ask("GET", "/articles", query=query)
        pages += [each["article_id"] for each in page["articles"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(whole) == 8
    assert pages == whole


def test_clusters_are_listed_by_size_and_by_site(ingested: LocalStack) -> None:
    [largest] = ask("GET", "/clusters", query={"order": "size"})[1]["clusters"]
    [of_site] = ask("GET", "/clusters", query={"site": "daily-respin"})[1]["clusters"]

    assert largest == of_site
    assert largest["site"] == "harbour-post.example"
    assert ask("GET", "/clusters", query={"site": "luckyspin"})[1]["clusters"] == []


def test_the_members_of_a_cluster_come_a_page_at_a_time(ingested: LocalStack) -> None:
    copy = ingested.records()[SPUN]["article_id"]

    _, first, _ = ask("GET", f"/clusters/{copy}", query={"limit": "3"})
    _, rest, _ = ask("GET", f"/clusters/{copy}", query={"limit": "3", "cursor": first["next"]})

    assert [len(first["members"]), len(rest["members"]), rest["next"]] == [3, 2, None]
    assert len({each["article_id"] for each in first["members"] + rest["members"]}) == 5


def test_parked_inputs_are_listed(ingested: LocalStack) -> None:
    _, found, _ = ask("GET", "/parked")

    assert len(found["parked"]) == 3
    assert "truncated_gzip" in {each["reason"] for each in found["parked"]}


def test_what_waits_is_listed_by_age_by_score_and_by_rule(ingested: LocalStack) -> None:
    spun = ingested.records()[SPUN]["article_id"]

    for query in ({}, {"order": "score"}, {"rule": "respun.substitutions"}):
        status, found, _ = ask("GET", "/review", query=query)
        assert (status, [each["article_id"] for each in found["articles"]]) == (200, [spun])
        assert (found["articles"][0]["rule"], found["articles"][0]["claimed_by"]) == ("respun.substitutions", None)
    assert ask("GET", "/review", query={"rule": "spam.terms"})[1] == {"articles": [], "next": None}


def test_the_queue_is_read_to_its_end_by_its_own_cursor(ingested: LocalStack) -> None:
    _, first, _ = ask("GET", "/review", query={"limit": "1"})

    rest = ask("GET", "/review", query={"limit": "1", "cursor": first["next"]})

    assert (len(first["articles"]), rest[1]) == (1, {"articles": [], "next": None})
    assert ask("GET", "/review", query={"order": "score", "cursor": first["next"]})[0] == 400


def test_policies_are_listed_and_shown(ingested: LocalStack) -> None:
    version = default_policy().version

    _, found, _ = ask("GET", "/policies")
    status, shown, _ = ask("GET", f"/policies/{version}")

    assert found["in_force"] == version
    assert [each["version"] for each in found["policies"]] == [version]
    assert (status, shown["text"], shown["differs"]) == (200, default_policy().text, [])
    assert ask("GET", "/policies/no-such-policy")[0] == 404


def test_policies_are_listed_a_page_at_a_time(ingested: LocalStack) -> None:
    kept = ingested.services().policies.kept
    texts = [default_policy().text.replace('"2026-11-25"', f'"listed-{number}"', 1) for number in range(3)]
    versions = [read_policy(text, name="p").version for text in texts]
    for version, text in zip(versions, texts, strict=True):
        assert kept.keep(version, text)

    _, first, _ = ask("GET", "/policies", query={"limit": "2"})
    _, rest, _ = ask("GET", "/policies", query={"limit": "2", "cursor": first["next"]})

    assert [each["version"] for each in first["policies"]] == [default_policy().version, min(versions)]
    assert [each["version"] for each in rest["policies"]] == sorted(versions)[1:]
    assert rest["next"] is None
    assert ask("GET", "/policies", query={"cursor": "other"})[0] == 400
    for version in versions:
        boto3.client("s3").delete_object(
            Bucket=ingested.created.outputs["PolicyBucketName"], Key=f"versions/{version}.yaml"
        )


def test_an_answer_that_has_not_changed_is_not_sent_again(ingested: LocalStack) -> None:
    path = f"/articles/{ingested.records()[SPUN]['article_id']}"
    tag = answer_to(request("GET", path))["headers"]["ETag"]

    for wanted, status in ((tag, 304), (f'"x", W/{tag}', 304), ("*", 304), ('"x"', 200)):
        answer = answer_to(request("GET", path, headers={"If-None-Match": wanted}))
        assert (answer["statusCode"], answer["headers"]["ETag"]) == (status, tag)
        assert bool(answer["body"]) == (status == 200)


def test_a_cursor_of_another_list_is_refused(ingested: LocalStack) -> None:
    cursor = ask("GET", "/articles", query={"limit": "1"})[1]["next"]
    flipped = ("B" if cursor[0] != "B" else "C") + cursor[1:]

    for path, query in (
        ("/parked", {"cursor": cursor}),
        ("/articles", {"cursor": cursor, "rule": "respun.title"}),
        ("/articles", {"cursor": flipped}),
        ("/articles", {"cursor": "no cursor"}),
        ("/articles", {"cursor": cursor[:-4]}),
        ("/clusters", {"cursor": cursor, "order": "size"}),
    ):
        status, problem, _ = ask("GET", path, query=query)
        assert (status, problem["title"]) == (400, "Bad Request")
        assert "cursor" in problem["detail"]


def test_an_index_of_another_release_is_named(ingested: LocalStack) -> None:
    index = ingested.services().index
    note = index.note(NOTE)
    assert note is not None
    assert index.put_note(replace(note, values={**note.values, "serving": '{"unheard_of": 1}'}))

    status, problem, _ = ask("POST", "/find", body={"text": "a ferry"})

    assert index.put_note(replace(note, version=note.version + 1))  # others ask the same index
    assert (status, "this release cannot compute" in problem["detail"]) == (503, True)


def test_a_body_is_refused_by_its_size_its_type_and_its_form(ingested: LocalStack) -> None:
    large = request("POST", "/find", body={"text": "x" * BODY_LIMIT})
    as_text = request("POST", "/find", body={"text": "x"}, headers={"content-type": "text/plain"})
    broken = request("POST", "/find") | {"body": "{"}

    assert [answered(each)[0] for each in (large, as_text, broken)] == [413, 415, 400]
    assert {answered(each)[2] for each in (large, as_text, broken)} == {"application/problem+json"}
    at_limit = request("POST", "/find") | {"body": " " * (BODY_LIMIT - 2) + "{}"}
    assert answered(at_limit)[0] == 422


def test_a_wrong_method_is_told_which_are_right(ingested: LocalStack) -> None:
    answer = answer_to(request("POST", "/articles", body={}))

    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "GET")
    assert answer_to(request("GET", "/find"))["headers"]["Allow"] == "POST"


def test_what_breaks_is_a_problem_and_names_the_request(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    app.services.cache_clear()
    monkeypatch.delenv("INDEX_TABLE")
    try:
        status, problem, content_type = ask("GET", "/stats")
    finally:
        app.services.cache_clear()

    assert (status, content_type) == (500, "application/problem+json")
    assert "00000000-0000" in problem["detail"]
    assert "INDEX_TABLE" not in problem["detail"]


def test_a_busy_index_asks_to_come_again(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    app.services.cache_clear()
    monkeypatch.setenv("INDEX_TABLE", "gone")
    try:
        answer = answer_to(request("GET", "/stats"))
    finally:
        app.services.cache_clear()

    assert answer["statusCode"] == 503
    assert answer["headers"]["Retry-After"] == "2"


def test_any_read_asks_dynamodb_five_times_at_most_and_never_scans(ingested: LocalStack) -> None:
    records, parked = ingested.records(), next(iter(ingested.parked().values()))
    copy = records[SPUN]["article_id"]
    reads = {
        "/articles": {"limit": "100"},
        "/articles?rule": {"rule": "respun.title"},
        "/articles?action": {"action": "review"},
        f"/articles/{copy}": {},
        f"/articles/{parked['parked_id']}": {},
        f"/articles/{copy}/relations": {},
        "/clusters": {},
        "/clusters?order": {"order": "size", "days": "90"},
        "/clusters?site": {"site": "daily-respin"},
        f"/clusters/{copy}": {},
        "/parked": {},
        "/sites": {"days": "90"},
        "/sites/daily-respin": {"days": "90"},
        "/stats": {"days": "90"},
        "/review": {},
        "/review?order": {"order": "score"},
        "/review?rule": {"rule": "respun.substitutions"},
        "/policies": {},
        f"/policies/{default_policy().version}": {},
        "/policies/draft/differences": {"days": "28"},
    }
    draft(default_policy(), ingested.services(), by="ada", note="to count what it would change")
    for path, query in reads.items():
        with dynamodb_calls() as calls:
            assert ask("GET", path.partition("?")[0], query=query)[0] == 200
        # Policies are kept in a bucket: which decides is no question to the index.
        assert (0 if path.startswith("/policies") else 1) <= len(calls) <= 5, (path, calls)
        assert "Scan" not in calls
    templates = {re.sub(r"\{.*?\}", "{}", path) for path, told in openapi()["paths"].items() if "get" in told}
    ids = rf"/(?:{copy}|{parked['parked_id']}|daily-respin|{default_policy().version})\b"
    asked = {re.sub(ids, "/{}", path.partition("?")[0]) for path in reads}
    assert asked == templates


def test_a_look_up_asks_in_three_rounds(ingested: LocalStack) -> None:
    """All keys at once, then the bodies of the candidates, then their entries."""
    text = (ARTICLES / SPUN).read_text()

    with dynamodb_calls() as calls:
        ask("POST", "/find", body={"text": text})

    rounds = [name for name, _ in itertools.groupby(calls)]
    assert [name for name in rounds if name in {"Query", "BatchGetItem"}][:2] == ["Query", "BatchGetItem"]
    assert "Scan" not in calls
    assert len([name for name in calls if name != "Query"]) <= 25


@contextmanager
def dynamodb_calls() -> Iterator[list[str]]:
    """Collect the requests that are made to DynamoDB."""
    found: list[str] = []
    boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("before-call.dynamodb.*", lambda model, **_: found.append(model.name))
    app.services.cache_clear()
    try:
        yield found
    finally:
        boto3.setup_default_session()
        app.services.cache_clear()


def openapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.app.get_openapi_json_schema())
    return found


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
    ingested: LocalStack, method: str, path: str, query: dict[str, str] | None, body: Any, status: int, told: str
) -> None:
    answer = ask(method, path, body=body, query=query)

    assert (answer[0], answer[2]) == (status, "application/problem+json")
    problem = answer[1]
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert problem["title"]
    assert told in problem["detail"]


def test_the_api_describes_itself() -> None:
    schema = openapi()

    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/find",
        "/articles/{article_id}",
        "/clusters/{cluster_id}",
        "/clusters",
        "/stats",
        "/articles",
        "/articles/{article_id}/relations",
        "/parked",
        "/sites",
        "/sites/{site}",
        "/articles/{article_id}/takedown",
        "/articles/{article_id}/restore",
        "/parked/{parked_id}/redrive",
        "/review",
        "/review/claim",
        "/articles/{article_id}/claim",
        "/articles/{article_id}/release",
        "/articles/{article_id}/rulings",
        "/policies",
        "/policies/{version}",
        "/policies/draft/differences",
    }
