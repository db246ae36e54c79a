"""Take an article down, so that nothing of it can be found and no delivery brings it back; and undo that.

What stays is a *tombstone*: its entry without text, title and URL. It is written first. Whoever works on the article,
or on one that is related to it, reads entries again after writing, and finds it: so either they see the tombstone, or
what they wrote is there to be removed when the removing begins, which is after the tombstone.

Nobody restores the article before every worker has ended that may have begun before the tombstone was written: it would
take what came in anew for what it had read, or store what its own text was removed for. Whoever removes says so in
the tombstone first, and when it is done: nobody restores the article meanwhile either, or what a slow worker still
removes would be what came in anew.

A worker that dies in that very moment may still leave pieces. Therefore the tombstone stays *pending*, and names what
is to be removed, until all of it was removed once more after every worker from before must have ended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from unspin.errors import Refused, TransientError
from unspin.messages import ArticleStored, message_of
from unspin.model import Source
from unspin.pipeline.commit import sweep
from unspin.pipeline.park import forget_parked
from unspin.pipeline.record import paths_for
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.pipeline.told import expect_short
from unspin.pipeline.tombstone import ATTEMPTS, as_it_is, busy, noted
from unspin.stored import Act, Body, Entry, Withdrawal

# No worker lives longer: Lambda ends every invocation after 15 minutes.
WORKER_LIFE = timedelta(minutes=16)
LATEST_S = 900  # seconds, as long as a queue holds a message back: whoever sent it has ended
WITHDRAWN, RESTORED = "withdrawn", "restored"


def take_down(article_id: str, services: Services, *, actor: str, reason: str) -> Entry | None:
    """Take an article down; return its tombstone, or None if there is no such article. Repeating it is safe.

    Its raw object stays.

    Raises:
        Refused: Actor or reason are too long.
        TransientError: An adapter failed, or others keep writing the article. Repeat it, or leave it to the sweep.
    """
    expect_short(actor, reason)
    for _ in range(ATTEMPTS):
        held, body = services.index.held(article_id)
        if held is None and body is None:
            return None
        if held is not None and held.withdrawn is not None:
            return erase(held, services) if held.pending else held
        tombstone = _tombstone(held, body, Withdrawal(services.clock.now(), actor, reason))
        if services.index.put_entry(tombstone):
            return erase(tombstone, services)
    raise busy(article_id)


def erase(tombstone: Entry, services: Services) -> Entry:
    """Remove everything that is kept of an article that was taken down, with earlier versions, and what was parked."""
    return forget(tombstone, services, with_versions=True)


def forget(tombstone: Entry, services: Services, *, linked: Iterable[str] = (), with_versions: bool = False) -> Entry:
    """Remove everything that can be found of an article that was taken down; return its tombstone as it is now.

    *linked* are articles that may show what they have in common with it, whatever its own side of the links says.

    Raises:
        TransientError: An adapter failed, others keep writing the article, or it was restored before this began.
    """
    mark = f"{services.clock.now()}#{uuid4().hex}"
    tombstone = noted(tombstone, services, erasers=[mark])
    _tell(tombstone, services)
    tombstone = _without_body(tombstone, services)
    services.index.unpost(tombstone.article_id, tombstone.former_keys)
    stored = [link.other_id for link in services.index.links(tombstone.article_id)]
    # Of a link that is written and taken back at the same time, one side may stay.
    others = {*stored, *linked}
    tombstone = noted(tombstone, services, former_links=others)
    others |= {*tombstone.former_links}
    for name in (tombstone.article_id, *sorted(others)):  # whose records show what they have in common with it
        settle(name, services)
    services.index.remove_links(tombstone.article_id, sorted(others))
    sweep(tombstone, tombstone.former_paths, services)
    if with_versions:
        for path in tombstone.former_paths:
            services.clean.erase(path)
        forget_parked(tombstone.article_id, tombstone.source, services)
    return _let_go(tombstone, mark, services)


def finish(tombstone: Entry, services: Services) -> bool:
    """Remove everything once more, and lift the claim; return False while it is too early, or if others changed it."""
    gone = tombstone.withdrawn
    if gone is None or not tombstone.pending or not have_ended(gone, services):
        return False
    erased = erase(tombstone, services)
    nothing: dict[str, Any] = dict.fromkeys(("former_paths", "former_keys", "former_links"), ())
    nothing["erasers"] = _at_work(erased, services)
    return services.index.put_entry(replace(erased, revision=erased.revision + 1, pending=False, **nothing))


def restore(article_id: str, services: Services, *, actor: str, reason: str) -> ArticleStored | None:
    """Let an article that was taken down come in again; return the message that brings it, or None if none was.

    Where its raw object is gone, the message is parked; the article comes back when it is dropped again. Repeating it
    is safe, also after it was cut off.

    Raises:
        Refused: It is too early: workers from before may be at it. Or actor or reason are too long.
        TransientError: An adapter failed, or somebody is removing what is left of it.
    """
    expect_short(actor, reason)
    entry = services.index.held(article_id)[0]
    if entry is None:
        return _sent_again(article_id, services)
    if entry.withdrawn is None:
        return None
    if not have_ended(entry.withdrawn, services):
        since = (_moment(entry.withdrawn.at) + WORKER_LIFE).strftime("%H:%M:%S UTC")
        told = f"who was at it when it was taken down may be so still, until {since}"
        raise Refused(f"article {article_id} is not restored yet: {told}")
    if entry.pending:
        entry = erase(entry, services)
    if _at_work(entry, services):
        told = f"somebody is removing it, and is done within {WORKER_LIFE.seconds // 60} minutes"
        raise TransientError(f"article {article_id}: {told}")
    message = message_of(entry.source, entry.order)
    details = {"message": message.to_json()}
    services.index.put_act(Act(article_id, services.clock.now(), uuid4().hex, actor, RESTORED, reason, None, details))
    if message.key:  # should we die before the one below is sent; an older delivery would pass for the newest
        services.queue.send(message, delay_s=LATEST_S)
    if not services.index.remove_entry(entry):
        raise TransientError(f"article {article_id}: somebody else changed it just now")
    if message.key:  # else no delivery of it has ended yet, and one is to come
        services.queue.send(message)
    return message


def have_ended(gone: Withdrawal, services: Services) -> bool:
    """Say whether every worker has ended that had begun before an article was taken down."""
    return _moment(services.clock.now()) - _moment(gone.at) >= WORKER_LIFE


def _sent_again(article_id: str, services: Services) -> ArticleStored | None:
    """Whoever restored it may have died before it sent the message."""
    restored = [act for act in services.index.acts(article_id) if act.kind == RESTORED]
    if not restored:
        return None
    message = ArticleStored.from_json(restored[-1].details["message"])
    if message.key:
        services.queue.send(message)
    return message


def _tombstone(held: Entry | None, body: Body | None, withdrawal: Withdrawal) -> Entry:
    """Return what takes the place of an entry, or of a body whose entry is still to come."""
    paths = {path for each in (held, body) if each is not None and each.path for path in paths_for(each.path)}
    article_id = (held or body).article_id  # type: ignore[union-attr]
    return Entry(
        article_id=article_id,
        order=held.order if held is not None else "",  # that of its source
        source=held.source if held is not None else Source("", "", None, ""),
        path="",
        url=None,
        site="",
        title="",
        relation="unique",
        duplicate_of=None,
        cluster_id=article_id,
        similarity=0.0,
        action="reject",
        text_action="reject",
        ingested_at=withdrawal.at,
        versions="",
        revision=held.revision + 1 if held is not None else 1,
        pending=True,
        former_paths=tuple(sorted({*paths, *(held.former_paths if held is not None else ())})),
        withdrawn=withdrawal,
        former_keys=tuple(sorted(_keys(body))),
    )


def _without_body(tombstone: Entry, services: Services) -> Entry:
    """Remove the body; what it names is noted in the tombstone before."""
    article_id = tombstone.article_id
    for _ in range(ATTEMPTS):
        body = services.index.bodies([article_id]).get(article_id)
        if body is None:
            return tombstone
        paths = paths_for(body.path) if body.path else ()
        tombstone = noted(tombstone, services, former_keys=_keys(body), former_paths=paths)
        services.index.remove_body(body)
    raise busy(article_id)


def _let_go(tombstone: Entry, mark: str, services: Services) -> Entry:
    """Say that whoever made *mark* has removed everything."""
    for _ in range(ATTEMPTS):
        others = tuple(each for each in tombstone.erasers if each != mark)
        done = replace(tombstone, revision=tombstone.revision + 1, erasers=others)
        if services.index.put_entry(done):
            return done
        tombstone = as_it_is(tombstone, services)
    raise busy(tombstone.article_id)


def _at_work(tombstone: Entry, services: Services) -> tuple[str, ...]:
    """Return the marks of those who may still be removing; who died is not waited for longer than a worker lives."""
    ended = _moment(services.clock.now()) - WORKER_LIFE
    return tuple(each for each in tombstone.erasers if _moment(each.partition("#")[0]) > ended)


def _tell(tombstone: Entry, services: Services) -> None:
    gone = tombstone.withdrawn
    if gone is None:
        raise ValueError(f"article {tombstone.article_id} was not taken down: expected a tombstone")
    act = Act(tombstone.article_id, gone.at, WITHDRAWN, gone.actor, WITHDRAWN, gone.reason, None, {})
    services.index.put_act(act)


def _keys(body: Body | None) -> Iterator[str]:
    if body is not None:
        yield from (*body.keys, *body.former_keys)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
