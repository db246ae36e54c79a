"""The events that DynamoDB's stream gives a function."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from unspin.adapters.items import cluster_of, entry_of, parked_of
from unspin.adapters.table import unmarshalled
from unspin.stored import Change, Cluster, Entry, Parked


def changes_of(event: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the writes of entries, clusters and parked inputs that an event tells of, in order.

    Only a tumbling window's event names the shard.
    """
    for record in event.get("Records", ()):
        told = record["dynamodb"]
        key = unmarshalled(told["Keys"])
        if key["sk"] in {"record", "root"}:
            before, after = (_item(key["pk"], told.get(image)) for image in ("OldImage", "NewImage"))
            yield Change(event.get("shardId", ""), int(told["SequenceNumber"]), before, after)


def _item(pk: str, image: Mapping[str, Any] | None) -> Entry | Cluster | Parked | None:
    if image is None:
        return None
    item = unmarshalled({name: _bytes(value) for name, value in image.items()})
    match pk.partition("#")[0]:
        case "article":
            return entry_of(item)
        case "parked":
            return parked_of(item)
        case "cluster" if "merged_into" not in item:
            return cluster_of(item)
        case _:
            return None


def _bytes(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Events are JSON: bytes travel in base64."""
    held = value.get("B")
    return {"B": base64.b64decode(held)} if isinstance(held, str) else value
