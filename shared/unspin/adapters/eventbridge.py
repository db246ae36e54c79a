"""The bus that others hear from what becomes of articles, in EventBridge."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from unspin.errors import TransientError
from unspin.stored import Event

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "unspin"
BATCH = 10  # events, EventBridge's limit


class EventBridge:
    """A bus in EventBridge."""

    def __init__(self, events: "EventBridgeClient", bus: str) -> None:
        self._events = events
        self._bus = bus

    def put(self, events: Sequence[Event]) -> list[Event]:
        """Put events on the bus; return those that it did not take."""
        return [
            event for start in range(0, len(events), BATCH) for event in self._refused(events[start : start + BATCH])
        ]

    def _refused(self, events: Sequence[Event]) -> list[Event]:
        entries: Any = [
            {
                "Source": SOURCE,
                "DetailType": event.kind,
                "Detail": json.dumps(event.detail, ensure_ascii=False),
                "EventBusName": self._bus,
            }
            for event in events
        ]
        try:
            answered = self._events.put_events(Entries=entries)["Entries"]
        except (ClientError, BotoCoreError) as error:
            raise TransientError(f"EventBridge did not do it: {error}") from error
        return [event for event, told in zip(events, answered, strict=True) if "ErrorCode" in told]
