"""What requests take, with what is in the table before and after."""

from typing import Any

import pytest

from unspin.cost.dynamodb import Taken, taken
from unspin.cost.shadow import Index, Shadow

TABLE = "index"


def text(size: int) -> dict[str, str]:
    return {"S": "x" * size}


def item(sort: str = "record", size: int = 100, **more: Any) -> dict[str, Any]:
    """An item of *size* bytes and a few for its names and keys."""
    return {"pk": {"S": "article#1"}, "sk": {"S": sort}, "text": text(size), **more}


@pytest.fixture
def shadow() -> Shadow:
    return Shadow(("pk", "sk"), {"by_day": Index(("day", "at"), frozenset({"title"}))})


def used(shadow: Shadow, operation: str, asked: dict[str, Any], answer: Any = None) -> list[tuple[str, float]]:
    found: list[Taken] = taken(operation, asked, answer or {}, {TABLE: shadow}, lambda table, key: shadow.get(key))
    return [(each.unit, each.units) for each in found]


def put(shadow: Shadow, held: dict[str, Any], **answer: Any) -> list[tuple[str, float]]:
    return used(shadow, "PutItem", {"TableName": TABLE, "Item": held}, answer)


def refused(code: str = "ConditionalCheckFailedException") -> dict[str, Any]:
    return {"Error": {"Code": code}}


def test_a_put_takes_the_larger_of_what_was_and_what_is_there(shadow: Shadow) -> None:
    assert put(shadow, item(size=3_000)) == [("write", 3)]
    assert put(shadow, item(size=10)) == [("write", 3)]
    assert put(shadow, item(size=10)) == [("write", 1)]


def test_a_refused_put_takes_what_is_there_and_changes_nothing(shadow: Shadow) -> None:
    assert put(shadow, item(size=10), **refused()) == [("write", 1)]
    put(shadow, item(size=2_000))
    assert put(shadow, item(size=10), **refused()) == [("write", 2)]
    assert put(shadow, item(size=10)) == [("write", 2)]


def test_a_request_that_was_turned_away_takes_nothing(shadow: Shadow) -> None:
    assert put(shadow, item(), **refused("ProvisionedThroughputExceededException")) == []
    assert shadow.get(item()) is None


def test_a_delete_takes_what_was_there_and_at_least_a_unit(shadow: Shadow) -> None:
    key = {name: value for name, value in item().items() if name != "text"}
    put(shadow, item(size=2_000))

    assert used(shadow, "DeleteItem", {"TableName": TABLE, "Key": key}) == [("write", 2)]
    assert used(shadow, "DeleteItem", {"TableName": TABLE, "Key": key}) == [("write", 1)]


def test_an_update_takes_the_whole_item(shadow: Shadow) -> None:
    put(shadow, item(size=2_000))
    asked = {"TableName": TABLE, "Key": {"pk": {"S": "article#1"}, "sk": {"S": "record"}}, "UpdateExpression": "..."}

    assert used(shadow, "UpdateItem", asked) == [("write", 2)]


def listed(at: str, title: str, **more: Any) -> dict[str, Any]:
    return item(size=3_000, day={"S": "d"}, at={"S": at}, title={"S": title}, **more)


def test_an_index_takes_units_only_for_what_changes_in_it(shadow: Shadow) -> None:
    assert put(shadow, listed("1", "Ferry")) == [("write", 3), ("index write", 1)]
    assert put(shadow, listed("1", "Ferry", more=text(5))) == [("write", 3)]
    assert put(shadow, listed("1", "Bridge")) == [("write", 3), ("index write", 1)]
    assert put(shadow, listed("2", "Bridge")) == [("write", 3), ("index write", 2)]  # removed there, written here
    assert put(shadow, item()) == [("write", 3), ("index write", 1)]  # it has left the index


