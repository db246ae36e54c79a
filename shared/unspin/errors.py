"""What can go wrong, and what happens then.

UnspinError
├── PermanentError        trying again cannot help: the input is parked with its reason
│   ├── UnreadableInput   bytes that are no article: empty, binary, truncated, too large, invalid
│   ├── MissingObject     the object was gone when its event arrived
│   └── ArchivedObject    the object has to be restored before it can be read
├── TransientError        the same call may succeed later: the queue delivers again
├── InvalidCursor         a place in a list that is none, or is one in another list
├── UnknownRule           a list was asked for by a rule that there is not
├── SqlError              a question in SQL that cannot be answered
├── PolicyError           a moderation policy that cannot be used, with the place and the reason
├── Refused               what a person asked for cannot be done as things are; the message says why
│   └── NothingThere      what it was asked of does not exist
├── SettingsError         the environment does not name what is needed
├── IndexMismatch         the index serves a scheme of keys that this release cannot compute
└── ReindexRefused        a step of a re-index that cannot be taken now
"""

from unspin.model import ParkReason


class UnspinError(Exception):
    """Base of every error that unspin raises on purpose."""


class PermanentError(UnspinError):
    """Trying again cannot help; the input is parked with this reason."""

    def __init__(self, reason: ParkReason, message: str, *, sample: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.sample = sample


class UnreadableInput(PermanentError):
    """Bytes that are no article."""


class MissingObject(PermanentError):
    """The object was gone when its event arrived."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__(
            "missing_object", f"s3://{bucket}/{key} does not exist: it was deleted before it could be read"
        )


class ArchivedObject(PermanentError):
    """The object has to be restored before it can be read, which takes hours and costs money: a person decides that."""

    def __init__(self, bucket: str, key: str, where: str) -> None:
        told = f"s3://{bucket}/{key} is archived ({where}), expected an object that can be read"
        super().__init__("archived", f"{told}: restore it in S3, then redrive it")


class TransientError(UnspinError):
    """The same call may succeed later."""


class InvalidCursor(UnspinError):
    """A place in a list that is none, or is one in another list."""


class UnknownRule(UnspinError):
    """A list was asked for by a rule that there is not."""


class SqlError(UnspinError):
    """A question in SQL that cannot be answered."""


class PolicyError(UnspinError):
    """A moderation policy that cannot be used."""


class Refused(UnspinError):
    """What a person asked for cannot be done as things are."""


class NothingThere(Refused):
    """What a person asked something of does not exist."""


class SettingsError(UnspinError):
    """The environment does not name what is needed."""


class IndexMismatch(UnspinError):
    """The index serves a scheme of keys that this release cannot compute."""


class ReindexRefused(UnspinError):
    """A step of a re-index that cannot be taken now."""
