"""Put what lies in the raw bucket back in the queue: a prefix of it, a page at a time, so that it can be stopped.

How far it is stands in the index, not on the machine that does it: whoever starts it again goes on there.
Sending an object twice changes nothing, so what is sent is noted after it was sent.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from unspin.errors import TransientError
from unspin.messages import ArticleStored
from unspin.pipeline.services import Services
from unspin.stored import Note

PAGE = 100  # objects, sent before it is noted how far it is
BEHIND_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is."""

    sent: int  # objects, since it was begun
    last: str  # key that was sent
    is_through: bool


def backfill(bucket: str, prefix: str, services: Services, *, again: bool = False) -> Iterator[Progress]:
    """Send every object under *prefix* to the queue, and yield after each page how far it is.

    It goes on where an earlier one was stopped; one that was through, or *again*, begins anew. What is sent counts as
    dropped now: the newest version of an object, whatever became of it before.

    Raises:
        TransientError: An adapter failed, or another backfill of the same prefix is under way.
    """
    note = services.index.note(_name(prefix)) or Note(_name(prefix), {"after": "", "sent": "0"})
    if again or note.values["after"] == "":
        note = replace(note, values={"after": _before(prefix), "sent": "0"})
    while True:
        listed = services.raw.listed(bucket, note.values["after"], limit=PAGE)
        wanted = [each for each in listed if each.key.startswith(prefix)]
        articles = [each for each in wanted if not each.is_folder]
        for each in articles:
            services.queue.send(ArticleStored(bucket, each.key, each.version, services.clock.now()))
        is_through = len(listed) < PAGE or len(wanted) < len(listed)
        sent = int(note.values["sent"]) + len(articles)
        last = wanted[-1].key if wanted else note.values["after"]
        values = {"after": "" if is_through else last, "sent": "0" if is_through else str(sent)}
        if not services.index.put_note(replace(note, values=values)):
            raise TransientError(f"another backfill of {prefix!r} is under way: this one stops here, at {last!r}")
        note = replace(note, values=values, version=note.version + 1)
        yield Progress(sent, last, is_through)
        if is_through:
            return


def begun(prefix: str, services: Services) -> Progress | None:
    """Return how far a backfill is that was stopped, or None where there is none."""
    note = services.index.note(_name(prefix))
    if note is None or note.values["after"] == "":
        return None
    return Progress(int(note.values["sent"]), note.values["after"], is_through=False)


def _name(prefix: str) -> str:
    return f"backfill-{hashlib.blake2b(prefix.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def _before(prefix: str) -> str:
    """Return a key right before every key that begins with *prefix*; it need not exist."""
    if not prefix:
        return ""
    return f"{prefix[:-1]}{chr(ord(prefix[-1]) - 1)}{BEHIND_ALL}" if ord(prefix[-1]) > 1 else prefix[:-1]
