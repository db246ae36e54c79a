"""`unspin doctor` says what is wrong with a stack, and leaves it as it is."""

import json
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner

from tests.e2e.stack import LocalStack
from unspin.cli import checks
from unspin.cli.main import cli
from unspin.dedup.scheme import INDEX_VERSION
from unspin.local.session import default_template
from unspin.local.template import translated
from unspin.moderation.policy import default_policy

RUNBOOK = Path(__file__).parents[2] / "docs/runbook.md"


@pytest.fixture
def stack(stack: LocalStack) -> LocalStack:
    """A stack that one small article was dropped in."""
    stack.drop(
        "daily/one.txt", "The ferry of Osterhavn leaves at noon, said its captain, with nine men on board.\n\n" * 3
    )
    assert stack.run() == 0
    return stack


def examined() -> tuple[int, dict[str, list[dict[str, Any]]]]:
    ran = CliRunner().invoke(cli, ["doctor", "--json"])
    found: dict[str, list[dict[str, Any]]] = {}
    for each in json.loads(ran.stdout):
        found.setdefault(each["check"], []).append(each)
    return ran.exit_code, found


def test_a_stack_that_is_well_passes_every_check(stack: LocalStack) -> None:
    code, found = examined()

    assert {each["state"] for results in found.values() for each in results} == {"ok"}, found
    assert code == 0
    assert set(found) == set(checks.CHECKS)
    assert INDEX_VERSION in found["versions"][0]["told"]
    assert "✓" in CliRunner().invoke(cli, ["doctor"], env={"COLUMNS": "160"}).output


def test_what_is_wrong_is_told_with_what_to_do(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    outputs = stack.created.outputs
    s3.put_bucket_notification_configuration(Bucket=outputs["RawBucketName"], NotificationConfiguration={})
    sqs.send_message(QueueUrl=outputs["DeadLettersUrl"], MessageBody="{}")
    monkeypatch.setattr(checks, "WAITING", -1)
    monkeypatch.setattr(checks, "INDEX_VERSION", "9-other")
    monkeypatch.setattr(checks, "SKEW_S", -1.0)

    code, found = examined()

    wrong = {name for name, results in found.items() if results[0]["state"] == "wrong"}
    assert wrong == {"notifications", "queue", "dead letters", "versions", "clock"}
    assert code == 1
    assert all(found[name][0]["to_do"] for name in wrong)


def test_a_policy_that_cannot_be_used_is_told_with_the_one_that_decides(stack: LocalStack) -> None:
    strict = stack.folder / "strict.yaml"
    strict.write_text("version: strict\nactions: {review: 0.5}\nrules: {length.minimum: {words: 9, score: 0.6}}\n")
    told = CliRunner().invoke(cli, ["policy", "publish", str(strict), "--by", "ada", "--note", "as agreed"])
    assert told.exit_code == 0, told.output
    _, found = examined()
    assert found["policy"][0]["state"] == "ok"
    assert "strict-" in found["policy"][0]["told"]
    s3, bucket = boto3.client("s3"), stack.created.outputs["PolicyBucketName"]
    [kept] = s3.list_objects_v2(Bucket=bucket, Prefix="versions/strict")["Contents"]
    s3.put_object(Bucket=bucket, Key=kept["Key"], Body=b"version: strict\nrules: 5")

    code, found = examined()

    [policy] = found["policy"]
    assert (code, policy["state"]) == (1, "wrong")
    assert "line 2: rules" in policy["told"]
    assert f"{default_policy().version} decides" in policy["told"]
    assert policy["to_do"].rpartition("#")[2] == "policyrefused"


def test_counts_that_do_not_come_are_noticed(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    table = boto3.resource("dynamodb").Table(stack.created.outputs["IndexTableName"])
    for item in table.scan()["Items"]:
        if item["pk"].startswith("tally#"):
            table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    monkeypatch.setattr(checks, "BEHIND", -checks.BEHIND)

    _, found = examined()

    assert found["counts"][0]["state"] == "wrong"


def test_a_resource_that_is_gone_is_told_and_the_other_checks_go_on(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAW_BUCKET", "no-such-bucket-here")

    code, found = examined()

    assert code == 1
    assert found["permissions"][0]["state"] == "wrong"
    assert "deploy the template again" in found["permissions"][0]["to_do"]
    assert found["dead letters"][0]["state"] == "ok"


def test_alarms_and_failed_functions_of_a_deployed_stack_are_asked_about(stack: LocalStack) -> None:
    cloudwatch = boto3.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="unspin-OldestMessageAge-1",
        AlarmDescription="See docs/runbook.md#oldestmessageage.",
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    cloudwatch.set_alarm_state(AlarmName="unspin-OldestMessageAge-1", StateValue="ALARM", StateReason="test")

    ran = CliRunner().invoke(cli, ["doctor", "--stack", "unspin", "--json"])

    [alarm] = [each for each in json.loads(ran.stdout) if each["check"] == "alarms"]
    assert (alarm["state"], alarm["to_do"]) == ("wrong", "See docs/runbook.md#oldestmessageage.")
    assert ran.exit_code == 1


def test_each_function_that_fails_is_told_of_with_its_own_section() -> None:
    resources = translated(default_template())["Resources"]
    functions = {name for name, each in resources.items() if each["Type"] == "AWS::Lambda::Function"}

    assert checks.RUNBOOK.keys() == functions


def test_every_section_that_is_pointed_to_is_there() -> None:
    source = Path(checks.__file__).read_text(encoding="utf-8")
    anchors = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", RUNBOOK.read_text(), re.MULTILINE)}

    assert set(re.findall(r"runbook\.md#([\w-]+)", source)) | set(checks.RUNBOOK.values()) <= anchors
