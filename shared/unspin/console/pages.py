"""How pages are rendered: every value of others is escaped, by the templates and here."""

import re
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from unspin import __version__
from unspin.console.charts import meter

STATIC = Path(__file__).parent / "static"
LINES = 25  # of a page of a list


def page(template: str, request: Request, status: int = 200, /, **shown: Any) -> Response:
    """Render a page."""
    return HTMLResponse(templates.get_template(template).render(request=request, **shown), status)


def message(request: Request, status: int, title: str, told: str, *, back: str = "/") -> Response:
    """Render a page that says one thing, and leads back."""
    return page("message.html", request, status, title=title, told=told, back=back)


def cursor_of(request: Request) -> str | None:
    """Return where a list goes on, as the address says."""
    return request.query_params.get("cursor") or None


def days_of(request: Request) -> int:
    """Return how far back to look, as the address says; a week, where it says nothing usable."""
    asked = request.query_params.get("days", "7")
    return min(90, max(1, int(asked))) if asked.isdecimal() and len(asked) < 4 else 7


@cache
def _digest(file: str) -> str:
    return blake2b((STATIC / file).read_bytes(), digest_size=6).hexdigest()


def _static(file: str) -> str:
    return f"/static/{file}?{_digest(file)}"


def _when(at: str | None) -> Markup:
    """A time as people read it, and as machines do."""
    if not at:
        return Markup('<span class="none">no date</span>')
    told = f"{at[:10]} {at[11:16]}" if len(at) > 10 else at
    return Markup('<time datetime="{}">{}</time>').format(at, told.strip())


def _words(name: str) -> str:
    return name.replace("_", " ")


def _link(url: str | None) -> Markup:
    """A URL of a page of others: shown, and followed only where it is one of the web."""
    if not url:
        return Markup("")
    if not re.match(r"https?://", url, re.IGNORECASE):
        return escape(url)
    return Markup('<a class="out" href="{0}" rel="noreferrer noopener nofollow">{0}</a>').format(url)


templates = Environment(
    loader=PackageLoader("unspin.console"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters |= {"when": _when, "words": _words, "link": _link, "meter": meter}
templates.globals |= {"static": _static, "version": __version__}
