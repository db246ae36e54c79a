"""What an HTTP API owes its callers whatever they ask: limits, problems as RFC 9457 wants them, entity tags."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

PROBLEM = "application/problem+json"
JSON = "application/json"
BODY_LIMIT = 5_000_000  # bytes; a function is given six megabytes at most, and API Gateway refuses ten itself
RETRY_AFTER_S = 2
DETAIL = 4_000  # characters of what is told of a problem

Event = Mapping[str, Any]
Answer = dict[str, Any]


def problem(status: HTTPStatus, detail: str, **more: Any) -> str:
    """Return the body of a problem. What a caller wrote is told as far as it fits: it may hold megabytes."""
    shown = detail if len(detail) <= DETAIL else f"{detail[:DETAIL]}..."
    told = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": shown, **more}
    return json.dumps(told, ensure_ascii=False)


def problem_answer(status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return a problem as API Gateway takes it from a function."""
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": PROBLEM, "Cache-Control": "no-store", **(headers or {})},
        "body": problem(status, detail),
        "isBase64Encoded": False,
    }


def refused(event: Event) -> Answer | None:
    """Return what is wrong with a request before it is looked at: too large, no JSON; None where nothing is."""
    body = event.get("body") or ""
    if not body:
        return None
    size = len(body) * 3 // 4 if event.get("isBase64Encoded") else len(body.encode("utf-8", "surrogatepass"))
    if size > BODY_LIMIT:
        told = f"the body holds {size:,} bytes, expected at most {BODY_LIMIT:,}: drop larger files in the raw bucket"
        return problem_answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
    kind = _header(event, "content-type").partition(";")[0].strip().lower()
    if kind != JSON:
        told = f"the body is {kind or 'of no type'}, expected {JSON}"
        return problem_answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, told, {"Accept-Post": JSON})
    return None if _is_json(event) else problem_answer(HTTPStatus.BAD_REQUEST, "the body is no JSON")


def tagged(event: Event, answer: Answer) -> Answer:
    """Return *answer* with its entity tag; without its body, if the caller names that tag."""
    method = event["requestContext"]["http"]["method"]
    if answer["statusCode"] != HTTPStatus.OK or method != "GET":
        return answer
    body = answer.get("body") or ""
    tag = f'"{hashlib.blake2b(body.encode(), digest_size=12).hexdigest()}"'
    # Ask again each time: what was taken down must not be shown from a cache.
    headers = {**answer.get("headers", {}), "ETag": tag, "Cache-Control": "private, no-cache"}
    if _names(_header(event, "if-none-match"), tag):
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        return {"statusCode": 304, "headers": kept, "body": "", "isBase64Encoded": False}
    return {**answer, "headers": headers}


def not_allowed(path: str, allowed: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return what to say, and the header, where a path takes other methods."""
    listed = ", ".join(sorted(allowed))
    return f"{path} takes {listed}", {"Allow": listed}


def _header(event: Event, name: str) -> str:
    return str({key.lower(): value for key, value in (event.get("headers") or {}).items()}.get(name, ""))


def _names(wanted: str, tag: str) -> bool:
    """Weak comparison, as RFC 9110 has it for If-None-Match."""
    tags = {each.strip().removeprefix("W/") for each in wanted.split(",")}
    return bool(tags & {"*", tag})


def _is_json(event: Event) -> bool:
    try:
        body = base64.b64decode(event["body"], validate=True) if event.get("isBase64Encoded") else event["body"]
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
