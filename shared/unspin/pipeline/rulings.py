"""Decide about an article by hand: approve, reject, reclassify, appeal; and take that back.

What a person decided stands until the article's text changes or it is taken back, whatever policies say meanwhile. It
is kept in the article's entry, so that whoever writes the entry has it in hand. The act that tells of it goes to the
audit trail in the same write as the entry, and the claim on the article is given back with it: all of them, or none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from unspin.errors import NothingThere, Refused, TransientError
from unspin.model import Action
from unspin.moderation.rules import RULES
from unspin.pipeline.answers import Ruled
from unspin.pipeline.claims import claim, holds
from unspin.pipeline.commit import act_id
from unspin.pipeline.rewrite import amend
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.pipeline.told import expect_short
from unspin.stored import Act, Entry, Ruling, RulingKind

ATTEMPTS = 10  # while others write the same article
RULINGS = 20  # kept in an entry, to be gone back to; the trail keeps all

Change = Callable[[Entry, str], Entry]  # from an entry, and the id of the act


@dataclass(frozen=True, slots=True)
class Hand:
    """Who decides, and why."""

    by: str
    note: str

    def __post_init__(self) -> None:
        """Refuse what would say nothing, or too much."""
        if not self.by.strip() or not self.note.strip():
            raise Refused("who decides, and why? Both are kept in the article's trail")
        expect_short(self.by, self.note)


def approve(article_id: str, services: Services, hand: Hand, *, anyway: bool = False) -> Ruled:
    """Publish an article that waits for review, or *anyway*.

    Raises:
        Refused: There is no such article, it does not wait for review, or somebody else holds it.
        TransientError: Others keep writing it.
    """
    return _ruled(article_id, "approved", "publish", services, hand, anyway=anyway)


def reject(article_id: str, services: Services, hand: Hand, *, anyway: bool = False) -> Ruled:
    """Reject an article that waits for review, or *anyway*; raises what ``approve`` does."""
    return _ruled(article_id, "rejected", "reject", services, hand, anyway=anyway)


def reclassify(
    article_id: str, services: Services, hand: Hand, *, label: str, action: Action = "review", anyway: bool = False
) -> Ruled:
    """Say what an article is, by the id of a rule, and what becomes of it; raises what ``approve`` does."""
    known = {*RULES, *services.policy.form.rules}
    if label not in known:
        raise Refused(f"there is no rule {label} to call it by; expected one of {', '.join(sorted(known))}")
    return _ruled(article_id, "reclassified", action, services, hand, label=label, anyway=anyway)


def appeal(article_id: str, services: Services, hand: Hand) -> Ruled:
    """Hold an article for review that was decided, by a policy or a person; raises what ``approve`` does."""
    return _ruled(article_id, "appealed", "review", services, hand)


def undo(article_id: str, services: Services, hand: Hand) -> Ruled:
    """Take the last decision of a person back: the one before it counts again, or else the policy.

    Raises:
        Refused: No person has decided about it; and what ``approve`` raises.
    """

    def without(entry: Entry, _: str) -> Entry:
        if not entry.rulings:
            raise Refused(f"article {article_id}: no person has decided about it, there is nothing to undo")
        return replace(entry, rulings=entry.rulings[:-1])

    return _changed(article_id, "undone", without, services, hand)


def _ruled(
    article_id: str,
    kind: RulingKind,
    action: Action,
    services: Services,
    hand: Hand,
    *,
    label: str | None = None,
    anyway: bool = False,
) -> Ruled:
    at = services.clock.now()

    def with_ruling(entry: Entry, name: str) -> Entry:
        if kind == "appealed" and entry.action == "review":
            raise Refused(f"article {article_id} waits for review already, since {entry.held_since}")
        if kind != "appealed" and entry.action != "review" and not anyway:
            raise Refused(f"article {article_id} does not wait for review: {_told(entry)}; appeal it, or decide anyway")
        ruling = Ruling(name, kind, action, at, hand.by, hand.note, entry.source.sha256, entry.text_digest, label)
        return replace(entry, rulings=(*entry.rulings, ruling)[-RULINGS:])

    return _changed(article_id, kind, with_ruling, services, hand)


def _changed(article_id: str, kind: str, change: Change, services: Services, hand: Hand) -> Ruled:
    services, token = services.pinned(), uuid4().hex
    first = _at_rest(article_id, services)
    change(first, token)  # refuses what makes no sense before anything is claimed
    is_held = holds(article_id, services, by=hand.by)
    for _ in range(ATTEMPTS):
        held = claim(article_id, services, by=hand.by)
        entry = _at_rest(article_id, services)
        if entry.rulings != first.rulings:
            if not is_held:  # else they count on it for as long as they were told, to look again
                services.index.release(article_id, hand.by)
            raise Refused(f"article {article_id}: {_told(entry)} meanwhile; look at it again")
        name = act_id(entry.revision + 1, token)
        told = partial(_act, entry, name, kind, hand, services.clock.now())
        decided = amend(entry, change(entry, name), services, told=told, claim=held)
        if decided is None and _is_done(article_id, token, services):
            decided = _at_rest(article_id, services)
        if decided is not None:
            place = services.clean.location(decided.path)
            return Ruled(article_id, kind, name, entry.action, decided.action, place)
    raise TransientError(f"article {article_id}: others kept writing it in {ATTEMPTS} attempts; try again")


def _act(entry: Entry, name: str, kind: str, hand: Hand, now: str, decided: Entry) -> Act:
    label = {"label": decided.ruling.label} if decided.ruling and decided.ruling.label else {}
    details = {"action": f"{entry.action} -> {decided.action}", **label}
    return Act(entry.article_id, now, name, hand.by, kind, hand.note, entry.policy_version, details)


def _is_done(article_id: str, token: str, services: Services) -> bool:
    """Return whether the act took effect although we were told otherwise: an answer was lost, or others took over."""
    return any(act.act_id.endswith(token) for act in services.index.acts(article_id))


def _at_rest(article_id: str, services: Services) -> Entry:
    """Return the entry of an article that nobody is writing."""
    entry = services.index.held(article_id)[0]
    if entry is not None and entry.pending and entry.withdrawn is None:
        entry = settle(article_id, services)
    if entry is None:
        raise NothingThere(f"there is no article {article_id}")
    if entry.withdrawn is not None:
        raise Refused(f"article {article_id} was taken down by {entry.withdrawn.actor}, at {entry.withdrawn.at}")
    if entry.pending:
        raise TransientError(f"article {article_id} is being written at this moment; try again")
    return entry


def _told(entry: Entry) -> str:
    """Say what became of an article, and by whom."""
    if entry.ruling is not None:
        return f"{entry.ruling.by} {entry.ruling.kind} it at {entry.ruling.at}"
    return f"policy {entry.policy_version} decided to {entry.action} it"
