"""What costs money and shows in no call."""

from dataclasses import replace
from typing import Any

import pytest

from unspin.cost.beside import Function, function_of, kept, standing, waited_s, whole_usage
from unspin.cost.corpus import Measured
from unspin.cost.meter import Usage
from unspin.cost.prices import read_prices
from unspin.local.session import default_template
from unspin.local.template import translated
from unspin.settings import AT_ONCE

WHOLE = Function(memory_gb=1_769 / 1_024, architecture="arm64", has_snapshot=False)
GB_S = "Lambda GB-second, arm64"


def measured() -> Measured:
    usage = Usage(rounds=12)
    usage.calls.update({"S3 PutObject": 2, "DynamoDB PutItem": 10})
    return Measured(usage=usage, articles=1, objects=1, invocations=1, messages=1, computed_s=[9.0, 0.01, 0.03])


def test_computing_costs_the_same_with_half_the_memory_and_waiting_costs_half() -> None:
    half = replace(WHOLE, memory_gb=WHOLE.memory_gb / 2)
    prices = read_prices()

    alone = replace(measured(), invocations=3)

    whole, halved = (whole_usage(alone, each, prices).uses for each in (WHOLE, half))

    by_name = [{use.operation: amount for use, amount in each.items() if use.unit == GB_S} for each in (whole, halved)]
    assert by_name[0]["computing"] == by_name[1]["computing"] == pytest.approx(0.06 * WHOLE.memory_gb)
    waited_s = (10 * prices.assumed["wait_ms"] + 2 * prices.assumed["s3_wait_ms"]) / 1_000
    assert by_name[0]["waiting for AWS (assumed)"] == pytest.approx(waited_s * WHOLE.memory_gb)
    assert by_name[1]["waiting for AWS (assumed)"] == pytest.approx(waited_s * WHOLE.memory_gb / 2)


def batch(computed_s: float) -> Measured:
    usage = Usage(rounds=1_000)  # 5 s, if they were waited for one after the other
    return Measured(usage=usage, articles=100, objects=100, invocations=10, messages=100, computed_s=[computed_s] * 100)


def test_what_computes_longer_than_it_waits_waits_for_one_article_of_each_batch() -> None:
    assert waited_s(batch(0.1), WHOLE, read_prices()) == pytest.approx(5.0 / 10)


def test_what_hardly_computes_waits_side_by_side() -> None:
    assert waited_s(batch(0.0), WHOLE, read_prices()) == pytest.approx(5.0 / 10 + 5.0 / AT_ONCE)


def test_a_batch_of_one_has_nothing_to_do_meanwhile() -> None:
    alone = replace(batch(0.01), invocations=100)

    assert waited_s(alone, WHOLE, read_prices()) == pytest.approx(5.0)


def test_what_is_loaded_for_the_first_article_is_no_part_of_each() -> None:
    assert measured().compute_s == pytest.approx(3 * 0.02)


def test_the_queue_is_asked_once_an_object_and_twice_a_batch() -> None:
    found = replace(measured(), objects=10, invocations=2)

    usage = whole_usage(found, WHOLE, read_prices())

    assert usage.units("SQS request") == 10 + 2 * 2
    assert found.usage.units("SQS request") == 0  # what was measured stays as it was


def test_a_million_articles_are_kept_for_what_one_takes_a_million_times() -> None:
    found = replace(measured(), articles=2, table_bytes=6_000, index_bytes=400, clean_bytes=5_000)

    by_name = kept(found, read_prices())

    assert by_name["index table"] == pytest.approx(3.0 * 0.25)
    assert by_name["its point-in-time recovery"] == pytest.approx(3.0 * 0.2)
    assert by_name["its listing by day"] == pytest.approx(0.2 * 0.25)
    assert by_name["clean bucket"] == pytest.approx(2.5 * 0.023)


def function(snap: Any) -> dict[str, Any]:
    return {
        "Parameters": {"Architecture": {"Default": "arm64"}, "SnapStart": {"Default": "query"}},
        "Conditions": {"Wanted": {"Fn::Not": [{"Fn::Equals": [{"Ref": "SnapStart"}, "none"]}]}},
        "Resources": {
            "Query": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"MemorySize": 1_024, "Architectures": [{"Ref": "Architecture"}], "SnapStart": snap},
            },
        },
    }


def test_a_snapshot_costs_by_the_month() -> None:
    template = function({"ApplyOn": {"Fn::If": ["Wanted", "PublishedVersions", "None"]}})

    assert function_of(template, "Query") == Function(1.0, "arm64", has_snapshot=True)
    assert standing(template, 2, read_prices()) == {
        "custom metrics": pytest.approx(0.6),
        "alarms": 0,
        "dashboards": 0,
        "polling of empty queues": 0,
        "polling of the table's stream": 0,
        "snapshots of functions (SnapStart)": pytest.approx(0.0000015046 * 30 * 86_400),
    }


def test_lambda_pays_for_polling_queues_and_not_for_polling_streams() -> None:
    sources = {"Queue": ("AWS::SQS::Queue", "Arn"), "Table": ("AWS::DynamoDB::Table", "StreamArn")}
    resources: dict[str, Any] = {name: {"Type": kind} for name, (kind, _) in sources.items()}
    for number, name in enumerate(["Queue", "Table", "Table"]):
        arn = {"Fn::GetAtt": [name, sources[name][1]]}
        resources[f"Mapping{number}"] = {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {"EventSourceArn": arn},
        }

    found = standing({"Resources": resources}, 0, read_prices())

    # Five connections that ask three times a minute for 30 days, at $0.40 a million.
    assert found["polling of empty queues"] == pytest.approx(5 * 3 * 60 * 24 * 30 * 0.4 / 1_000_000)
    assert found["polling of the table's stream"] == 0


def test_the_queue_of_the_template_is_the_only_one_that_is_polled() -> None:
    found = standing(translated(default_template()), 0, read_prices())

    assert found["polling of empty queues"] == pytest.approx(0.2592)


def test_where_no_snapshot_is_asked_for_none_is_paid() -> None:
    assert not function_of(function({"ApplyOn": "None"}), "Query").has_snapshot
