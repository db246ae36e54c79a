"""Repair what a dead worker left whose message does not come again: dead letters that expired, events that got lost.

Everything is found by what is recent, never by a scan of the table:

* tombstones of the last days that are still pending: what is left of their articles is removed once more
* clusters that changed in the last days: the records of their members are settled
* objects of the raw bucket that are some days old: whatever ended nowhere is sent to the queue again

The last one lists the whole bucket ($5 for a thousand million objects listed), so it goes on where it stopped, and
starts anew once a day.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from unspin.errors import ArchivedObject, MissingObject, UnreadableInput
from unspin.messages import ArticleStored, message_of
from unspin.model import Page, UnreadablePage
from unspin.pipeline.identity import article_id, id_of_object, parked_id
from unspin.pipeline.ingest import OBJECT_LIMIT, always
from unspin.pipeline.listings import last_days
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.pipeline.take_down import finish
from unspin.ports import Dropped
from unspin.stored import Entry, Note, Parked
from unspin.text.reading import read, suffix_of

RECORDS = 100  # of a file, looked up by one request
PAGE = 500  # objects looked at between two looks at the clock
DAYS = 2  # of clusters and tombstones looked at
# Younger objects may still be in the queue, or wait in the dead letters to be redriven.
GRACE = timedelta(days=1)
# Older ones were looked at before: events are kept for 14 days at most.
WINDOW = timedelta(days=15)
NOTE = "sweep"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    withdrawn: int = 0  # tombstones that are final now
    clusters: int = 0  # looked at, and settled where they were not
    objects: int = 0  # of the raw bucket, looked at
    sent_again: int = 0  # that had ended nowhere
    is_through: bool = False  # the whole bucket was looked at; else the next sweep goes on


def sweep(
    services: Services,
    bucket: str,
    *,
    days: int = DAYS,
    grace: timedelta = GRACE,
    has_time: Callable[[], bool] = always,
) -> Swept:
    """Repair what can be found; stop when *has_time* says no, and be taken up again by the next one.

    Raises:
        TransientError: An adapter failed. What was repaired stays repaired.
    """
    note = services.index.note(NOTE) or Note(NOTE, {})
    note = replace(note, values={"clusters": "", "after": "", "through": "", **note.values})
    done = Swept(withdrawn=_finished(services, days, has_time))
    done, place = _settled(done, note.values["clusters"], services, days, has_time)
    if place != note.values["clusters"]:
        noted = _noted(note, services, clusters=place)
        if noted is None:
            return done
        note = noted
    if place:
        return done
    if note.values["after"] == "" and _is_recent(note.values["through"], services, grace):
        return replace(done, is_through=True)
    return _sent_again(done, note, bucket, services, grace, has_time)


def _sent_again(
    done: Swept, note: Note, bucket: str, services: Services, grace: timedelta, has_time: Callable[[], bool]
) -> Swept:
    """Send to the queue again what ended nowhere, from the place that is noted on."""
    is_through = False
    while not is_through and has_time():
        dropped = services.raw.listed(bucket, note.values["after"], limit=PAGE)
        looked_at = 0
        for lost in _lost(dropped, bucket, services, grace):
            if lost is not None:
                services.queue.send(lost)
            looked_at += 1
            done = replace(done, objects=done.objects + 1, sent_again=done.sent_again + (lost is not None))
            if looked_at < len(dropped) and not has_time():  # files of records are read whole: a page takes minutes
                break
        is_through = looked_at == len(dropped) and looked_at < PAGE
        after = "" if is_through else dropped[looked_at - 1].key
        through = services.clock.now() if is_through else note.values["through"]
        noted = _noted(note, services, after=after, through=through)
        if noted is None:
            return done
        note = noted
    return replace(done, is_through=is_through)


def _noted(note: Note, services: Services, **values: str) -> Note | None:
    """Note how far the sweep is; return None where another one is under way, and further than we are."""
    wanted = replace(note, values={**note.values, **values})
    return replace(wanted, version=note.version + 1) if services.index.put_note(wanted) else None


def _finished(services: Services, days: int, has_time: Callable[[], bool]) -> int:
    """Finish tombstones, and return how many; those that are left are pending still, and found by the next sweep."""
    count = 0
    for day in last_days(days, services):
        names = [line.id for line in services.index.listed("withdrawn", day)]
        tombstones = services.index.entries(names)
        for name in names:
            if name in tombstones and tombstones[name].pending:
                if not has_time():
                    return count
                count += finish(tombstones[name], services)
    return count


def _settled(done: Swept, after: str, services: Services, days: int, has_time: Callable[[], bool]) -> tuple[Swept, str]:
    """Settle clusters, those that changed last first, behind the place *after*; return the place where time ran out.

    That is empty where all were looked at. One that changes meanwhile moves to a place that the next sweep looks at.
    """
    for day in last_days(days, services):
        if after and day > after[:10]:
            continue
        for line in services.index.listed("clusters", day, after=after if after.startswith(day) else ""):
            if not has_time():
                return done, after
            settle(line.id, services)
            done, after = replace(done, clusters=done.clusters + 1), line.place
    return done, ""


def _lost(dropped: list[Dropped], bucket: str, services: Services, grace: timedelta) -> Iterator[ArticleStored | None]:
    """Yield for each object what brings it in, if it ended nowhere, or None."""
    now = _moment(services.clock.now())
    articles = (each for each in dropped if not each.is_folder)
    recent = {each.key for each in articles if now - WINDOW <= _moment(each.modified) <= now - grace}
    entries = services.index.entries(id_of_object(bucket, key) for key in sorted(recent))
    for each in dropped:
        entry = entries.get(id_of_object(bucket, each.key))
        yield _bringing(each, entry, bucket, services) if each.key in recent else None


def _bringing(dropped: Dropped, entry: Entry | None, bucket: str, services: Services) -> ArticleStored | None:
    if _has_ended(entry, dropped) or _is_parked(parked_id(bucket, dropped.key, None), dropped, services):
        return None
    if entry is not None and entry.pending and entry.withdrawn is None:
        return message_of(entry.source, entry.order)
    if suffix_of(dropped.key) in {".json", ".jsonl"} and _records_have_ended(dropped, bucket, services):
        return None
    # The newest version as it is when it is loaded, later than every event until now.
    return ArticleStored(bucket, dropped.key, dropped.version, services.clock.now())


def _records_have_ended(dropped: Dropped, bucket: str, services: Services) -> bool:
    """The articles of a file of records have ids of their own. A packed one may hold far more than fits into memory."""
    try:
        raw = services.raw.load(bucket, dropped.key, dropped.version, limit=OBJECT_LIMIT)
        pages = read(raw.data, name=dropped.key, limit=OBJECT_LIMIT)
        return all(_have_ended(some, dropped, bucket, services) for some in iter(lambda: [*islice(pages, RECORDS)], []))
    except (MissingObject, ArchivedObject):
        return True  # it was removed just now, or archived since: its own event parks what came so
    except UnreadableInput:
        return False


def _have_ended(pages: Iterable[Page | UnreadablePage], dropped: Dropped, bucket: str, services: Services) -> bool:
    message = ArticleStored(bucket, dropped.key)
    names = [article_id(message, page) for page in pages if isinstance(page, Page)]
    entries: Mapping[str, Entry] = services.index.entries(names)
    return all(
        _has_ended(entries.get(article_id(message, page)) if isinstance(page, Page) else None, dropped)
        or _is_parked(parked_id(bucket, dropped.key, page.line), dropped, services)
        for page in pages
    )


def _has_ended(entry: Entry | None, dropped: Dropped) -> bool:
    if entry is None:
        return False
    if entry.withdrawn is not None:
        return (
            entry.source.key != ""
        )  # else it was taken down before its first delivery ended: its tombstone waits for it
    return not entry.pending and _is_as_new(entry, dropped)


def _is_parked(name: str, dropped: Dropped, services: Services) -> bool:
    parked = services.index.parked(name)
    return parked is not None and _is_as_new(parked, dropped)


def _is_as_new(held: Entry | Parked, dropped: Dropped) -> bool:
    """S3 tells to the second when an object was written, and announces it afterwards."""
    return held.order[:19] >= dropped.modified[:19]


def _is_recent(moment: str, services: Services, grace: timedelta) -> bool:
    return bool(moment) and _moment(services.clock.now()) - _moment(moment) < grace


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
