"""What API Gateway does between a caller and the query function, in this process: a WSGI application."""

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from unspin.local.pump import Context, Handler

BODY_LIMIT = 10_000_000  # bytes, API Gateway's own

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def application(handler: Handler) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """Return a WSGI application that answers with what *handler* answers to API Gateway's events."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > BODY_LIMIT:
            start_response("413 Request Entity Too Large", [("Content-Type", "application/json")])
            return [b'{"message":"Request Entity Too Large"}']
        found = handler(_event(environ, environ["wsgi.input"].read(length)), Context("unspin-query"))
        status = HTTPStatus(found["statusCode"])
        start_response(f"{status.value} {status.phrase}", _headers(found))
        body = found.get("body") or ""
        return [base64.b64decode(body) if found.get("isBase64Encoded") else body.encode("utf-8", "replace")]

    return answer


def _event(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Return the event of payload format 2.0."""
    # WSGI hands the bytes of a path over as if they were Latin-1.
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    query = environ.get("QUERY_STRING", "")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    values: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values[name] = f"{values[name]},{value}" if name in values else value
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "queryStringParameters": values,
        "requestContext": {
            "http": {"method": environ["REQUEST_METHOD"], "path": path, "sourceIp": "127.0.0.1"},
            "requestId": "local",
            "stage": "$default",
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def _headers(answer: dict[str, Any]) -> list[tuple[str, str]]:
    several = answer.get("multiValueHeaders") or {}
    listed = [(name, str(value)) for name, values in several.items() for value in values]
    return listed + [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
