"""Fill the index with keys of another scheme while the present one serves, then switch.

    start    workers write the keys of both schemes, and look up by the old one
    fill     the texts that were there before get the new keys, day by day
    switch   workers look up by the new scheme, and still write both: `abort` goes back at once
    finish   workers write the new keys only; the old ones go with the texts that they lead to

Workers read what the index says when they begin a message, so one that began before `start` still writes one scheme.
Filling therefore waits until all of those have ended, and finds what they wrote. In the same way `finish` waits for
those that still look up by the old scheme. Each step is one conditional write of the note, and filling repeats nothing
but what was under way in the day where it was cut off.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from unspin.dedup.scheme import Scheme
from unspin.errors import ReindexRefused
from unspin.pipeline.ingest import always
from unspin.pipeline.services import Fingerprints, Services, fingerprints_by
from unspin.pipeline.serving import Serving, as_note, claim
from unspin.pipeline.take_down import WORKER_LIFE
from unspin.stored import Body

BATCH = 50  # bodies read at once
ALL = "all"


@dataclass(frozen=True, slots=True)
class Filled:
    """How far the filling is."""

    state: Serving
    waits_s: int = 0  # until the workers from before have ended
    is_cut_off: bool = False  # time ran out: go on with the next call


def start(services: Services, scheme: Scheme) -> Serving:
    """Begin to write the keys of *scheme* as well.

    Raises:
        ReindexRefused: It serves already, or another re-index is under way.
    """
    held = claim(services)
    if held.phase != "steady":
        raise ReindexRefused(f"a re-index is under way (phase {held.phase}): finish it or abort it first")
    if held.serving == scheme:
        raise ReindexRefused(f"the index serves {scheme.version} already: expected another scheme")
    now = services.clock.now()
    return _stored(replace(held, phase="filling", other=scheme, since=now, day="", filled=0), services)


def fill(
    services: Services,
    *,
    has_time: Callable[[], bool] = always,
    told: Callable[[Serving], None] = lambda _: None,
) -> Filled:
    """Write the new keys of the texts that were there before; finish where the switch is done. Repeat until filled.

    *told* hears of each day that is filled.
    """
    state = claim(services)
    if state.phase == "steady" or state.other is None:
        raise ReindexRefused("no re-index is under way: start one")
    waits = timedelta() if state.is_filled and state.phase == "filling" else _left(state, services)
    if waits > timedelta():
        return Filled(state, waits_s=int(waits.total_seconds()) + 1)
    if state.phase == "switched":
        now = services.clock.now()
        return Filled(_stored(replace(state, phase="steady", other=None, since=now, day="", filled=0), services))
    fingerprints = fingerprints_by(state.other)
    for day in _days(state):
        if not has_time():
            return Filled(state, is_cut_off=True)
        count = sum(_posted(body, fingerprints, services) for body in _bodies(day, services))
        state = _stored(replace(state, day=day, filled=state.filled + count), services)
        told(state)
    if not state.is_filled:
        state = _stored(replace(state, day=ALL), services)
    return Filled(state)


def switch(services: Services) -> Serving:
    """Look up by the new scheme from now on.

    Raises:
        ReindexRefused: There is none, or it is not filled.
    """
    state = claim(services)
    if state.phase != "filling" or state.other is None or not state.is_filled:
        raise ReindexRefused(
            f"the index is not filled with another scheme (phase {state.phase}): start and resume first"
        )
    now = services.clock.now()
    switched = replace(state, phase="switched", serving=state.other, other=state.serving, since=now)
    return _stored(switched, services)


def abort(services: Services) -> Serving:
    """Go back to the scheme from before, whose keys were written all the time.

    Raises:
        ReindexRefused: No re-index is under way, or it is finished.
    """
    state = claim(services)
    if state.phase == "steady" or state.other is None:
        raise ReindexRefused("no re-index is under way: there is nothing to abort")
    before = state.other if state.phase == "switched" else state.serving
    now = services.clock.now()
    return _stored(replace(state, phase="steady", serving=before, other=None, since=now, day="", filled=0), services)


def _posted(body: Body, fingerprints: Fingerprints, services: Services) -> bool:
    """Write the new keys of a text, unless a worker did; it stays as long as it would have stayed."""
    postings = _postings(body, fingerprints)
    keys = tuple(postings)
    is_new = not {*keys} <= {*body.keys}
    if is_new:
        more = tuple(key for key in keys if key not in body.keys)
        filled = replace(body, keys=(*body.keys, *more), edition=body.edition + 1)
        if not services.index.put_body(filled, body):
            return False  # a worker came before, and wrote both
    # Also where the body has them: we may have been cut off before their postings.
    services.index.post(body.article_id, postings, kept_until=body.kept_until)
    newest = services.index.bodies([body.article_id]).get(body.article_id)
    if newest is None or newest.order != body.order:
        # A newer text took back what it found in the body, maybe before we posted it.
        stay = {} if newest is None else _postings(newest, fingerprints)
        stay = {key: told for key, told in stay.items() if newest is not None and key in newest.keys}
        services.index.unpost(body.article_id, sorted({*keys} - stay.keys()))
        services.index.post(body.article_id, stay, kept_until=newest.kept_until if newest is not None else None)
    return is_new


def _postings(body: Body, fingerprints: Fingerprints) -> dict[str, bytes]:
    found = fingerprints.of(body.title, body.text, body.language)
    return dict.fromkeys(found.keys, found.sketch)


def _bodies(day: str, services: Services) -> Iterator[Body]:
    names = [line.id for line in services.index.listed("articles", day)]
    for first in range(0, len(names), BATCH):
        yield from services.index.bodies(names[first : first + BATCH]).values()


def _days(state: Serving) -> Iterator[str]:
    """Yield the days that are still to be filled, the oldest first: whoever came later wrote both schemes."""
    if state.is_filled:
        return
    last = (_moment(state.since) + WORKER_LIFE).date()
    day = _moment(state.since).date() - timedelta(days=state.look_back)
    if state.day:
        day = datetime.fromisoformat(state.day).date() + timedelta(days=1)
    while day <= last:
        yield day.isoformat()
        day += timedelta(days=1)


def _left(state: Serving, services: Services) -> timedelta:
    """Return how long workers may still be alive that began before the phase did."""
    return WORKER_LIFE - (_moment(services.clock.now()) - _moment(state.since))


def _stored(state: Serving, services: Services) -> Serving:
    note = as_note(state)
    if not services.index.put_note(note):
        raise ReindexRefused("somebody else changed the state of the index just now: look at it, and try again")
    return replace(state, note=replace(note, version=note.version + 1))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
