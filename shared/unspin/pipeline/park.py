"""Keep what cannot be processed, with its reason: nothing is ever lost."""

from dataclasses import asdict
from pathlib import PurePosixPath

from unspin.errors import PermanentError, TransientError
from unspin.messages import ArticleStored
from unspin.model import ParkReason, Source
from unspin.pipeline.identity import parked_id
from unspin.pipeline.services import Services
from unspin.stored import Parked

ATTEMPTS = 10  # of a note that others came before
SAMPLE = 500  # characters kept in the index
NAME = 200  # characters of an object's name, from its end: a key of S3 holds 1,024 bytes, and ours is longer


def park_object(message: ArticleStored, error: PermanentError, sha256: str, services: Services) -> Parked:
    """Park a whole object: a copy of it (of up to 5 GB), next to a note that says why.

    Repeating it writes the same again.
    """
    source = Source(message.bucket, message.key, message.version, sha256)
    parked = _parked(message.order, source, error.reason, error.message, error.sample, message, services)
    original = f"{parked.path.removesuffix('.json')}/{_name_of(message.key)}"
    services.clean.keep_copy(original, message.bucket, message.key, message.version)
    return _kept(parked, services)


def _name_of(key: str) -> str:
    """Return the name of an object as the last part of a path that leads nowhere else, wherever it is copied to."""
    name = PurePosixPath(key).name[-NAME:].replace("\\", "_")
    return name if name.strip(".") else "object"


def park_page(
    message: ArticleStored, source: Source, reason: ParkReason, told: str, sample: str, services: Services
) -> Parked:
    """Park one article of an object; its neighbours go on. Repeating it writes the same again."""
    return _kept(_parked(message.order, source, reason, told, sample, message, services), services)


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
    year, month, day = parked_at[:10].split("-")
    path = str(PurePosixPath("parked", year, month, day, f"{name}.json"))
    return Parked(name, order, source, reason, told, sample[:SAMPLE], parked_at, path)


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
