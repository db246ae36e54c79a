"""Keep what cannot be processed, with its reason: nothing is ever lost.

Of an article that was taken down nothing but the reason is kept. A page may have been parked on many days, each time at
a path of that day: the days are noted before anything is written, so that a take-down finds every copy.
"""

from dataclasses import asdict, replace
from pathlib import PurePosixPath

from unspin.errors import PermanentError, TransientError
from unspin.messages import ArticleStored
from unspin.model import ParkReason, Source
from unspin.pipeline.identity import parked_id
from unspin.pipeline.services import Services
from unspin.stored import Note, Parked

ATTEMPTS = 10  # of a note that others came before
SAMPLE = 500  # characters kept in the index
DAYS = 1_000  # on which one place was parked: 11 bytes each in its note; of earlier ones the copies stay
NOTHING_KEPT = "its article was taken down: nothing of it is kept"
NAME = 200  # characters of an object's name, from its end: a key of S3 holds 1,024 bytes, and ours is longer


def park_object(message: ArticleStored, error: PermanentError, sha256: str, services: Services) -> Parked:
    """Park a whole object: a copy of it (of up to 5 GB, unless it is archived), next to a note that says why.

    Repeating it writes the same again.
    """
    source = Source(message.bucket, message.key, message.version, sha256)
    parked = _parked(message.order, source, error.reason, error.message, error.sample, message, services)
    if not _is_noted(parked, services):
        return _kept(_emptied(parked), services)
    services.clean.keep_copy(_copy_of(parked.path, message.key), message.bucket, message.key, message.version)
    return _kept(parked, services)


def _copy_of(path: str, key: str) -> str:
    """Return where the object *key* is copied to, beside the note at *path*."""
    return f"{path.removesuffix('.json')}/{_name_of(key)}"


def _name_of(key: str) -> str:
    """Return the name of an object as the last part of a path that leads nowhere else, wherever it is copied to."""
    name = PurePosixPath(key).name[-NAME:].replace("\\", "_")
    return name if name.strip(".") else "object"


def park_page(
    message: ArticleStored, source: Source, reason: ParkReason, told: str, sample: str, services: Services
) -> Parked:
    """Park one article of an object; its neighbours go on. Repeating it writes the same again."""
    parked = _parked(message.order, source, reason, told, sample, message, services)
    return _kept(parked if _is_noted(parked, services) else _emptied(parked), services)


def forget_parked(article_id: str, source: Source, services: Services) -> None:
    """Remove what was parked of the place that an article which was taken down came from, with all versions.

    The reasons stay, and from now on nothing else is kept of that place, until the article is restored. Of a file of
    many articles only the line is such a place: the copy of the whole file stays, as the raw object does.
    """
    if not source.key:  # it was taken down before any delivery of it ended
        return
    name = parked_id(source.bucket, source.key, source.line)
    days = _forgotten_from(name, article_id, services)
    held = services.index.parked(name)
    for path in sorted({_path_of(name, day) for day in days} | ({held.path} if held else set())):
        services.clean.erase(path)
        if source.line is None:
            services.clean.erase(_copy_of(path, source.key))
    if held is not None:
        services.clean.replace(held.path, asdict(_emptied(held)), None)
        services.index.put_parked(_emptied(held))


def _emptied(parked: Parked) -> Parked:
    return replace(parked, message=NOTHING_KEPT, sample="")


def _is_noted(parked: Parked, services: Services) -> bool:
    """Note on which day it is parked, before it is; return False if its article was taken down."""
    for _ in range(ATTEMPTS):
        note = _note_of(parked.parked_id, services)
        if _is_withdrawn(note.values["withdrawn"], services):
            return False
        days = sorted({*note.values["days"].split(), parked.parked_at[:10]})[-DAYS:]
        noted = replace(note, values={**note.values, "days": " ".join(days)})
        if noted == note or services.index.put_note(noted):
            return True
    raise _busy(parked.parked_id)


def _forgotten_from(name: str, article_id: str, services: Services) -> list[str]:
    """Note that an article was taken down; return the days on which its place was parked."""
    for _ in range(ATTEMPTS):
        note = _note_of(name, services)
        noted = replace(note, values={**note.values, "withdrawn": article_id})
        if noted == note or services.index.put_note(noted):
            return note.values["days"].split()
    raise _busy(name)


def _note_of(name: str, services: Services) -> Note:
    return services.index.note(name) or Note(name, {"days": "", "withdrawn": ""})


def _is_withdrawn(article_id: str, services: Services) -> bool:
    entry = services.index.entries([article_id]).get(article_id) if article_id else None
    return entry is not None and entry.withdrawn is not None


def _busy(name: str) -> TransientError:
    return TransientError(f"the note {name} changed under {ATTEMPTS} attempts to write it")


def park_message(body: str, message_id: str, error: PermanentError, services: Services) -> Parked:
    """Park a message of the queue that announces nothing we know."""
    message = ArticleStored(bucket="", key=f"queue message {message_id}")
    source = Source("", message.key, None, "")
    return _kept(_parked("", source, error.reason, error.message, body, message, services), services)


def _parked(
    order: str,
    source: Source,
    reason: ParkReason,
    told: str,
    sample: str,
    message: ArticleStored,
    services: Services,
) -> Parked:
    name = parked_id(source.bucket, source.key, source.line)
    held = services.index.parked(name)
    # A second delivery parks to the same path as the first.
    is_repeated = held is not None and held.order == order
    parked_at = held.parked_at if held and is_repeated else message.event_time or services.clock.now()
    return Parked(name, order, source, reason, told, sample[:SAMPLE], parked_at, _path_of(name, parked_at[:10]))


def _path_of(name: str, day: str) -> str:
    return str(PurePosixPath("parked", *day.split("-"), f"{name}.json"))


def _kept(parked: Parked, services: Services) -> Parked:
    """Store the note, unless that of a later event is there."""
    for _ in range(ATTEMPTS):
        held = services.clean.load(parked.path)
        if held is not None and held.record["order"] > parked.order:
            break
        if services.clean.replace(parked.path, asdict(parked), held.tag if held else None):
            break
    else:
        raise TransientError(f"{parked.path} changed under {ATTEMPTS} attempts to write it")
    services.index.put_parked(parked)
    return parked
