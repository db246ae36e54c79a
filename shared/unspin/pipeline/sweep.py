"""Repair what a dead worker left whose message does not come again: dead letters that expired, events that got lost.

Everything is found by what is recent, never by a scan of the table:

* tombstones of the last days that are still pending: what is left of their articles is removed once more
* clusters that changed in the last days: the records of their members are settled
* objects of the raw bucket that are some days old: whatever ended nowhere is sent to the queue again

The last one lists the whole bucket ($5 for a thousand million objects listed), so it goes on where it stopped, and
starts anew once a day.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from unspin.errors import MissingObject, UnreadableInput
from unspin.messages import ArticleStored, message_of
from unspin.model import Page
from unspin.pipeline.identity import article_id, id_of_object, parked_id
from unspin.pipeline.ingest import OBJECT_LIMIT, always
from unspin.pipeline.listings import last_days
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.pipeline.take_down import finish
from unspin.ports import Dropped
from unspin.stored import Entry, Note, Parked
from unspin.text.reading import read, suffix_of

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
    done = _index_swept(services, days)
    note = services.index.note(NOTE) or Note(NOTE, {"after": "", "through": ""})
    if note.values["after"] == "" and _is_recent(note.values["through"], services, grace):
        return replace(done, is_through=True)
    while has_time():
        dropped = services.raw.listed(bucket, note.values["after"], limit=PAGE)
        lost = list(_lost(dropped, bucket, services, grace))
        for message in lost:
            services.queue.send(message)
        done = replace(done, objects=done.objects + len(dropped), sent_again=done.sent_again + len(lost))
        is_through = len(dropped) < PAGE
        values = {
            "after": "" if is_through else dropped[-1].key,
            "through": services.clock.now() if is_through else note.values["through"],
        }
        if not services.index.put_note(replace(note, values=values)):
            break  # another sweep is under way, and further than we are
        note = replace(note, values=values, version=note.version + 1)
        if is_through:
            return replace(done, is_through=True)
    return done


def _index_swept(services: Services, days: int) -> Swept:
    withdrawn = clusters = 0
    for day in last_days(days, services):
        names = [line.id for line in services.index.listed("withdrawn", day)]
        tombstones = services.index.entries(names)
        withdrawn += sum(finish(tombstones[name], services) for name in names if name in tombstones)
        for line in services.index.listed("clusters", day):
            settle(line.id, services)
            clusters += 1
    return Swept(withdrawn, clusters)


def _lost(dropped: list[Dropped], bucket: str, services: Services, grace: timedelta) -> Iterator[ArticleStored]:
    """Yield what brings those objects in that ended nowhere."""
    now = _moment(services.clock.now())
    articles = (each for each in dropped if not each.is_folder)
    recent = [each for each in articles if now - WINDOW <= _moment(each.modified) <= now - grace]
    entries = services.index.entries(id_of_object(bucket, each.key) for each in recent)
    for each in recent:
        entry = entries.get(id_of_object(bucket, each.key))
        if _has_ended(entry, each) or _is_parked(parked_id(bucket, each.key, None), each, services):
            continue
        if entry is not None and entry.pending and entry.withdrawn is None:
            yield message_of(entry.source, entry.order)
        elif not (suffix_of(each.key) in {".json", ".jsonl"} and _records_have_ended(each, bucket, services)):
            # The newest version as it is when it is loaded, later than every event until now.
            yield ArticleStored(bucket, each.key, each.version, services.clock.now())


def _records_have_ended(dropped: Dropped, bucket: str, services: Services) -> bool:
    """The articles of a file of records have ids of their own."""
    message = ArticleStored(bucket, dropped.key)
    try:
        raw = services.raw.load(bucket, dropped.key, dropped.version, limit=OBJECT_LIMIT)
        pages = list(read(raw.data, name=dropped.key, limit=OBJECT_LIMIT))
    except MissingObject:
        return True  # it was removed just now
    except UnreadableInput:
        return False
    names = {article_id(message, page): page for page in pages if isinstance(page, Page)}
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
