"""What travels through the queue: S3's own notifications, and the continuations of a long file."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from unspin.errors import UnreadableInput
from unspin.model import Source

SEQUENCER_DIGITS = 32  # S3's sequencers are hex numbers of differing length, to be compared after padding


@dataclass(frozen=True, slots=True)
class ArticleStored:
    """An object was dropped in the raw bucket."""

    bucket: str
    key: str
    version: str | None = None
    event_time: str = ""  # ISO 8601, UTC
    sequencer: str = ""  # S3's; may be absent
    first_line: int = 1  # greater than 1 where a long .jsonl is taken up again

    @property
    def order(self) -> str:
        """A string that sorts events by their time, then by S3's own order."""
        return f"{self.event_time}#{self.sequencer.rjust(SEQUENCER_DIGITS, '0')}"

    @classmethod
    def from_json(cls, text: str) -> "ArticleStored":
        """Read a message of our own.

        Raises:
            ValueError: It is none.
        """
        try:
            found = cls(**{name: value for name, value in json.loads(text).items() if name != "unspin"})
        except (TypeError, AttributeError) as error:
            raise ValueError(f"expected a message of unspin's own, got {text[:80]!r}") from error
        return _checked(found)

    def to_json(self) -> str:
        """Write the message as it travels."""
        return json.dumps({"unspin": "ArticleStored", **asdict(self)})


@dataclass(frozen=True, slots=True)
class EntryClaimed:
    """An article's entry was claimed, and the claim was not lifted at once: whoever made it may have died."""

    article_id: str

    @classmethod
    def from_json(cls, text: str) -> "EntryClaimed | None":
        """Return the message that *text* is, or None if it is another one."""
        try:
            event = json.loads(text)
            return cls(str(event["article_id"])) if event["unspin"] == "EntryClaimed" else None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    def to_json(self) -> str:
        """Write the message as it travels."""
        return json.dumps({"unspin": "EntryClaimed", **asdict(self)})


def articles_stored(body: str) -> Iterator[ArticleStored]:
    """Yield what the body of a queue message announces.

    S3's test event, sent when notifications are set up, announces nothing; neither do other events than
    object creations, nor folders.

    Raises:
        UnreadableInput: The body is neither a notification of S3 nor one of our continuations.
    """
    try:
        event = json.loads(body)
        if event.get("unspin") == "ArticleStored":
            yield ArticleStored.from_json(body)
        elif event.get("Event") != "s3:TestEvent":
            yield from map(_from_s3, filter(_is_article, event["Records"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableInput(
            "invalid_record",
            f"the queue message is no S3 notification: expected JSON with Records, got {body[:80]!r}",
            sample=body[:200],
        ) from error


def message_of(source: Source, order: str) -> ArticleStored:
    """Return the message that brought an article, from what is held of it: its source and the order of its event."""
    event_time, sequencer, _ = (*order.split("#"), "", "")[:3]
    return ArticleStored(
        source.bucket, source.key, source.version, event_time, sequencer.lstrip("0"), first_line=source.line or 1
    )


def is_folder(key: str, size: int) -> bool:
    """Say whether an object is what S3's console leaves for a new folder, and no article.

    One that holds something is none: who names objects by the paths of their pages may have keys that end so.
    """
    return key.endswith("/") and size == 0


def _is_article(record: dict[str, Any]) -> bool:
    if not str(record["eventName"]).removeprefix("s3:").startswith("ObjectCreated:"):
        return False
    stored = record["s3"]["object"]
    return not is_folder(_key(stored), stored.get("size", 0))


def _key(stored: dict[str, Any]) -> str:
    """Keys arrive URL-encoded, slashes sometimes too."""
    return unquote_plus(stored["key"])


def _from_s3(record: dict[str, Any]) -> ArticleStored:
    stored = record["s3"]["object"]
    return _checked(
        ArticleStored(
            bucket=record["s3"]["bucket"]["name"],
            key=_key(stored),
            version=stored.get("versionId"),
            event_time=record.get("eventTime", ""),
            sequencer=stored.get("sequencer", ""),
        )
    )


def _checked(message: ArticleStored) -> ArticleStored:
    """Refuse what would be taken for a message until its times or lines are counted with.

    Raises:
        ValueError: A field is not what it is declared to be.
    """
    texts = (message.bucket, message.key, message.event_time, message.sequencer)
    has_version = message.version is None or isinstance(message.version, str)
    if not has_version or not all(isinstance(text, str) for text in texts) or type(message.first_line) is not int:
        raise ValueError("expected texts, and a whole number as first_line")
    if message.first_line < 1:
        raise ValueError(f"expected first_line from 1, got {message.first_line}")
    # Times are compared, and cut into days, as they are written.
    if message.event_time and not _is_utc(message.event_time):
        raise ValueError(f"expected event_time like 2026-11-25T08:00:00.000Z, got {message.event_time!r:.40}")
    return message


def _is_utc(time: str) -> bool:
    return re.match(r"\d{4}-\d\d-\d\dT", time) is not None and datetime.fromisoformat(time).utcoffset() == timedelta()
