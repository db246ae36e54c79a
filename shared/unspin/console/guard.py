"""Who may speak to the console: the browser that its address was opened in, and no page of another site.

The console acts with the credentials of whoever started it, and a port on a loopback address can be reached by every
program and user of the machine, and by web pages through the browser. So: a secret in the address it prints, kept
in a cookie that other sites do not send; the name it was called by (DNS rebinding); for acts, a token and an origin.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "unspin"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all, browsers send forms without their origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Access:
    """The secrets of one run."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def form_token(self) -> str:
        """What a form of ours holds, and no other page knows."""
        return hmac.new(self.key.encode(), b"form", sha256).hexdigest()

    def opens(self, key: str | None) -> bool:
        """Return whether *key* is the secret."""
        return key is not None and hmac.compare_digest(key.encode(), self.key.encode())

    def accepts(self, token: str | None) -> bool:
        """Return whether *token* came with a form of ours."""
        return token is not None and hmac.compare_digest(token.encode(), self.form_token.encode())


class Guard:
    """Refuses requests that are not the operator's; sets the headers that keep hostile text from acting."""

    def __init__(self, app: ASGIApp, access: Access, hosts: Iterable[str]) -> None:
        self._app = app
        self._access = access
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(Request(scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refused or self._app)(scope, receive, with_headers)

    def _refused(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse(f"this console is not called {host[:100]!r}", 421)
        if request.url.path.startswith("/static/"):
            return None
        if self._access.opens(request.query_params.get("key")):
            return self._let_in(request)
        if not self._access.opens(request.cookies.get(COOKIE)):
            return PlainTextResponse("open the address that `unspin console` printed: it holds the key", 403)
        if request.method not in {"GET", "HEAD"} and request.headers.get("origin") != f"http://{host}":
            return PlainTextResponse("this act was asked for by another page", 403)
        return None

    def _let_in(self, request: Request) -> Response:
        """Keep the key in a cookie, and take it out of the address."""
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "key"]
        target = "/" + request.url.path.lstrip("/") + (f"?{urlencode(rest)}" if rest else "")
        answer = RedirectResponse(target, 303)
        answer.set_cookie(COOKIE, self._access.key, httponly=True, samesite="strict", path="/")
        return answer
