"""The commands that change a stack: take down, restore, sweep, redrive, re-index."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest

from tests.cli.test_stack import ORIGINAL_KEY, SPUN_KEY, ask, asked
from tests.e2e.stack import LocalStack
from unspin.cli.stack import connected
from unspin.pipeline.services import LookBack


def test_an_article_is_taken_down_shown_as_gone_and_restored(
    ingested: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ingested.records()[ORIGINAL_KEY]["article_id"]

    done = asked("takedown", name, "--reason", "a court said so", "--actor", "ada")

    [taken] = done["taken_down"]
    assert (taken["taken down"], taken["by"], taken["reason"]) == (name, "ada", "a court said so")
    assert taken["raw object"].endswith(f"{ORIGINAL_KEY} stays")
    assert len(done["copies_that_stay"]) == 4
    assert ORIGINAL_KEY not in ingested.records()
    assert "a court said so" in ask("show", name).output
    ingested.run()  # counts follow the table's stream
    assert asked("stats")["withdrawn"] == 1

    assert "may be so still, until" in str(ask("restore", name, "--reason", "at once").exception)
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
    assert ask("restore", name, "--reason", "another court").exit_code == 0
    ingested.run()

    assert ingested.records()[ORIGINAL_KEY]["article_id"] == name
    assert len(asked("cluster", name)["members"]) == 5


def test_a_url_is_taken_down_with_its_copies_and_its_raw_object(ingested: LocalStack) -> None:
    url = "https://riverside-news.example/2026/03/08/norway-chile-accord"

    result = ask("takedown", url, "--reason", "a wish", "--with-copies", "--purge")

    assert result.exit_code == 0, result.output
    assert result.output.count("taken down") == 5
    assert "is removed, with every version" in result.output
    assert ORIGINAL_KEY not in ingested.records()
    s3 = boto3.client("s3")
    listed = s3.list_object_versions(Bucket=ingested.created.outputs["RawBucketName"], Prefix=SPUN_KEY)
    assert "Versions" not in listed
    assert "DeleteMarkers" not in listed


def test_what_is_not_there_is_neither_taken_down_nor_restored(ingested: LocalStack) -> None:
    for command in ("takedown", "restore"):
        result = ask(command, "no-such-id", "--reason", "a wish")
        assert result.exit_code == 1
        assert "no-such-id" in result.output
    assert ask("takedown", "x").exit_code == 2  # without a reason


def test_a_deployed_stack_is_worked_at_by_its_own_look_back(stack: LocalStack) -> None:
    cloudformation: Any = boto3.client("cloudformation")
    given = {"LookBackDays": "365", "LookBackDaysBySite": "a.example=400"}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    cloudformation.update_stack(StackName="unspin", UsePreviousTemplate=True, Parameters=parameters)

    with connected("unspin") as services:
        assert services.look_back == LookBack(365, {"a.example": 400})


def test_a_sweep_sends_again_what_ended_nowhere(dropped: LocalStack) -> None:
    dropped.forget_messages()

    assert asked("sweep")["sent_again"] == 0  # all of it is too young
    found = asked("sweep", "--grace-hours", "0")
    assert (found["objects"], found["sent_again"], found["is_through"]) == (9, 9, True)
    dropped.run()

    assert len(dropped.records()) == 8
    assert "sent to the queue again  0" in ask("sweep", "--grace-hours", "0").output


def test_dead_letters_are_moved_back_to_the_queue(stack: LocalStack) -> None:
    sqs: Any = boto3.client("sqs")
    for number in range(3):
        sqs.send_message(QueueUrl=stack.created.outputs["DeadLettersUrl"], MessageBody=f"letter {number}")

    assert asked("redrive", "--limit", "2") == {"moved": 2, "left": 1}
    assert "moved 1 messages" in ask("redrive").output
    assert "no dead letters" in ask("redrive").output

    answer = sqs.receive_message(QueueUrl=stack.created.outputs["IngestQueueUrl"], MaxNumberOfMessages=10)
    assert sorted(each["Body"] for each in answer["Messages"] if "letter" in each["Body"]) == [
        "letter 0",
        "letter 1",
        "letter 2",
    ]


def test_a_parked_input_is_tried_again(stack: LocalStack) -> None:
    stack.drop("daily/empty.txt", b"")
    stack.run()
    [line] = asked("parked")["parked"]
    stack.drop("daily/empty.txt", "The ferry of Osterhavn leaves at noon, said its captain Maren Ottesen. " * 3)
    stack.forget_messages()

    assert ask("redrive", line["parked_id"]).exit_code == 2
    assert asked("redrive", line["parked_id"], "--reason", "it was mended")["key"] == "daily/empty.txt"
    assert ask("redrive", "parked-0", "--reason", "it was mended").exit_code == 1
    stack.run()

    assert list(stack.records()) == ["daily/empty.txt"]


def test_a_reindex_is_started_shown_and_aborted(ingested: LocalStack) -> None:
    serving = json.loads(ask("reindex", "status", "--json").output)["serving"]
    started = asked("reindex", "start", "--set", "seed=2")

    assert (started["phase"], started["serving"]) == ("filling", serving)
    assert started["written as well"] not in {"", serving}
    waiting = ask("reindex", "resume", "--no-wait")
    assert waiting.exit_code == 1
    assert "workers from before have to end first" in waiting.output
    refused = ask("reindex", "switch")
    assert "not filled" in str(refused.exception)
    assert asked("reindex", "abort")["phase"] == "steady"


@pytest.mark.parametrize("change", ["nothing=1", "seed=x", "tables=other"])
def test_a_scheme_that_is_none_is_wrong_usage(stack: LocalStack, change: str) -> None:
    assert ask("reindex", "start", "--set", change).exit_code == 2
