"""Decide about an article by hand: approve, reject, reclassify, appeal; and take that back.

What a person decided stands until the article's text changes or it is taken back, whatever policies say meanwhile. It
is kept in the article's entry, so that everything that writes the entry has it in hand; the act that tells of it goes to
the audit trail in the same write as the entry, and the claim on the article back with it: all of them, or none.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from unspin.errors import Refused, TransientError
from unspin.model import Action
from unspin.moderation.rules import RULES
from unspin.pipeline.answers import Ruled
from unspin.pipeline.claims import claim
from unspin.pipeline.services import Services
from unspin.pipeline.settle import rewrite, settle
from unspin.stored import Act, Entry, Ruling, RulingKind

ATTEMPTS = 10  # while others write the same article
RULINGS = 20  # kept in an entry, to be gone back to; the trail keeps all
UNDONE = "undone"

Changed = Callable[[Entry], Entry]


def approve(article_id: str, services: Services, *, by: str, note: str) -> Ruled:
    """Publish an article.

    Raises:
        Refused: There is no such article, or somebody else holds it.
        TransientError: Others keep writing it.
    """
    return _ruled(article_id, "approved", "publish", services, by=by, note=note)


def reject(article_id: str, services: Services, *, by: str, note: str) -> Ruled:
    """Reject an article; raises as ``approve`` does."""
    return _ruled(article_id, "rejected", "reject", services, by=by, note=note)


def reclassify(
    article_id: str, services: Services, *, by: str, note: str, label: str, action: Action = "review"
) -> Ruled:
    """Say what an article is, by the id of a rule, and what becomes of it; raises as ``approve`` does."""
    known = {*RULES, *services.policy.form.rules}
    if label not in known:
        raise Refused(f"there is no rule {label} to call it by; expected one of {', '.join(sorted(known))}")
    return _ruled(article_id, "reclassified", action, services, by=by, note=note, label=label)


def appeal(article_id: str, services: Services, *, by: str, note: str) -> Ruled:
    """Hold an article for review that was decided already, whoever did; raises as ``approve`` does."""
    return _ruled(article_id, "appealed", "review", services, by=by, note=note)


def undo(article_id: str, services: Services, *, by: str, note: str) -> Ruled:
    """Take the last decision of a person back: the one before it counts again, or else the policy.

    Raises:
        Refused: No person has decided about it, besides what ``approve`` raises.
    """

    def without(entry: Entry) -> Entry:
        if not entry.rulings:
            raise Refused(f"article {article_id}: nobody has decided about it by hand, there is nothing to undo")
        return replace(entry, rulings=entry.rulings[:-1])

    return _changed(article_id, UNDONE, without, services, by=by, note=note)


def _ruled(
    article_id: str,
    kind: RulingKind,
    action: Action,
    services: Services,
    *,
    by: str,
    note: str,
    label: str | None = None,
) -> Ruled:
    at, act_id = services.clock.now(), uuid4().hex

    def with_ruling(entry: Entry) -> Entry:
        last = entry.rulings[-1] if entry.rulings else None
        if last and (last.kind, last.action, last.label) == (kind, action, label):
            raise Refused(f"article {article_id}: {last.by} {kind} it already, at {last.at}")
        ruling = Ruling(act_id, kind, action, at, by, note, entry.source.sha256, entry.text_sha256, label)
        return replace(entry, rulings=(*entry.rulings, ruling)[-RULINGS:])

    return _changed(article_id, kind, with_ruling, services, by=by, note=note, at=at, act_id=act_id)


def _changed(
    article_id: str,
    kind: str,
    change: Changed,
    services: Services,
    *,
    by: str,
    note: str,
    at: str | None = None,
    act_id: str | None = None,
) -> Ruled:
    services = services.pinned()
    if not by or not note.strip():
        raise Refused("who decides, and why? Both are kept in the article's trail")
    act_id, at = act_id or uuid4().hex, at or services.clock.now()
    for _ in range(ATTEMPTS):
        entry = _at_rest(article_id, services)
        if entry.rulings and entry.rulings[-1].act_id == act_id:
            return _told(entry, kind, act_id)  # an answer was lost on the way, or somebody finished it for us
        wanted = change(entry)
        held = claim(article_id, services, by=by)
        act = Act(article_id, at, act_id, by, kind, note, entry.policy_version, _details(entry, wanted))
        if rewrite(entry, wanted, services, act=act, claim=held):
            return _told(settle(article_id, services) or wanted, kind, act_id)
        if any(each.act_id == act_id for each in services.index.acts(article_id)):
            return _told(_at_rest(article_id, services), kind, act_id)
    raise TransientError(f"article {article_id}: others kept writing it in {ATTEMPTS} attempts; try again")
