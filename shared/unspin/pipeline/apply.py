"""Apply the live policy to what is stored: articles that it decides otherwise are decided anew, and move.

Where it is, is kept in the index, so that a run that was killed is taken up where it stopped. Repeating it changes
nothing: an article that the policy decides as it is decided is left as it is, under the policy that decided it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from unspin.errors import Refused
from unspin.messages import message_of
from unspin.moderation.policy import Policy
from unspin.pipeline.answers import Applied
from unspin.pipeline.commit import act_id
from unspin.pipeline.days import Page, pages
from unspin.pipeline.finish import REDECIDED, finish
from unspin.pipeline.replay import Replayed, basis, replayed
from unspin.pipeline.rewrite import amend
from unspin.pipeline.rulings import Hand
from unspin.pipeline.services import Services
from unspin.stored import Act, Entry, Note

ATTEMPTS = 3  # of an article that others write at the same time


def apply(since: str, services: Services, hand: Hand, *, restart: bool = False) -> Iterator[tuple[Page, Applied]]:
    """Apply the live policy to the articles ingested on the day *since* or later; yield how far it is, page by page.

    Raises:
        Refused: Another policy was made the live one meanwhile.
    """
    services = services.pinned()
    policy = services.policy
    note = _note(policy, since, services)
    if restart:
        note = replace(note, values={"day": since, "after": ""})
    counts: Counter[str] = Counter()
    page = None
    for page in pages(note.values["day"], services, after=note.values["after"]):
        _look_again(policy, services)
        for found in replayed(page.entries, policy, services):
            counts[_applied(found, policy, services, hand)] += 1
        counts["articles"] += len(page.entries)
        note = _noted(note, {"day": page.day, "after": page.place}, services)
        yield page, _told(policy, since, counts, is_through=False)
    _noted(note, {"day": since, "after": ""}, services)
    yield page or Page(since, "", []), _told(policy, since, counts, is_through=True)


def _applied(found: Replayed, policy: Policy, services: Services, hand: Hand) -> str:
    """Return what was done about an article."""
    for _ in range(ATTEMPTS):
        entry = found.entry
        if entry.ruling is not None:
            return "kept"
        if not entry.pending and found.is_readable:
            done = _redecided(found, policy, services, hand)
            if done is not None:
                return done
        now = finish(entry.article_id, services)
        if now is None or now.withdrawn is not None:
            return "same"
        [found] = replayed([now], policy, services)
    return "busy"


def _redecided(found: Replayed, policy: Policy, services: Services, hand: Hand) -> str | None:
    """Return what was done, or None if others came before."""
    entry = found.entry
    if found.redacts_otherwise:
        services.queue.send(message_of(entry.source, entry.order))
        return "sent"
    if not found.is_changed:
        return "same"
    told = partial(_act, entry, policy, hand, services.clock.now())
    changed = amend(entry, entry, services, told=told, based=partial(basis, policy, services))
    return None if changed is None else "changed"


def _act(entry: Entry, policy: Policy, hand: Hand, now: str, decided: Entry) -> Act:
    details = {"action": f"{entry.action} -> {decided.action}", "policy": f"{entry.policy_version} -> {policy.version}"}
    name = act_id(entry.revision + 1)
    return Act(entry.article_id, now, name, hand.by, REDECIDED, hand.note, policy.version, details)


def _look_again(policy: Policy, services: Services) -> None:
    live = services.policies.current().live
    if live.version != policy.version:
        raise Refused(f"policy {live.version} decides by now, no longer {policy.version}: apply that one")


def _note(policy: Policy, since: str, services: Services) -> Note:
    name = f"apply {policy.version} since {since}"
    return services.index.note(name) or Note(name, {"day": since, "after": ""})


def _noted(note: Note, values: dict[str, str], services: Services) -> Note:
    """Keep where we are; if another run of the same keeps its own place, ours is as good."""
    if services.index.put_note(replace(note, values=values)):
        return replace(note, values=values, version=note.version + 1)
    return services.index.note(note.name) or note


def _told(policy: Policy, since: str, counts: Counter[str], *, is_through: bool) -> Applied:
    names = ("articles", "changed", "same", "kept", "sent", "busy")
    return Applied(policy.version, since, **{name: counts[name] for name in names}, is_through=is_through)
