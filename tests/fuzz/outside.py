"""What else reads bytes from outside: messages of the queue, records on their whole way, policies, requests.

Records and messages go through everything that ingest does: what it cannot take it has to park, and nothing else.
"""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from functions.query import app
from tests.fuzz.harness import Target
from unspin.adapters.memory import MemoryRawObjects
from unspin.errors import PermanentError, PolicyError
from unspin.messages import ArticleStored, articles_stored
from unspin.moderation.policy import read_policy
from unspin.pipeline.ingest import ingest
from unspin.pipeline.park import park_message
from unspin.pipeline.services import Services
from unspin.runtime import embedded

EVENTS = Path(__file__).parents[2] / "events"
TEXT = (
    "The swimming bath of Orrin opens again on 3 May, after eleven months and 212 new tiles. Ida Pell of the council "
    "said that the water will be warmer by two degrees, and that nobody has to bring a towel. The first to jump in "
    "will be the mayor, who lost a bet with her brother in 2024."
)
RECORD = {
    "id": "7", "url": "https://orrin.example/bath?utm_source=x", "title": "Bath of Orrin opens", "text": TEXT,
    "published_at": "2026-03-01T08:00:00+01:00", "site": "orrin.example", "language": "en",
}  # fmt: skip
CONTINUED = ArticleStored("raw", "a/feed.jsonl", "v1", "2026-11-02T10:00:00.000Z", "0A", 3).to_json()
JSON = ('"', "\\", "{", "}", "[", "]", ",", ":", "null", "1e999", "-1", "true", "\\ud800", "\\u0000", "%2F", "#", "\n")
FIELDS = (
    '"eventTime":', '"eventName":"ObjectCreated:Put"', '"s3":{', '"object":{"key":', '"Records":[', '"versionId":',
    '"sequencer":', '"unspin":"ArticleStored"', '"first_line":', '"event_time":', "9999-99-99T99:99:99Z", "-",
)  # fmt: skip
DATES = ("0000-00-00", "99999-01-01", "+99:99", "T", "Z", "https://", "//", "[::1]", "@", "%", "\u202e", "xn--")
YAML = (
    "- ",
    ": ",
    "&a ",
    "*a",
    "<<: ",
    "!!python/object:os.system ",
    "|\n",
    "{",
    "[",
    "'",
    "rules:",
    "kind: ",
    "\t",
    "%",
    ".inf",
)


def _services() -> Services:
    return embedded()


def message(data: bytes) -> None:
    """Handle a message of the queue as the ingest function does."""
    services, body = _services(), data.decode("utf-8", "replace")
    try:
        for each in articles_stored(body):
            list(ingest(each, services))
    except PermanentError as error:
        park_message(body, "00000000-0000-4000-8000-000000000001", error, services)


def dropped(name: str) -> Callable[[bytes], None]:
    """Return what takes an object of that name in, alone in its index."""

    def take(data: bytes) -> None:
        services = _services()
        raw = services.raw
        if isinstance(raw, MemoryRawObjects):
            raw.put("raw", name, data)
        outcomes = list(ingest(ArticleStored("raw", name, event_time="2026-11-02T10:00:00.000Z"), services))
        for each in outcomes:
            if each.kind not in {"stored", "known", "superseded", "parked"}:
                raise AssertionError(f"expected it stored or parked, got {each.kind}")

    return take


def request(data: bytes) -> None:
    """Ask the query function with *data* as the body, as the path, and as a parameter."""
    services = _services()
    real, app.services = app.services, lambda: services  # type: ignore[assignment]
    text = data.decode("utf-8", "replace")
    try:
        for method, path, query, body in (
            ("POST", "/find", None, text),
            ("GET", f"/articles/{text[:200]}", None, None),
            ("GET", "/clusters", {"days": text[:200], "limit": text[200:300]}, None),
        ):
            _answered(method, path, query, body)
    finally:
        app.services = real


def _answered(method: str, path: str, query: dict[str, str] | None, body: str | None) -> None:
    event: dict[str, Any] = json.loads((EVENTS / "query" / "stats.json").read_text(encoding="utf-8"))
    event |= {"rawPath": path, "body": body, "queryStringParameters": query or {}}
    event["requestContext"]["http"] |= {"method": method, "path": path}
    from unspin.local.pump import Context

    answer = app.lambda_handler(event, Context())  # type: ignore[arg-type]
    if not 200 <= answer["statusCode"] < 500:
        raise AssertionError(f"{method} {path!r:.80} was answered with {answer['statusCode']}")


def _bytes(*tokens: str) -> tuple[bytes, ...]:
    return tuple(token.encode("utf-8", "surrogatepass") for token in tokens)


def _event(name: str) -> bytes:
    event = json.loads((EVENTS / "ingest" / f"{name}.json").read_text(encoding="utf-8"))
    return str(event["Records"][0]["body"]).encode()


def _request(**body: Any) -> bytes:
    return json.dumps(body).encode()


OUTSIDE = (
    Target("message", message, (_event("one-article"), _event("test-event"), CONTINUED.encode()),
           _bytes(*JSON, *FIELDS)),
    Target("record", dropped("a.json"), (json.dumps(RECORD).encode(),), _bytes(*JSON, *DATES)),
    Target("feed", dropped("a.jsonl"), (json.dumps(RECORD).encode() + b"\n" + json.dumps({"text": TEXT}).encode(),),
           _bytes(*JSON, *DATES)),
    Target("policy", lambda data: read_policy(data.decode("utf-8", "replace"), name="fuzzed"),
           ((files("unspin.moderation") / "default_policy.yaml").read_bytes(),
            b"version: '1'\nactions: {review: 0.5, reject: 0.9}\nrules: {length.minimum: {words: 40, score: 0.6}}\n"),
           _bytes(*YAML), (PolicyError,)),
    Target("request", request, (_request(text=TEXT), _request(url="https://orrin.example/bath"),
           _request(file="aGVsbG8=", name="a.txt")), _bytes(*JSON)),
)  # fmt: skip
