"""The routes of the console."""

import re
from collections.abc import Callable
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from unspin import __version__
from unspin.console import views
from unspin.console.charts import meter
from unspin.console.guard import Access, Guard
from unspin.errors import InvalidCursor, TransientError
from unspin.pipeline.answers import ParkedShown, WithdrawnShown
from unspin.pipeline.listing import list_articles, list_clusters, list_parked
from unspin.pipeline.services import Services
from unspin.pipeline.statistics import show_site, sites, stats

STATIC = Path(__file__).parent / "static"
LINES = 25  # of a page of a list
FORM_LIMIT = 1_000_000  # bytes
QUERY = 200_000  # characters of a text that is looked up
LOOKS = ("place", "clean", "raw", "record")

View = Callable[[Request, Services], Response]


def console(services: Services, access: Access, *, hosts: list[str], told: str) -> Starlette:
    """Return the console of a stack, which *told* names for people; *hosts* are the names it may be called by."""
    templates.globals["stack"] = told
    templates.globals["form_token"] = access.form_token

    def route(path: str, view: View, *, takes_forms: bool = False) -> Route:
        methods = ["GET", "POST"] if takes_forms else ["GET"]
        return Route(path, partial(_answer, view=view, services=services, access=access), methods=methods)

    return Starlette(
        routes=[
            route("/", show_overview),
            route("/live", show_live),
            route("/search", show_search, takes_forms=True),
            route("/articles", show_articles),
            route("/articles/{name}", show_article),
            route("/articles/{name}/acts", act, takes_forms=True),
            route("/compare/{left}/{right}", show_comparison),
            route("/clusters", show_clusters),
            route("/clusters/{name}", show_cluster),
            route("/sites", show_sites),
            route("/sites/{name:path}", show_one_site),
            route("/rules", show_rules),
            route("/parked", show_parked),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, access=access, hosts=hosts)],
        exception_handlers={404: _nothing_here},
    )


async def _answer(request: Request, *, view: View, services: Services, access: Access) -> Response:
    """Run a view in a thread of its own; what it cannot do is told on a page."""
    request.state.form = {}
    if request.method == "POST":
        request.state.form = await _form(request)
        if not access.accepts(request.state.form.get("token")):
            told = "The form was not one of this console, or of an earlier run of it: load the page again."
            return page("message.html", request, 403, title="This was not sent from here", told=told)
    try:
        return await run_in_threadpool(view, request, services)
    except InvalidCursor as error:
        return page("message.html", request, 400, title="This page is none of this list", told=str(error))
    except TransientError as error:
        return page("message.html", request, 503, title="The index does not answer", told=str(error))


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form; none of one that is larger than any of ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _nothing_here(request: Request, _: Exception) -> Response:
    return page("message.html", request, 404, title="There is nothing here", told=f"No page is at {request.url.path}.")


def show_overview(request: Request, services: Services) -> Response:
    """The first page: counts, a chart, what changed last."""
    days = _days(request)
    return page(
        "overview.html",
        request,
        overview=views.overview(services, days=days),
        recent=list_clusters(services, limit=6).clusters,
        held=list_articles(services, limit=6, action="review").articles,
        days=days,
    )


def show_live(request: Request, services: Services) -> Response:
    """The part of the first page that is renewed while somebody looks."""
    days = _days(request)
    return page("counts.html", request, overview=views.overview(services, days=days), days=days)


def show_search(request: Request, services: Services) -> Response:
    """What a text, a URL or an id leads to."""
    query = (request.state.form.get("q") or request.query_params.get("q", ""))[:QUERY]
    asked = query.strip()
    if re.fullmatch(r"[0-9a-f]{20}|parked-[0-9a-f]{20}", asked):
        return RedirectResponse(f"/articles/{asked}", 303)
    found, wrong = views.found(query, services) if asked else (None, None)
    original = views.original_of(found, services) if found else None
    return page("search.html", request, query=query, found=found, wrong=wrong, original=original)


def show_articles(request: Request, services: Services) -> Response:
    """Articles, newest first, by rule or by decision."""
    rule, action = request.query_params.get("rule") or None, request.query_params.get("action") or None
    wanted: Any = action if action in {"publish", "review", "reject"} else None
    found = list_articles(services, limit=LINES, cursor=_cursor(request), rule=rule, action=wanted)
    return page("articles.html", request, found=found, rule=rule, action=wanted)


