"""What an article takes, pinned: a change that takes more units or round trips fails, one that takes less pins anew.

The pins are in tests/golden/units.json; `UNSPIN_PIN=1 python -m pytest tests/e2e/test_cost.py` writes them anew.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stack import LocalStack
from unspin.cost import dynamodb
from unspin.cost.corpus import Measured, measured_on
from unspin.cost.meter import Meter, Usage
from unspin.local.session import default_template, in_process
from unspin.local.stack import variables
from unspin.settings import CONNECTIONS

PINS = Path(__file__).parents[1] / "golden" / "units.json"

TITLE = "Old Ferry Line to Brackenholm Closes after Ninety Years"
TEXT = """\
The last ferry between Osterhavn and the island of Brackenholm left the quay on Sunday evening with 212 passengers on
board, ninety years and four months after the line was opened. From next week a bridge of 1,840 metres, financed by the
county and by the Lindqvist foundation, carries the traffic that the boats have carried since 1936.

Captain Maren Ottesen, who has steered the Havørn for twenty-two winters, sounded the horn three times as the lights of
Brackenholm came into view. "People ask me what I will do with my mornings," she said. "I have told them that I will
look at the bridge, and that I will not like it." Her crew of nine has been offered work by the harbour company.

The council of Osterhavn voted for the bridge in 2019, by 31 votes to 14, after a storm had kept the island without
supplies for eleven days. Critics wanted a larger ferry instead, at a third of the price. The builders needed seven
years and 618 million kroner, some 90 million more than the council had been told.

Not everybody on Brackenholm rejoices. Jonas Reinholt, who sells smoked eel at the landing, expects to lose half of his
customers. "Who crosses by car does not get hungry," he said. The school, on the other hand, counts on 40 new pupils,
and the doctor will come twice a week.

The Havørn goes to the maritime museum of Sandvær, where she will be open to visitors from May. The smaller boat, the
Terna, was sold to a company in Estonia for 2.3 million kroner and left on Monday morning.
"""
EDITED = TEXT.replace("Critics wanted", "Opponents demanded").replace("rejoices", "celebrates")


@pytest.fixture
def metered(tmp_path: Path) -> Iterator[tuple[LocalStack, Meter]]:
    meter = Meter(connections=CONNECTIONS)
    threads = variables({"UNSPIN_CONNECTIONS": str(CONNECTIONS)})
    with in_process(default_template()) as created, threads, meter.attached():
        yield LocalStack(created, tmp_path), meter


def measured(metered: tuple[LocalStack, Meter], key: str, text: str) -> Measured:
    """Drop a text, take it in, and return what that took."""
    stack, meter = metered
    file = stack.folder / "dropped.txt"
    file.write_text(text, encoding="utf-8")
    return measured_on(stack.created, [(key, file)], meter, stack.folder / "log.jsonl")


def figures(found: Measured) -> dict[str, float]:
    usage: Usage = found.usage
    return {
        "write units": usage.write_units,
        "read units": usage.read_units,
        "DynamoDB requests": usage.calls_of("DynamoDB"),
        "S3 requests": usage.calls_of("S3"),
        "rounds": usage.rounds,
    }


def test_articles_take_the_units_and_round_trips_that_are_pinned(metered: tuple[LocalStack, Meter]) -> None:
    article = f"{TITLE}\n\n{TEXT}"
    found = {
        "unique": measured(metered, "osterhavn-post/ferry.txt", article),
        "exact copy": measured(metered, "daily-respin/ferry.txt", article),
        "edited copy": measured(metered, "island-news/ferry.txt", f"{TITLE}\n\n{EDITED}"),
        "the copy dropped again": measured(metered, "daily-respin/ferry.txt", article),
    }

    assert [list(each.by_outcome) for each in found.values()] == [["unique"], ["exact"], ["near_duplicate"], ["known"]]
    assert all(not each.usage.unpriced for each in found.values())
    took = {name: figures(each) for name, each in found.items()}
    if os.environ.get("UNSPIN_PIN"):
        PINS.write_text(json.dumps(took, indent=2) + "\n", encoding="utf-8")
    pinned: dict[str, Any] = json.loads(PINS.read_text(encoding="utf-8"))
    assert took == pinned, "more than pinned: a change made articles dearer; less: pin it (see the head of this file)"


def test_what_is_used_while_nothing_runs_is_not_counted(metered: tuple[LocalStack, Meter]) -> None:
    stack, meter = metered
    stack.drop("osterhavn-post/ferry.txt", TEXT)
    stack.stored()

    assert meter.cut() == Usage()


def test_what_the_meter_computes_is_not_the_articles(
    metered: tuple[LocalStack, Meter], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, busy_s = dynamodb.taken, 0.2

    def slowly(*given: Any) -> Any:
        until = time.thread_time() + busy_s
        while time.thread_time() < until:
            pass
        return taken(*given)

    measured(metered, "osterhavn-post/ferry.txt", TEXT)  # what is loaded once
    monkeypatch.setattr(dynamodb, "taken", slowly)
    found = measured(metered, "island-news/weather.txt", "Rain is expected in the valley until Friday evening. " * 12)

    assert found.usage.calls_of("DynamoDB") * busy_s > 2
    assert found.compute_s < 1


def test_the_log_and_what_is_stored_are_measured(metered: tuple[LocalStack, Meter]) -> None:
    stack, _ = metered
    found = measured(metered, "osterhavn-post/ferry.txt", TEXT)

    assert found.log_bytes + found.log_lines == (stack.folder / "log.jsonl").stat().st_size
    assert {"ArticlesIngested", "MessagesReceived", "Relation.unique"} <= found.metrics
    assert found.clean_bytes == sum(map(len, stack.stored().values()))
    assert found.table_bytes > found.index_bytes > 0
    assert found.dropped_bytes == len(TEXT.encode())