def test_a_transaction_takes_double(shadow: Shadow) -> None:
    write = {"Put": {"TableName": TABLE, "Item": item(size=2_000)}}
    check = {"ConditionCheck": {"TableName": TABLE, "Key": item("body")}}

    assert used(shadow, "TransactWriteItems", {"TransactItems": [write, check]}) == [("write", 4), ("write", 2)]
    assert used(shadow, "TransactWriteItems", {"TransactItems": [write]}, refused("TransactionCanceledException")) == [
        ("write", 4)
    ]


def test_a_batch_takes_units_for_what_was_done_of_it(shadow: Shadow) -> None:
    requests = [{"PutRequest": {"Item": item(str(number))}} for number in range(3)]
    requests.append({"DeleteRequest": {"Key": {"pk": {"S": "article#1"}, "sk": {"S": "0"}}}})
    left = {"UnprocessedItems": {TABLE: requests[1:2]}}

    assert used(shadow, "BatchWriteItem", {"RequestItems": {TABLE: requests}}, left) == [("write", 1)] * 3


def test_reads_take_units_for_each_item_there_or_not(shadow: Shadow) -> None:
    put(shadow, item(size=5_000))
    here, there = ({"pk": {"S": "article#1"}, "sk": {"S": sort}} for sort in ("record", "body"))
    batch = {"RequestItems": {TABLE: {"Keys": [here, there], "ConsistentRead": True}}}

    assert used(shadow, "GetItem", {"TableName": TABLE, "Key": here}) == [("read", 1.0)]
    assert used(shadow, "BatchGetItem", batch) == [("read", 2.0), ("read", 1.0)]


def query(condition: str, more: dict[str, Any] | None = None, **values: str) -> dict[str, Any]:
    held = {f":{name}": {"S": value} for name, value in values.items()}
    asked = {"TableName": TABLE, "KeyConditionExpression": condition, "ExpressionAttributeValues": held}
    return {**asked, "ConsistentRead": True, **(more or {})}


def test_a_query_takes_units_for_all_it_looks_at(shadow: Shadow) -> None:
    for number in range(10):
        put(shadow, item(f"link#{number}", size=1_000))
    put(shadow, item("body", size=9_000))

    def units(*asked: Any, **values: str) -> float:
        [(_, found)] = used(shadow, "Query", query(*asked, **values))
        return found

    assert units("pk = :p", p="article#1") == 5.0  # 19 KB
    assert units("pk = :p AND begins_with(sk, :s)", p="article#1", s="link#") == 3.0
    assert units("pk = :p AND sk BETWEEN :a AND :b", p="article#1", a="link#2", b="link#5") == 1.0
    assert units("pk = :p AND sk > :a", p="article#1", a="body") == 3.0
    assert units("pk = :p", p="article#2") == 1.0


def test_a_page_of_a_query_takes_units_for_that_page(shadow: Shadow) -> None:
    for number in range(10):
        put(shadow, item(f"link#{number}", size=1_000))
    start = {"ExclusiveStartKey": {"pk": {"S": "article#1"}, "sk": {"S": "link#7"}}}

    assert used(shadow, "Query", query("pk = :p", p="article#1"), {"ScannedCount": 3}) == [("read", 1.0)]
    assert used(shadow, "Query", query("pk = :p", start, p="article#1"), {"ScannedCount": 2}) == [("read", 1.0)]


def test_a_query_of_an_index_takes_units_for_its_smaller_entries(shadow: Shadow) -> None:
    for number in range(10):
        put(shadow, listed(str(number), "Ferry") | {"sk": {"S": str(number)}})

    assert used(shadow, "Query", query("day = :d", {"IndexName": "by_day"}, d="d")) == [("read", 1.0)]


def test_an_operation_that_the_meter_does_not_know_is_refused(shadow: Shadow) -> None:
    with pytest.raises(ValueError, match="does not know what DynamoDB's Scan takes"):
        used(shadow, "Scan", {"TableName": TABLE})


def test_storage_counts_a_hundred_bytes_for_each_item(shadow: Shadow) -> None:
    put(shadow, {"pk": {"S": "a"}, "sk": {"S": "b"}})

    assert shadow.stored_bytes == 6 + 100
    assert shadow.stored_index_bytes == 0
