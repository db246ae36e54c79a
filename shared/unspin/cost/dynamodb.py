"""What a request to DynamoDB takes, in units, from the request, the answer and the shadow of the table."""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from unspin.cost.shadow import Shadow, Write
from unspin.cost.sizes import Item, item_size, read_units

Request = Mapping[str, Any]
Answer = Mapping[str, Any]
Reread = Callable[[str, Item], Item | None]

REFUSED = {"ConditionalCheckFailedException", "TransactionCanceledException"}
TRANSACTION = 2  # times the units of a plain request


class Taken(NamedTuple):
    """Units that one item took."""

    unit: str  # "write", "index write" or "read"
    kind: str  # of item, for people
    units: float


def taken(operation: str, asked: Request, answer: Answer, shadows: Mapping[str, Shadow], reread: Reread) -> list[Taken]:
    """Return what a request took; *reread* returns what is at a key of a table now.

    Requests that DynamoDB turned away (throttled, failed) take nothing.

    Raises:
        ValueError: The meter does not know the operation.
    """
    code = answer.get("Error", {}).get("Code")
    if code is not None and code not in REFUSED:
        return []
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            shadow = shadows[asked["TableName"]]
            return _written(asked, shadow, reread, is_refused=code is not None)
        case "BatchWriteItem":
            return list(_batch_written(asked, answer, shadows))
        case "TransactWriteItems":
            return list(_transacted(asked, shadows, reread, is_refused=code is not None))
        case "GetItem":
            return [_read(shadows[asked["TableName"]], asked["Key"], consistent=asked.get("ConsistentRead", False))]
        case "BatchGetItem":
            return list(_batch_read(asked, answer, shadows))
        case "Query":
            return [_queried(asked, answer, shadows[asked["TableName"]])]
        case "DescribeTable":
            return []
    raise ValueError(f"the meter does not know what DynamoDB's {operation} takes")


def kind_of(key: Item) -> str:
    """Name what an item is, by its key: "body", "link", "key", "cluster" ..."""
    partition, sort = (next(iter(key[name].values())) for name in ("pk", "sk"))
    head = str(partition).partition("#")[0]
    return str(sort).partition("#")[0] if head == "article" else head


def _written(asked: Request, shadow: Shadow, reread: Reread, *, is_refused: bool, times: int = 1) -> list[Taken]:
    key = asked.get("Key") or {name: asked["Item"][name] for name in shadow.key}
    if is_refused:
        done = shadow.refused(key)
    elif "Item" in asked:
        done = shadow.put(asked["Item"])
    elif "UpdateExpression" in asked or "AttributeUpdates" in asked:
        done = _updated(asked["TableName"], key, shadow, reread)
    else:
        done = shadow.remove(key)
    return _as_taken(done, kind_of(key), times)


def _updated(table: str, key: Item, shadow: Shadow, reread: Reread) -> Write:
    now = reread(table, key)
    return shadow.put(now) if now else shadow.remove(key)


def _as_taken(done: Write, kind: str, times: int = 1) -> list[Taken]:
    found = [Taken("write", kind, done.table * times)]
    return [*found, Taken("index write", kind, done.indexes * times)] if done.indexes else found


def _batch_written(asked: Request, answer: Answer, shadows: Mapping[str, Shadow]) -> Iterator[Taken]:
    for table, requests in asked["RequestItems"].items():
        undone = answer.get("UnprocessedItems", {}).get(table, [])
        shadow = shadows[table]
        for request in (each for each in requests if each not in undone):
            if "PutRequest" in request:
                item = request["PutRequest"]["Item"]
                yield from _as_taken(shadow.put(item), kind_of(item))
            else:
                key = request["DeleteRequest"]["Key"]
                yield from _as_taken(shadow.remove(key), kind_of(key))


def _transacted(asked: Request, shadows: Mapping[str, Shadow], reread: Reread, *, is_refused: bool) -> Iterator[Taken]:
    """Index entries are counted twice as well: dearer than DynamoDB promises, never cheaper."""
    for action in asked["TransactItems"]:
        [(name, request)] = action.items()
        shadow = shadows[request["TableName"]]
        # A check of a condition takes what a refused write takes.
        refused = is_refused or name == "ConditionCheck"
        yield from _written(request, shadow, reread, is_refused=refused, times=TRANSACTION)


def _read(shadow: Shadow, key: Item, *, consistent: bool) -> Taken:
    held = shadow.get(key)
    return Taken("read", kind_of(key), read_units(item_size(held) if held else 0, consistent=consistent))


def _batch_read(asked: Request, answer: Answer, shadows: Mapping[str, Shadow]) -> Iterator[Taken]:
    for table, wanted in asked["RequestItems"].items():
        undone = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        for key in (each for each in wanted["Keys"] if each not in undone):
            yield _read(shadows[table], key, consistent=wanted.get("ConsistentRead", False))


def _queried(asked: Request, answer: Answer, shadow: Shadow) -> Taken:
    """A page is billed as one read of all that was looked at, filtered out or not."""
    index = asked.get("IndexName")
    partition, is_wanted = _condition(asked)
    found = [(sort, item) for sort, item in shadow.in_order(index, partition) if is_wanted(sort)]
    if not asked.get("ScanIndexForward", True):
        found.reverse()
    if "ExclusiveStartKey" in asked:
        names = shadow.key if index is None else shadow.indexes[index].key
        start = next(iter(asked["ExclusiveStartKey"][names[1]].values()))
        found = found[1 + max((at for at, (sort, _) in enumerate(found) if sort == start), default=-1) :]
    looked_at = found[: answer.get("ScannedCount", len(found))]
    size = sum(item_size(item) for _, item in looked_at)
    head = partition.partition("#")[0]
    kind = head if index is None else f"{index} {head}"
    return Taken("read", kind, read_units(size, consistent=asked.get("ConsistentRead", False)))


_TERM = re.compile(
    r"(?P<begins>begins_with)\s*\(\s*(?P<prefixed>[#\w]+)\s*,\s*(?P<prefix>:\w+)\s*\)"
    r"|(?P<between>[#\w]+)\s+BETWEEN\s+(?P<low>:\w+)\s+AND\s+(?P<high>:\w+)"
    r"|(?P<name>[#\w]+)\s*(?P<sign><=|>=|=|<|>)\s*(?P<value>:\w+)",
    re.IGNORECASE,
)
_SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _condition(asked: Request) -> tuple[str, Callable[[str], bool]]:
    """Return the partition that a key condition names, and what it wants of the sort key."""
    values = {name: str(next(iter(value.values()))) for name, value in asked["ExpressionAttributeValues"].items()}
    first, *rest = _TERM.finditer(asked["KeyConditionExpression"])
    return values[first["value"]], lambda sort: all(_holds(term, sort, values) for term in rest)


def _holds(term: "re.Match[str]", sort: str, values: Mapping[str, str]) -> bool:
    if term["begins"]:
        return sort.startswith(values[term["prefix"]])
    if term["between"]:
        return values[term["low"]] <= sort <= values[term["high"]]
    return bool(_SIGNS[term["sign"]](sort, values[term["value"]]))


def total(uses: Iterable[Taken], unit: str) -> float:
    """Return how many units of one sort were taken."""
    return sum(each.units for each in uses if each.unit == unit)
