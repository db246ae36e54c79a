"""The queue of articles that wait for a person: look, claim, decide, take back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from unspin.console import views
from unspin.console.anatomy import Block
from unspin.console.pages import LINES, cursor_of, message, page
from unspin.errors import Refused, UnknownRule
from unspin.moderation.rules import RULES
from unspin.pipeline.claims import release
from unspin.pipeline.present import present
from unspin.pipeline.review import claim_next, claim_one, list_waiting
from unspin.pipeline.rulings import Hand, appeal, approve, reclassify, reject, undo
from unspin.pipeline.services import Services
from unspin.stored import Claim, Entry

ACTS = {"approve": approve, "reject": reject, "appeal": appeal, "undo": undo}
DONE = {"approved": "Published", "rejected": "Rejected", "reclassified": "Reclassified", "appealed": "Appealed"}
ACTIONS = ("review", "publish", "reject")


@dataclass(frozen=True)
class Desk:
    """An article in front of who decides about it."""

    article: views.ArticlePage
    entry: Entry
    claim: Claim | None  # that has not ended
    evidence: dict[str, Any] | None  # of how it differs from its original
    blocks: list[Block]
    rules: list[str]  # that it can be called by


def show_queue(request: Request, services: Services) -> Response:
    """What waits, the oldest first, the worst first, or what one rule holds back."""
    order, rule = _sorting(request.query_params)
    found = list_waiting(services, limit=LINES, cursor=cursor_of(request), order=order, rule=rule)
    done = _done(request, services)
    return page("review.html", request, found=found, order=order, rule=rule, done=done, sorting=_told(order, rule))


def claim_one_more(request: Request, services: Services) -> Response:
    """Claim the first article that nobody holds, and go there."""
    if request.method != "POST":
        return RedirectResponse("/review", 303)
    return _next(request, services, *_sorting(request.state.form))


def show_waiting(request: Request, services: Services) -> Response:
    """One article, with all that is needed to decide about it."""
    name = request.path_params["name"]
    desk = _desk(name, services)
    if desk is None:
        return message(request, 404, "Nothing of that id", f"No article has the id {name}.", back="/review")
    order, rule = _sorting(request.query_params)
    return page(
        "desk.html",
        request,
        desk=desk,
        me=request.state.actor,
        chosen=request.query_params.get("act", ""),
        done=_done(request, services),
        order=order,
        rule=rule,
        sorting=_told(order, rule),
    )


def act_on_article(request: Request, services: Services) -> Response:
    """Claim an article, give it back, decide about it, or take that back."""
    name, form, by = request.path_params["name"], request.state.form, request.state.actor
    here, (order, rule) = f"/review/{name}", _sorting(form)
    act = form.get("act", "")
    if request.method != "POST":
        return RedirectResponse(here, 303)
    if act == "claim":
        claim_one(name, services, by=by)
        return RedirectResponse(f"{here}?{_told(order, rule)}", 303)
    if act == "release":
        release(name, services, by=by)
        return RedirectResponse(f"/review?{_told(order, rule)}", 303)
    if act not in {*ACTS, "reclassify"} or not form.get("note", "").strip():
        told = "Choose what to do, and say why: it is kept in the article's trail, and shown to whoever asks for it."
        return message(request, 422, "Nothing was done", told, back=here)
    hand = Hand(by, form["note"].strip())
    if act == "reclassify":
        action: Any = form.get("action") if form.get("action") in ACTIONS else "review"
        ruled = reclassify(name, services, hand, label=form.get("label", ""), action=action)
    else:
        ruled = ACTS[act](name, services, hand)
    if act in {"undo", "appeal"} or ruled.action == "review":  # what goes on waiting may well be the next
        return RedirectResponse(f"{here}?{_told(order, rule)}", 303)
    if "next" not in form:
        return RedirectResponse(f"/review?{_told(order, rule, done=name)}", 303)
    return _next(request, services, order, rule, done=name)


def _next(request: Request, services: Services, order: Any, rule: str | None, *, done: str | None = None) -> Response:
    """Claim the next article and go there; to the queue, where there is none."""
    try:
        found = claim_next(services, by=request.state.actor, order=order, rule=rule)
    except (Refused, UnknownRule):
        return RedirectResponse(f"/review?{_told(order, rule, done=done)}", 303)
    return RedirectResponse(f"/review/{found.article_id}?{_told(order, rule, done=done)}", 303)


def _desk(name: str, services: Services) -> Desk | None:
    article = views.article(name, services)
    if not isinstance(article, views.ArticlePage):
        return None
    held, now = services.index.claims([name]).get(name), services.clock.now()
    blocks = views.in_place(article.record, services) if article.record else []
    evidence = {each.article_id: each.evidence for each in article.shown.relations}
    entry = present([name], services).get(name)  # last: what is taken down meanwhile is not shown
    if entry is None:
        return None
    return Desk(
        article,
        entry,
        held if held is not None and held.until > now else None,
        evidence.get(entry.duplicate_of) if entry.duplicate_of else None,
        blocks,
        sorted({*RULES, *services.policy.form.rules}),
    )


def _done(request: Request, services: Services) -> tuple[Entry, str] | None:
    """Return the article that was decided about last and what became of it: as it is now, whatever the address says."""
    name = request.query_params.get("done", "")
    entry = present([name], services).get(name) if name else None
    if entry is None or entry.ruling is None:
        return None
    return entry, DONE[entry.ruling.kind]


def _sorting(told: Any) -> tuple[Any, str | None]:
    return "score" if told.get("order") == "score" else "age", told.get("rule") or None


def _told(order: str, rule: str | None, **more: str | None) -> str:
    """Return the sorting as an address says it."""
    return urlencode({name: value for name, value in {"order": order, "rule": rule, **more}.items() if value})
