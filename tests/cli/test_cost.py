"""`unspin cost`: of a corpus, and of a running stack as far as CloudWatch tells."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.cli.commands import ORIGINAL, SPUN, unspin
from unspin.cost.deployed import deployed
from unspin.cost.prices import read_prices
from unspin.errors import SettingsError
from unspin.local.session import default_template, in_process
from unspin.local.template import translated

STACK = "unspin"


def test_a_corpus_is_priced_by_service_and_operation(tmp_path: Path) -> None:
    told = unspin("cost", ORIGINAL, SPUN, "--json", folder=tmp_path).json

    assert {each["outcome"]: each["articles"] for each in told["outcomes"]} == {"unique": 1, "rewritten": 1}
    assert set(told["services"]) == {"DynamoDB", "S3", "SQS", "Lambda", "CloudWatch", "X-Ray"}
    assert sum(told["services"].values()) == pytest.approx(told["dollars"])
    assert sum(line[-1] for line in told["lines"]) == pytest.approx(told["dollars"])
    assert told["kept"]["index table"] > told["kept"]["its listing by day"] > 0
    assert told["standing"]["alarms"] == pytest.approx(0.1 * alarms())
    assert any("an event an article costs $1.00 more" in note for note in told["notes"])


def alarms() -> int:
    resources = translated(default_template())["Resources"].values()
    return sum(each["Type"] == "AWS::CloudWatch::Alarm" for each in resources)


def test_a_file_that_holds_no_prices_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prices.json").write_text("{}")

    ran = unspin("cost", ORIGINAL, "--prices", "prices.json", folder=tmp_path)

    assert ran.code == 2
    assert "prices.json is no file of prices" in ran.err


@pytest.mark.parametrize("arguments", [(), (ORIGINAL, "--stack", "unspin")])
def test_either_a_corpus_or_a_stack_is_wanted(arguments: tuple[str, ...]) -> None:
    ran = unspin("cost", *arguments)

    assert ran.code == 2
    assert "either the files of a corpus, or a running stack" in ran.err


def counted(namespace: str, metric: str, value: float, **dimensions: str) -> None:
    cloudwatch: Any = boto3.client("cloudwatch")
    cloudwatch.put_metric_data(
        Namespace=namespace,
        MetricData=[
            {
                "MetricName": metric,
                "Dimensions": [{"Name": name, "Value": each} for name, each in dimensions.items()],
                "Timestamp": datetime.now(UTC) - timedelta(hours=1),
                "Value": value,
            }
        ],
    )


def test_a_running_stack_is_priced_by_what_cloudwatch_counted() -> None:
    with in_process(default_template()) as stack:
        table = stack.outputs["IndexTableName"]
        counted("unspin", "ArticlesIngested", 2_000, service=f"{STACK}-ingest")
        counted("AWS/DynamoDB", "ConsumedWriteCapacityUnits", 32_000, TableName=table)
        counted("AWS/DynamoDB", "ConsumedWriteCapacityUnits", 2_000, TableName=table, GlobalSecondaryIndexName="by_day")

        told = deployed(STACK, 7, read_prices())

    assert told.articles == 2_000
    assert told.services["DynamoDB"] == pytest.approx(17 * 0.625)
    assert told.services["S3"] == pytest.approx(5.4)  # assumed, and said
    assert any("one GET and one PUT an article are assumed" in note for note in told.notes)
    assert any("one an article costs $1.00 a million more" in note for note in told.notes)


def test_a_stack_that_took_in_nothing_cannot_be_priced() -> None:
    with in_process(default_template()), pytest.raises(SettingsError, match="took in no article in 7 days"):
        deployed(STACK, 7, read_prices())


def test_a_stack_that_is_not_there_cannot_be_priced() -> None:
    with in_process(default_template()), pytest.raises(SettingsError, match="nowhere used cannot be looked up"):
        deployed("nowhere", 7, read_prices())
