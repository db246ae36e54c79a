"""Count what the calls to AWS take, by botocore's own events: nothing in the adapters knows of it."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import boto3

from unspin.cost import dynamodb
from unspin.cost.shadow import Shadow
from unspin.cost.sizes import Item

# What is paid for, by S3's four classes of requests; requests to delete cost nothing.
S3_CLASSES = {
    "GetObject": "get",
    "HeadObject": "get",
    "PutObject": "put",
    "CopyObject": "put",
    "PutObjectTagging": "put",
    "GetObjectTagging": "get",
    "ListObjectsV2": "list",
    "ListObjectVersions": "list",
    "DeleteObject": "delete",
    "DeleteObjects": "delete",
}
CHUNK = 65_536  # bytes of an SQS request that count as one, and of an event


class Use(NamedTuple):
    """What something was used for. ``unit`` names a price: "DynamoDB write"."""

    service: str
    operation: str  # as the service calls it, with the kind of item where there are several
    unit: str


@dataclass
class Usage:
    """What was used, and how long it took."""

    uses: Counter[Use] = field(default_factory=Counter)  # in units
    calls: Counter[str] = field(default_factory=Counter)  # by "DynamoDB PutItem"
    rounds: int = 0  # calls that were waited for, one after the other; parallel ones are one round
    apart_s: float = 0.0  # of this process's computing, what the emulator in it and the meter need
    unpriced: Counter[str] = field(default_factory=Counter)  # calls that the meter knows no units of

    def add(self, other: "Usage") -> None:
        """Count what another counted, too."""
        self.uses += other.uses
        self.calls += other.calls
        self.unpriced += other.unpriced
        self.rounds += other.rounds
        self.apart_s += other.apart_s

    def units(self, unit: str) -> float:
        """Return how many units of one price were used."""
        return sum(amount for use, amount in self.uses.items() if use.unit == unit)

    def calls_of(self, service: str) -> int:
        """Return how many requests one service got."""
        return sum(count for call, count in self.calls.items() if call.startswith(f"{service} "))

    @property
    def write_units(self) -> float:
        """DynamoDB's, of the table and its indexes."""
        return self.units("DynamoDB write")

    @property
    def read_units(self) -> float:
        """DynamoDB's."""
        return self.units("DynamoDB read")


@dataclass
class Meter:
    """Counts the calls of every client that is made while it is attached, for as long as it is running.

    Calls are let through one at a time: the emulator that runs in the process is not thread-safe. Those of other
    threads than the one that started the meter count as parallel, *connections* of them to a round.
    """

    connections: int = 16
    usage: Usage = field(default_factory=Usage)
    _shadows: dict[str, Shadow] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _is_running: bool = False
    _thread: int = 0
    _parallel: int = 0
    _started: deque[float] = field(default_factory=deque)

    @contextmanager
    def attached(self) -> Iterator["Meter"]:
        """Count what clients do that are made in this context."""
        boto3.setup_default_session()
        events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]  # just set up
        events.register_first("before-parameter-build.*.*", self._remember)
        events.register_first("before-send.*.*", self._before)
        events.register_last("response-received.*.*", self._after)
        events.register_last("after-call.*.*", self._count)
        try:
            yield self
        finally:
            boto3.setup_default_session()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count; calls outside of it are those of whoever drops articles and looks at what became of them."""
        self._is_running, self._thread = True, threading.get_ident()
        try:
            yield
        finally:
            self._end_of_round()
            self._is_running = False

    def cut(self) -> Usage:
        """Return what was used since the last time."""
        self._end_of_round()
        found, self.usage = self.usage, Usage()
        return found

    @property
    def shadows(self) -> Mapping[str, Shadow]:
        """What is in every table that was written to."""
        return self._shadows

    def _remember(self, params: Any, context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params

    def _before(self, **_: Any) -> None:
        self._lock.acquire()
        self._started.append(time.thread_time())

    def _after(self, **_: Any) -> None:
        self.usage.apart_s += (time.thread_time() - self._started.pop()) * self._is_running
        self._lock.release()

    def _count(self, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
        service, name = model.service_model.service_id, model.name
        started = time.thread_time()
        with self._lock:
            found = self._taken(service, name, context.get("asked") or {}, parsed)
            if not self._is_running:
                return
            self._count_round()
            self.usage.calls[f"{service} {name}"] += 1
            if found is None:
                self.usage.unpriced[f"{service} {name}"] += 1
            self.usage.uses.update(found or {})
            self.usage.apart_s += time.thread_time() - started

    def _count_round(self) -> None:
        if threading.get_ident() != self._thread:
            self._parallel += 1
            return
        self._end_of_round()
        self.usage.rounds += 1

    def _end_of_round(self) -> None:
        self.usage.rounds += -(-self._parallel // self.connections)
        self._parallel = 0

    def _taken(
        self, service: str, name: str, asked: Mapping[str, Any], parsed: Mapping[str, Any]
    ) -> dict[Use, float] | None:
        match service:
            case "DynamoDB":
                return self._of_dynamodb(name, asked, parsed)
            case "S3" if name in S3_CLASSES:
                return {Use(service, name, f"S3 {S3_CLASSES[name]}"): 1}
            case "SQS":
                size = len(str(asked.get("MessageBody", asked.get("Entries", ""))).encode())
                return {Use(service, name, "SQS request"): max(1, -(-size // CHUNK))}
            case "EventBridge" if name == "PutEvents":
                sizes = [len(str(each).encode()) for each in asked["Entries"]]
                return {Use(service, name, "EventBridge event"): sum(max(1, -(-size // CHUNK)) for size in sizes)}
        return None

    def _of_dynamodb(self, name: str, asked: Mapping[str, Any], parsed: Mapping[str, Any]) -> dict[Use, float]:
        if name in {"CreateTable", "UpdateTimeToLive", "UpdateContinuousBackups"}:
            return {}
        for table in _tables(asked):
            if table not in self._shadows:
                self._shadows[table] = Shadow.of(_unmetered().describe_table(TableName=table)["Table"])
        counted: Counter[Use] = Counter()
        for each in dynamodb.taken(name, asked, parsed, self._shadows, _reread):
            price = "DynamoDB read" if each.unit == "read" else "DynamoDB write"
            shown = f"{name}, {each.kind}{' in the index by day' if each.unit == 'index write' else ''}"
            counted[Use("DynamoDB", shown, price)] += each.units  # type: ignore[assignment]  # half units of reads
        return dict(counted)


def _tables(asked: Mapping[str, Any]) -> set[str]:
    if "RequestItems" in asked:
        return set(asked["RequestItems"])
    if "TransactItems" in asked:
        return {each["TableName"] for action in asked["TransactItems"] for each in action.values()}
    return {asked["TableName"]} if "TableName" in asked else set()


def _unmetered() -> Any:
    return boto3.session.Session().client("dynamodb")


def _reread(table: str, key: Item) -> Item | None:
    answer: Mapping[str, Any] = _unmetered().get_item(TableName=table, Key=key, ConsistentRead=True)
    return answer.get("Item")
