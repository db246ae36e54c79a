"""Bytes and units as DynamoDB's developer guide has them."""

from typing import Any

import pytest

from unspin.cost.sizes import item_size, read_units, value_size, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "Ångström"}, 10),  # UTF-8
        ({"B": b"\x00" * 7}, 7),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"N": "0"}, 1),
        ({"N": "1764028800"}, 5),  # zeros at the end are no digits that count
        ({"N": "-12.5"}, 4),
        ({"N": "1.5E+3"}, 2),
        ({"SS": ["ab", "c"]}, 3),
        ({"NS": ["1", "22"]}, 4),
        ({"L": []}, 3),
        ({"L": [{"S": "abc"}, {"N": "7"}]}, 3 + 1 + 3 + 1 + 2),
        ({"M": {"key": {"S": "v"}}}, 3 + 1 + 3 + 1),
    ],
)
def test_a_value_is_as_large_as_the_guide_says(value: dict[str, Any], size: int) -> None:
    assert value_size(value) == size


def test_an_item_is_its_names_and_values() -> None:
    assert item_size({"pk": {"S": "a#1"}, "title": {"S": "Ferry"}}) == 2 + 3 + 5 + 5


def test_a_type_that_dynamodb_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no values of type 'X'"):
        value_size({"X": 1})


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1, 1), (1_024, 1), (1_025, 2), (3_072, 3)])
def test_a_write_is_billed_by_the_kilobyte(size: int, units: int) -> None:
    assert write_units(size) == units


@pytest.mark.parametrize(("size", "units"), [(0, 1.0), (4_096, 1.0), (4_097, 2.0)])
def test_a_consistent_read_is_billed_by_four_kilobytes_and_another_half_of_it(size: int, units: float) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2
