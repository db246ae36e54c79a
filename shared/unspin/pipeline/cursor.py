"""Where a list is taken up again: an opaque string that says a place, and which list it is in.

A cursor is no secret and opens nothing: it holds a place in a list that its reader may read anyway. It is checked so
that one that was cut, mistyped or taken from another list is refused, and not silently answered with the wrong page.
"""

import base64
import binascii
import hashlib
import json

from unspin.errors import InvalidCursor

LONGEST = 1_000  # characters
CHECK = 6  # bytes


def cursor_of(query: str, place: tuple[str, ...]) -> str:
    """Return the cursor of a place in what *query* lists."""
    told = json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(_check(query, told) + told).decode().rstrip("=")


def place_of(query: str, cursor: str, *, parts: int) -> tuple[str, ...]:
    """Return the place that a cursor of *query* says, in so many parts.

    Raises:
        InvalidCursor: It is none, or is one of another query.
    """
    if len(cursor) > LONGEST:
        raise InvalidCursor(_told(cursor))
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, told = data[:CHECK], data[CHECK:]
        place = json.loads(told)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidCursor(_told(cursor)) from error
    if check != _check(query, told) or not isinstance(place, list) or len(place) != parts:
        raise InvalidCursor(_told(cursor))
    return tuple(map(str, place))


def _check(query: str, told: bytes) -> bytes:
    asked = hashlib.blake2b(query.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    return hashlib.blake2b(told, digest_size=CHECK, key=asked).digest()


def _told(cursor: str) -> str:
    return f"this cursor is of another list, or was changed: expected one that the same query gave, got {cursor[:40]!r}"