def show_article(request: Request, services: Services) -> Response:
    """One article, or one parked input."""
    name = request.path_params["name"]
    found = views.article(name, services)
    if found is None:
        told = f"No article and no parked input has the id {name}."
        return page("message.html", request, 404, title="Nothing of that id", told=told)
    if isinstance(found, WithdrawnShown):
        told = f"Nothing is kept of it but this: it was taken down at {found.withdrawn_at}. {found.reason}"
        return page("withdrawn.html", request, 410, name=name, told=told)
    if isinstance(found, ParkedShown):
        return page("parked_one.html", request, parked=found)
    look = request.query_params.get("look", "place")
    look = look if look in LOOKS and found.record else "place"
    blocks = views.in_place(found.record, services) if look == "place" and found.record else []
    raw = views.raw_page(found.record["source"], services) if look == "raw" else None
    return page(
        "article.html",
        request,
        article=found,
        look=look,
        blocks=blocks,
        raw=raw.content[: views.RAW_SHOWN] if raw else None,
    )


def act(request: Request, services: Services) -> Response:
    """Take an article down, restore it, or give a parked input another chance; the reason is kept."""
    name, form = request.path_params["name"], request.state.form
    reason = form.get("reason", "").strip()
    if request.method != "POST" or form.get("act") not in views.ACTS:
        return RedirectResponse(f"/articles/{name}", 303)
    if not reason:
        told = "Say why: it is kept in the audit trail, and shown to whoever asks for the article."
        return page("message.html", request, 422, title="There is no reason", told=told)
    done = views.acted(form["act"], name, reason[:2_000], services)
    if done is None:
        told = "It is not there, or is not in a state that this can be done in."
        return page("message.html", request, 409, title="Nothing was done", told=told)
    return page("message.html", request, title="Done", told=done)


def show_comparison(request: Request, services: Services) -> Response:
    """Two articles side by side."""
    found = views.comparison(request.path_params["left"], request.path_params["right"], services)
    if found is None:
        return page("message.html", request, 404, title="Nothing to compare", told="One of the two is not there.")
    return page("compare.html", request, pair=found)


def show_clusters(request: Request, services: Services) -> Response:
    """Clusters, those that changed last, the largest, or a site's."""
    site, order = request.query_params.get("site") or None, request.query_params.get("order", "recent")
    wanted: Any = order if order in {"recent", "size"} else "recent"
    found = list_clusters(services, limit=LINES, cursor=_cursor(request), order=wanted, site=site, days=30)
    return page("clusters.html", request, found=found, order=wanted, site=site)


def show_cluster(request: Request, services: Services) -> Response:
    """One cluster."""
    name = request.path_params["name"]
    found = views.cluster(name, services, cursor=_cursor(request))
    if found is None:
        told = f"No cluster and no article has the id {name}."
        return page("message.html", request, 404, title="Nothing of that id", told=told)
    return page("cluster.html", request, cluster=found)


def show_sites(request: Request, services: Services) -> Response:
    """Sites, and who copies whom."""
    days = _days(request)
    return page("sites.html", request, found=sites(services, days=days, limit=50), days=days)


def show_one_site(request: Request, services: Services) -> Response:
    """One site."""
    name, days = request.path_params["name"], _days(request)
    found = show_site(name, services, days=days)
    if found is None:
        told = f"Nothing came from {name} in the last {days} days."
        return page("message.html", request, 404, title="Nothing from that site", told=told)
    clusters = list_clusters(services, limit=10, site=name).clusters
    return page("site.html", request, site=found, clusters=clusters, days=days)


def show_rules(request: Request, services: Services) -> Response:
    """What rules found."""
    days = _days(request)
    return page("rules.html", request, counts=stats(services, days=days), days=days)


def show_parked(request: Request, services: Services) -> Response:
    """Inputs that could not be processed."""
    return page("parked.html", request, found=list_parked(services, limit=LINES, cursor=_cursor(request)))


def page(template: str, request: Request, status: int = 200, /, **shown: Any) -> Response:
    """Render a page."""
    return HTMLResponse(templates.get_template(template).render(request=request, **shown), status)


def _cursor(request: Request) -> str | None:
    return request.query_params.get("cursor") or None


def _days(request: Request) -> int:
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
