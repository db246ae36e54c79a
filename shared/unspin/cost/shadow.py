"""The sizes of everything in a table, kept beside it.

DynamoDB bills a write by the larger of what was and what will be there, and a query by all that it reads, also what it
does not return; so one has to know what is there. An emulator's own counts are wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unspin.cost.sizes import STORED, Item, item_size, write_units

Schema = tuple[str, ...]  # the names of the key attributes, partition first


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index: which attributes are its key, and which it carries besides; None is all."""

    key: Schema
    carried: frozenset[str] | None

    def entry(self, item: Item, table_key: Schema) -> Item | None:
        """Return what the index holds of *item*, or None where an attribute of its key is missing."""
        if not all(name in item for name in self.key):
            return None
        if self.carried is None:
            return item
        wanted = {*self.key, *table_key, *self.carried}
        return {name: value for name, value in item.items() if name in wanted}


@dataclass(frozen=True, slots=True)
class Write:
    """What a write took: units of the table, and of its indexes."""

    table: int
    indexes: int

    @property
    def units(self) -> int:
        """All of them."""
        return self.table + self.indexes


@dataclass
class Shadow:
    """What is in a table, by key."""

    key: Schema
    indexes: Mapping[str, Index]
    items: dict[str, dict[str, Item]] = field(default_factory=dict)

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> "Shadow":
        """Return the shadow of an empty table, as ``describe_table`` tells of it."""
        indexes = {
            each["IndexName"]: Index(_schema(each), _carried(each["Projection"]))
            for each in described.get("GlobalSecondaryIndexes", [])
        }
        return cls(_schema(described), indexes)

    def get(self, key: Item) -> Item | None:
        """Return the item at *key*."""
        partition, sort = self._place(key)
        return self.items.get(partition, {}).get(sort)

    def put(self, item: Item) -> Write:
        """Put *item* where its key says; return what that takes."""
        before = self.get(item)
        partition, sort = self._place(item)
        self.items.setdefault(partition, {})[sort] = item
        return self._written(before, item)

    def remove(self, key: Item) -> Write:
        """Remove what is at *key*; removing nothing takes a unit."""
        before = self.get(key)
        partition, sort = self._place(key)
        self.items.get(partition, {}).pop(sort, None)
        return self._written(before, None)

    def refused(self, key: Item) -> Write:
        """Return what a conditional write takes that is refused: as if it wrote what is there again."""
        held = self.get(key)
        return Write(write_units(item_size(held) if held else 0), 0)

    def in_order(self, index: str | None, partition: str) -> list[tuple[str, Item]]:
        """Return the items of a partition, of the table or an index, with their sort keys, in order."""
        if index is None:
            return sorted(self.items.get(partition, {}).items())
        first, *rest = self.indexes[index].key
        found = (entry for entry in self._entries(index) if _text(entry[first]) == partition)
        return sorted(((_text(entry[rest[0]]) if rest else "", entry) for entry in found), key=lambda pair: pair[0])

    @property
    def stored_bytes(self) -> int:
        """The bytes that storage is billed for, without those of the indexes."""
        return sum(item_size(item) + STORED for held in self.items.values() for item in held.values())

    @property
    def stored_index_bytes(self) -> int:
        """The bytes that the indexes' storage is billed for."""
        return sum(item_size(entry) + STORED for name in self.indexes for entry in self._entries(name))

    def _entries(self, index: str) -> Iterator[Item]:
        for held in self.items.values():
            for item in held.values():
                entry = self.indexes[index].entry(item, self.key)
                if entry is not None:
                    yield entry

    def _place(self, item: Item) -> tuple[str, str]:
        partition, *sort = (_text(item[name]) for name in self.key)
        return partition, sort[0] if sort else ""

    def _written(self, before: Item | None, after: Item | None) -> Write:
        larger = max(item_size(each) if each else 0 for each in (before, after))
        return Write(write_units(larger), sum(self._indexed(each, before, after) for each in self.indexes.values()))

    def _indexed(self, index: Index, before: Item | None, after: Item | None) -> int:
        """An entry that moves is removed and written; one that stays as it is takes nothing."""
        old = index.entry(before, self.key) if before else None
        new = index.entry(after, self.key) if after else None
        if old == new:
            return 0
        if old and new and all(old[name] == new[name] for name in index.key):
            return write_units(max(item_size(old), item_size(new)))
        return sum(write_units(item_size(each)) for each in (old, new) if each)


def _schema(described: Mapping[str, Any]) -> Schema:
    # Partition ("HASH") before sort ("RANGE") key.
    return tuple(each["AttributeName"] for each in sorted(described["KeySchema"], key=lambda each: each["KeyType"]))


def _carried(projection: Mapping[str, Any]) -> frozenset[str] | None:
    return None if projection["ProjectionType"] == "ALL" else frozenset(projection.get("NonKeyAttributes", ()))


def _text(value: Mapping[str, Any]) -> str:
    [held] = value.values()
    return str(held)
