"""One DynamoDB table: plain values in and out, retries of what DynamoDB leaves undone, errors translated."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import local
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from unspin.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
Element = TypeVar("Element")

BATCH_WRITE = 25  # items, DynamoDB's limit
BATCH_READ = 100  # items, DynamoDB's limit
# Of a single write: others came before, or are about to, by a transaction; botocore tries neither again.
REFUSED = ("ConditionalCheckFailedException", "TransactionConflictException")
OTHERS_CAME = frozenset({"None", "ConditionalCheckFailed", "TransactionConflict"})  # of a transaction
THROTTLED = frozenset({"ThrottlingError", "ProvisionedThroughputExceeded"})
ATTEMPTS = 8  # of what a batch leaves undone; doubling pauses, 6 s in all

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


class Condition(NamedTuple):
    """What must hold of the item that is there, for a write to happen."""

    expression: str
    values: Mapping[str, Any] = MappingProxyType({})
    names: Mapping[str, str] = MappingProxyType({})  # placeholders of attributes that are reserved words

    def as_arguments(self) -> Item:
        """Return the arguments of boto3 that say so."""
        arguments: Item = {"ConditionExpression": self.expression}
        if self.values:
            arguments["ExpressionAttributeValues"] = _marshalled(self.values)
        if self.names:
            arguments["ExpressionAttributeNames"] = dict(self.names)
        return arguments


UNWRITTEN = Condition("attribute_not_exists(pk)")


def version_is(version: int) -> Condition:
    """Say that the version that is there is the one that was read; 0 where nothing was."""
    return Condition("#version = :version", {":version": version}, {"#version": "version"}) if version else UNWRITTEN


class Table:
    """A table with the keys ``pk`` and ``sk``. Threads may share it: the low-level client allows that."""

    def __init__(self, dynamodb: "DynamoDBClient", name: str) -> None:
        self._dynamodb = dynamodb
        self._name = name

    def get(self, key: Key, *, is_consistent: bool = True) -> Item | None:
        """Return the item at *key*, strongly consistent unless said otherwise, or None."""
        wanted = _marshalled(key._asdict())
        with _as_transient():
            found = self._dynamodb.get_item(TableName=self._name, Key=wanted, ConsistentRead=is_consistent)
        return unmarshalled(found["Item"]) if "Item" in found else None

    def put(self, key: Key, item: Item, condition: Condition | None = None) -> bool:
        """Write an item; return False if *condition* does not hold, or a transaction is at it."""
        arguments = condition.as_arguments() if condition else {}
        try:
            with _as_transient(*REFUSED):
                self._dynamodb.put_item(TableName=self._name, Item=_marshalled(key._asdict() | item), **arguments)
        except ClientError:
            return False
        return True

    def remove(self, key: Key, condition: Condition) -> bool:
        """Remove an item; return False if *condition* does not hold of what is there, or a transaction is at it."""
        try:
            with _as_transient(*REFUSED):
                self._dynamodb.delete_item(
                    TableName=self._name, Key=_marshalled(key._asdict()), **condition.as_arguments()
                )
        except ClientError:
            return False
        return True

    def put_together(
        self, writes: Iterable[tuple[Key, Item, Condition]], removed: Iterable[tuple[Key, Condition]] = ()
    ) -> bool:
        """Write and remove all items, or none: return False if a condition does not hold or another writer is at it."""
        actions: list[Any] = [
            {
                "Put": {
                    "TableName": self._name,
                    "Item": _marshalled(key._asdict() | item),
                    **condition.as_arguments(),
                }
            }
            for key, item, condition in writes
        ]
        actions += [
            {
                "Delete": {
                    "TableName": self._name,
                    "Key": _marshalled(key._asdict()),
                    **condition.as_arguments(),
                }
            }
            for key, condition in removed
        ]
        reasons: set[str] = set()
        for pause_s in _pauses():
            try:
                with _as_transient("TransactionCanceledException", "TransactionConflictException"):
                    self._dynamodb.transact_write_items(TransactItems=actions)
            except ClientError as error:
                reasons = _reasons(error)
                if reasons <= OTHERS_CAME:
                    return False
                if not reasons <= OTHERS_CAME | THROTTLED:
                    break
                time.sleep(pause_s)  # botocore does not look at the reasons
            else:
                return True
        told = ", ".join(sorted(reasons - OTHERS_CAME))
        raise TransientError(f"DynamoDB cancelled a transaction: {told}: {self._name}")

    def write(self, puts: Mapping[Key, Item], deletes: Iterable[Key] = ()) -> None:
        """Put and delete items in batches, unconditionally; repeating it changes nothing."""
        requests: list[Any] = [
            {"PutRequest": {"Item": _marshalled(key._asdict() | item)}} for key, item in puts.items()
        ]
        requests += [{"DeleteRequest": {"Key": _marshalled(key._asdict())}} for key in deletes]
        for batch in _batched(requests, BATCH_WRITE):
            undone: dict[str, Any] = {self._name: batch}
            for pause_s in _pauses():
                with _as_transient():
                    undone = self._dynamodb.batch_write_item(RequestItems=undone)["UnprocessedItems"]
                if not undone:
                    break
                time.sleep(pause_s)
            else:
                raise TransientError(f"DynamoDB left writes undone after {ATTEMPTS} attempts: {self._name}")

    def read(self, keys: Iterable[Key]) -> Iterator[Item]:
        """Yield the items that exist, strongly consistent, in no order."""
        wanted = [_marshalled(key._asdict()) for key in keys]
        for batch in _batched(wanted, BATCH_READ):
            undone: dict[str, Any] = {self._name: {"Keys": batch, "ConsistentRead": True}}
            for pause_s in _pauses():
                with _as_transient():
                    found = self._dynamodb.batch_get_item(RequestItems=undone)
                yield from map(unmarshalled, found["Responses"].get(self._name, []))
                undone = found["UnprocessedKeys"]
                if not undone:
                    break
                time.sleep(pause_s)
            else:
                raise TransientError(f"DynamoDB left reads undone after {ATTEMPTS} attempts: {self._name}")

    def page(
        self, expression: str, values: Mapping[str, Any], *, limit: int, **arguments: Any
    ) -> tuple[list[Item], bool]:
        """Return up to *limit* of the items that *expression* names, by one request, and whether there are more."""
        with _as_transient():
            found = self._dynamodb.query(
                TableName=self._name,
                KeyConditionExpression=expression,
                ExpressionAttributeValues=_marshalled(values),
                Limit=limit,
                **arguments,
            )
        return [unmarshalled(item) for item in found["Items"]], "LastEvaluatedKey" in found

    def query(self, expression: str, values: Mapping[str, Any], **arguments: Any) -> Iterator[Item]:
        """Yield the items that the key condition *expression* names, page after page, in key order."""
        asked = arguments | {
            "TableName": self._name,
            "KeyConditionExpression": expression,
            "ExpressionAttributeValues": _marshalled(values),
        }
        while True:
            with _as_transient():
                page = self._dynamodb.query(**asked)
            yield from map(unmarshalled, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _reasons(error: ClientError) -> set[str]:
    """Return why a transaction was cancelled, by the code of each of its actions."""
    cancelled: Any = error.response
    return {str(each.get("Code", "None")) for each in cancelled.get("CancellationReasons", ())}


class Patience:
    """Waits where others came before, longer each time in a row: whoever is told so reads again and tries anew.

    Without it, of eighty articles that join one cluster at the same moment (twenty workers, four each), most have tried
    ten times within two tenths of a second, and given up.
    """

    SHORTEST_S, LONGEST_S = 0.04, 1.0

    def __init__(self) -> None:
        self._of_thread = local()  # each takes in an article of its own

    def after(self, *, is_done: bool) -> bool:
        """Return *is_done*, at once if it is so."""
        times = 0 if is_done else getattr(self._of_thread, "times", 0) + 1
        self._of_thread.times = times
        if times:
            longest_s = min(self.LONGEST_S, self.SHORTEST_S * 2 ** (times - 1))
            time.sleep(random.uniform(0, longest_s))  # noqa: S311  # no secret
        return is_done


def _pauses() -> Iterator[float]:
    """Doubling pauses, each shortened at random so that workers do not come back together."""
    for attempt in range(ATTEMPTS):
        yield 0.05 * 2**attempt * random.uniform(0.5, 1)  # noqa: S311  # no secret


def _batched(elements: Sequence[Element], size: int) -> Iterator[list[Element]]:
    remaining = iter(elements)
    while batch := list(islice(remaining, size)):
        yield batch


def _marshalled(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _serializer.serialize(value) for name, value in item.items()}


def unmarshalled(item: Mapping[str, Any]) -> Item:
    """Return the plain values of an item as DynamoDB writes it."""
    return {name: _deserializer.deserialize(value) for name, value in item.items()}


@contextmanager
def _as_transient(*expected: str) -> Iterator[None]:
    """DynamoDB refuses, or cannot be reached: the queue delivers again. Errors *expected* pass unchanged."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in expected:
            raise
        raise TransientError(f"DynamoDB did not do it: {error}") from error
    except BotoCoreError as error:
        raise TransientError(f"DynamoDB cannot be reached: {error}") from error
