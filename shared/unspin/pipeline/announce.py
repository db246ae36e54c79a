"""Tell others what became of articles: made of what the table's stream says was written, so that nothing is missed.

Entries change in small steps, and most of them concern nobody else. What is told is how an entry that is at rest
differs from the one that was at rest before it. It may be told twice, under the same event id.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from unspin.messages import EntryClaimed
from unspin.ports import Events, Queue
from unspin.stored import Change, Entry, Event, Former, Parked

ATTEMPTS = 3  # of events that the bus did not take
# Lambda ends every invocation after 15 minutes: by then, whoever claimed an entry has lifted the claim, or is dead.
LATER_S = 900
KINDS = {"publish": "ArticlePublished", "review": "ArticleHeld", "reject": "ArticleRejected"}


@dataclass(frozen=True, slots=True)
class Announcer:
    """Where to tell it."""

    events: Events
    queue: Queue
    clean_bucket: str


def announce(written: Sequence[Change], announcer: Announcer) -> int | None:
    """Tell what was written, in order; return the sequence number of the first of which something was not told.

    Entries that were left claimed are looked at later.
    """
    told = [(each.sequence, event) for each in written for event in events_of(each, announcer.clean_bucket)]
    undone = [event for _, event in told]
    for _ in range(ATTEMPTS):
        undone = announcer.events.put(undone) if undone else []
    for message in left_claimed(written):
        announcer.queue.send(message, delay_s=LATER_S)
    return next((sequence for sequence, event in told if event in undone), None)


def left_claimed(written: Sequence[Change]) -> list[EntryClaimed]:
    """Return the articles whose entries were claimed, and the claim not lifted as far as *written* tells."""
    entries = [each.after for each in written if isinstance(each.after, Entry)]
    lifted = {(entry.article_id, entry.revision - 1) for entry in entries if not entry.pending}
    # Tombstones are finished by the sweep.
    left = [entry for entry in entries if entry.pending and entry.withdrawn is None]
    names = [entry.article_id for entry in left if (entry.article_id, entry.revision) not in lifted]
    return [EntryClaimed(name) for name in dict.fromkeys(names)]


def events_of(written: Change, clean_bucket: str) -> Iterator[Event]:
    """Yield what others should hear of something that was written."""
    match written:
        case Change(before=before, after=Parked() as after):
            if not isinstance(before, Parked) or before.order != after.order:
                yield _parked(written.sequence, after, clean_bucket)
        case Change(before=Entry() | None as before, after=Entry() as after):
            yield from _of_entry(written.sequence, before, after, clean_bucket)


def _of_entry(sequence: int, before: Entry | None, after: Entry, clean_bucket: str) -> Iterator[Event]:
    if after.withdrawn is not None:
        if before is None or before.withdrawn is None:
            yield _withdrawn(sequence, after)
        return
    if after.pending:
        return
    former = before.as_former if before is not None and before.withdrawn is None else None
    detail = _detail(sequence, after, clean_bucket)
    if former is None or former.action != after.action:
        yield _event(KINDS[after.action], after, detail | {"action_before": former.action if former else None})
    elif after.action == "publish" and former.text_digest != after.text_digest:
        yield _event("ArticleUpdated", after, detail)
    if former is not None and former.duplicate_of != after.duplicate_of:
        yield _event("CanonicalChanged", after, detail | _canonical(former, after))


def _canonical(former: Former, after: Entry) -> dict[str, Any]:
    return {
        "canonical_before": former.duplicate_of or after.article_id,
        "canonical": after.duplicate_of or after.article_id,
    }


def _detail(sequence: int, entry: Entry, clean_bucket: str) -> dict[str, Any]:
    ruling = entry.ruling
    return {
        "sequence": str(sequence),
        "article_id": entry.article_id,
        "revision": entry.revision,
        "url": entry.url,
        "site": entry.site,
        "title": entry.title,
        "action": entry.action,
        "rule": entry.rule,
        "policy_version": entry.policy_version,
        "reviewed": {"kind": ruling.kind, "by": ruling.by, "at": ruling.at} if ruling else None,
        "relation": entry.relation,
        "duplicate_of": entry.duplicate_of,
        "cluster_id": entry.cluster_id,
        "similarity": entry.similarity,
        "record": {"bucket": clean_bucket, "key": entry.path},
        "source": asdict(entry.source),
    }


def _event(kind: str, entry: Entry, detail: dict[str, Any]) -> Event:
    """The id is that of the write: whoever hears of it twice can tell. A revision alone may come again, restored."""
    return Event(kind, {"event_id": _id(kind, entry.article_id, entry.revision, entry.ingested_at), **detail})


def _withdrawn(sequence: int, entry: Entry) -> Event:
    """A tombstone says nothing of what the article was; nor does this."""
    gone = entry.withdrawn
    at = gone.at if gone else ""
    detail = {"sequence": str(sequence), "article_id": entry.article_id, "revision": entry.revision, "withdrawn_at": at}
    return Event("ArticleWithdrawn", {"event_id": _id("ArticleWithdrawn", entry.article_id, at), **detail})


def _parked(sequence: int, parked: Parked, clean_bucket: str) -> Event:
    detail = {
        "event_id": _id("InputParked", parked.parked_id, parked.order),
        "sequence": str(sequence),
        "parked_id": parked.parked_id,
        "reason": parked.reason,
        "message": parked.message,
        "parked_at": parked.parked_at,
        "record": {"bucket": clean_bucket, "key": parked.path},
        "source": asdict(parked.source),
    }
    return Event("InputParked", detail)


def _id(*parts: object) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
