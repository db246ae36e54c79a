"""How many bytes DynamoDB counts for an item, and how many units for bytes.

The rules are those of the developer guide, "DynamoDB item sizes and formats" and "Read and write operations". Sizes of
numbers are approximate there, too.
"""

import math
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]  # as the low-level client takes and gives it: {"title": {"S": "..."}}

WRITE_UNIT = 1_024  # bytes
READ_UNIT = 4_096  # bytes
CONTAINER = 3  # bytes of a list or map, besides one for each of its elements
STORED = 100  # bytes billed as storage besides each item, and each entry of an index


def item_size(item: Item) -> int:
    """Return the bytes of an item: its attributes' names and values."""
    return sum(_utf8(name) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Return the bytes of a value in DynamoDB's notation, ``{"S": "text"}``.

    Raises:
        ValueError: It is of no type that DynamoDB has.
    """
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return _utf8(held)
        case "N":
            return _number(held)
        case "B":
            return len(bytes(held))
        case "BOOL" | "NULL":
            return 1
        case "SS" | "NS" | "BS":
            return sum(value_size({kind[0]: each}) for each in held)
        case "L":
            return CONTAINER + sum(1 + value_size(each) for each in held)
        case "M":
            return CONTAINER + sum(1 + _utf8(name) + value_size(each) for name, each in held.items())
    raise ValueError(f"DynamoDB has no values of type {kind!r}")


def write_units(size: int) -> int:
    """Return the units that writing, or deleting, *size* bytes takes; at least one."""
    return max(1, math.ceil(size / WRITE_UNIT))


def read_units(size: int, *, consistent: bool) -> float:
    """Return the units that reading *size* bytes takes; what is not there is read as well."""
    return max(1, math.ceil(size / READ_UNIT)) * (1.0 if consistent else 0.5)


def _utf8(text: str) -> int:
    return len(text.encode())


def _number(text: str) -> int:
    mantissa = text.lower().partition("e")[0]
    digits = mantissa.lstrip("-").replace(".", "").strip("0")
    return 1 + math.ceil(len(digits) / 2) + text.startswith("-")
