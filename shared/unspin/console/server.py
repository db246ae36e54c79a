"""The routes of the console."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from unspin.console import views
from unspin.console.guard import Access, Guard
from unspin.console.pages import LINES, STATIC, cursor_of, days_of, message, page, templates
from unspin.console.policies import act_on_policies, show_differences, show_one_policy, show_policies
from unspin.console.review import act_on_article, claim_one_more, show_queue, show_waiting
from unspin.errors import IndexMismatch, InvalidCursor, PolicyError, Refused, TransientError
from unspin.pipeline.answers import ParkedShown, WithdrawnShown
from unspin.pipeline.listing import list_articles, list_clusters, list_parked
from unspin.pipeline.services import Services
from unspin.pipeline.statistics import show_site, sites, stats

FORM_LIMIT = 1_000_000  # bytes
QUERY = 200_000  # characters of a text that is looked up
LOOKS = ("place", "clean", "raw", "record")

View = Callable[[Request, Services], Response]


def console(services: Services, access: Access, *, hosts: list[str], told: str, actor: str) -> Starlette:
    """Return the console of a stack, which *told* names for people; *hosts* are the names it may be called by.

    *actor* is who acts by it, as audit trails and claims name them.
    """
    templates.globals["stack"] = told
    templates.globals["form_token"] = access.form_token

    def route(path: str, view: View, *, takes_forms: bool = False) -> Route:
        methods = ["GET", "POST"] if takes_forms else ["GET"]
        answer = partial(_answer, view=view, services=services, access=access, actor=actor)
        return Route(path, answer, methods=methods)

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
            route("/review", show_queue),
            route("/review/claim", claim_one_more, takes_forms=True),
            route("/review/{name}", show_waiting),
            route("/review/{name}/acts", act_on_article, takes_forms=True),
            route("/policies", show_policies),
            route("/policies/acts", act_on_policies, takes_forms=True),
            route("/policies/differences", show_differences),
            route("/policies/{version}", show_one_policy),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, access=access, hosts=hosts)],
        exception_handlers={404: _nothing_here},
    )


async def _answer(request: Request, *, view: View, services: Services, access: Access, actor: str) -> Response:
    """Run a view in a thread of its own; what it cannot do is told on a page."""
    request.state.form, request.state.actor = {}, actor
    if request.method == "POST":
        request.state.form = await _form(request)
        if not access.accepts(request.state.form.get("token")):
            told = "The form was not one of this console, or of an earlier run of it: load the page again."
            return message(request, 403, "This was not sent from here", told)
    try:
        return await run_in_threadpool(view, request, services)
    except InvalidCursor as error:
        return message(request, 400, "This page is none of this list", str(error))
    except (Refused, PolicyError) as error:
        return message(request, 409, "Nothing was done", str(error), back=_back(request))
    except TransientError as error:
        return message(request, 503, "The index does not answer", str(error))
    except IndexMismatch as error:
        return message(request, 503, "Another release of unspin is needed", str(error))


def _back(request: Request) -> str:
    """Return the page that an act belongs to: what is acted on, if it has one."""
    place = request.url.path.removesuffix("/acts").removesuffix("/claim")
    return place if place != request.url.path else "/"


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form; none of one that is larger than any of ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _nothing_here(request: Request, _: Exception) -> Response:
    return message(request, 404, "There is nothing here", f"No page is at {request.url.path}.")


def show_overview(request: Request, services: Services) -> Response:
    """The first page: counts, a chart, what changed last."""
    days = days_of(request)
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
    days = days_of(request)
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
    found = list_articles(services, limit=LINES, cursor=cursor_of(request), rule=rule, action=wanted)
    return page("articles.html", request, found=found, rule=rule, action=wanted)


def show_article(request: Request, services: Services) -> Response:
    """One article, or one parked input."""
    name = request.path_params["name"]
    found = views.article(name, services)
    if found is None:
        told = f"No article and no parked input has the id {name}."
        return message(request, 404, "Nothing of that id", told)
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
        return message(request, 422, "There is no reason", told)
    done = views.acted(form["act"], name, reason[:2_000], services, actor=request.state.actor)
    if done is None:
        told = "It is not there, or is not in a state that this can be done in."
        return message(request, 409, "Nothing was done", told)
    return page("message.html", request, title="Done", told=done)


def show_comparison(request: Request, services: Services) -> Response:
    """Two articles side by side."""
    found = views.comparison(request.path_params["left"], request.path_params["right"], services)
    if found is None:
        return message(request, 404, "Nothing to compare", "One of the two is not there.")
    return page("compare.html", request, pair=found)


def show_clusters(request: Request, services: Services) -> Response:
    """Clusters, those that changed last, the largest, or a site's."""
    site, order = request.query_params.get("site") or None, request.query_params.get("order", "recent")
    wanted: Any = order if order in {"recent", "size"} else "recent"
    found = list_clusters(services, limit=LINES, cursor=cursor_of(request), order=wanted, site=site, days=30)
    return page("clusters.html", request, found=found, order=wanted, site=site)


def show_cluster(request: Request, services: Services) -> Response:
    """One cluster."""
    name = request.path_params["name"]
    found = views.cluster(name, services, cursor=cursor_of(request))
    if found is None:
        told = f"No cluster and no article has the id {name}."
        return message(request, 404, "Nothing of that id", told)
    return page("cluster.html", request, cluster=found)


def show_sites(request: Request, services: Services) -> Response:
    """Sites, and who copies whom."""
    days = days_of(request)
    return page("sites.html", request, found=sites(services, days=days, limit=50), days=days)


def show_one_site(request: Request, services: Services) -> Response:
    """One site."""
    name, days = request.path_params["name"], days_of(request)
    found = show_site(name, services, days=days)
    if found is None:
        told = f"Nothing came from {name} in the last {days} days."
        return message(request, 404, "Nothing from that site", told)
    clusters = list_clusters(services, limit=10, site=name).clusters
    return page("site.html", request, site=found, clusters=clusters, days=days)


def show_rules(request: Request, services: Services) -> Response:
    """What rules found."""
    days = days_of(request)
    return page("rules.html", request, counts=stats(services, days=days), days=days)


def show_parked(request: Request, services: Services) -> Response:
    """Inputs that could not be processed."""
    return page("parked.html", request, found=list_parked(services, limit=LINES, cursor=cursor_of(request)))
