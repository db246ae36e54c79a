"""The policies: which one decides, how they differ, and what the draft would change."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from unspin.console.pages import cursor_of, days_of, message, page
from unspin.pipeline.differences import MOST_DAYS, draft_differences
from unspin.pipeline.policies import drop_draft, find, list_policies, publish, roll_back, show_policy
from unspin.pipeline.services import Services

CHANGES = 25  # shown
NOTE = 2_000  # characters


def show_policies(request: Request, services: Services) -> Response:
    """The policies that are kept, and what people did to them."""
    cursor = cursor_of(request)
    found = list_policies(services, cursor=cursor)
    return page("policies.html", request, found=found, changes=CHANGES, is_first=cursor is None)


def show_differences(request: Request, services: Services) -> Response:
    """What the draft would change, by rule, with examples."""
    days = min(days_of(request), MOST_DAYS)
    found = draft_differences(services, days=days)
    live = services.policies.current().live.version
    return page("differences.html", request, found=found, live=live, days=days)


def show_one_policy(request: Request, services: Services) -> Response:
    """A policy as it is kept, and how it differs from the one that decides."""
    version = request.path_params["version"]
    found = show_policy(version, services)
    if found is None:
        return message(request, 404, "No such policy", f"No policy is kept as {version}.", back="/policies")
    return page("policy.html", request, policy=found)


def act_on_policies(request: Request, services: Services) -> Response:
    """Let the draft decide, or drop it; or let the policy before decide again."""
    form, by = request.state.form, request.state.actor
    note, act = form.get("reason", "").strip()[:NOTE], form.get("act")
    if request.method != "POST":
        return RedirectResponse("/policies", 303)
    if not note or act not in {"publish", "drop", "rollback"}:
        return message(request, 422, "There is no reason", "Say why: it is kept with the change.", back="/policies")
    if act == "publish":
        publish(find(form.get("version", ""), services), services, by=by, note=note)
    elif act == "drop":
        drop_draft(services, by=by, note=note)
    else:
        roll_back(services, by=by, note=note)
    return RedirectResponse("/policies", 303)
