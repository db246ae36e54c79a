"""`unspin policy` against the stack of the template in this process."""

from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from tests.cli.test_stack import SPUN_KEY, ask, asked
from tests.e2e.stack import ARTICLES, LocalStack
from unspin.cli.main import cli
from unspin.moderation.policy import default_policy
from unspin.pipeline.days import Page
from unspin.pipeline.replay import replay

STRICT = "version: strict\nactions: {review: 0.5}\nrules: {length.minimum: {words: 5000, score: 0.6}}\n"
WHY = ("--by", "ada", "--note", "as agreed")


@pytest.fixture
def strict(tmp_path: Path) -> str:
    path = tmp_path / "strict.yaml"
    path.write_text(STRICT)
    return str(path)


def done(*arguments: str) -> str:
    result = ask(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    result: Result = CliRunner().invoke(cli, arguments, env={"COLUMNS": "200"})
    assert result.exit_code != 0
    return f"{result.output}{result.exception}"


def test_a_published_policy_is_picked_up_without_deployment(stack: LocalStack, strict: str) -> None:
    stack.drop("a.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes())
    stack.run()
    done("policy", "publish", strict, *WHY)
    stack.drop("b.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes() + b" Later.")
    stack.run()

    found = {key: (record["decision"], record["policy_version"]) for key, record in stack.records().items()}

    [version] = [each["version"] for each in asked("policy", "list")["policies"] if each["is_live"]]
    assert version.startswith("strict-")
    assert found == {"a.txt": ("publish", default_policy().version), "b.txt": ("review", version)}


def test_list_tells_who_chose_what_and_why(stack: LocalStack, strict: str) -> None:
    done("policy", "publish", strict, *WHY)
    done("policy", "draft", "default", *WHY)
    done("policy", "rollback", "--by", "ben", "--note", "too strict")

    output = done("policy", "list")

    assert "too strict" in output
    [last, middle, first] = asked("policy", "list")["changes"]
    assert (last["by"], last["kind"], last["version"]) == ("ben", "rolled_back", None)
    assert (middle["kind"], first["kind"]) == ("drafted", "published")


def test_show_prints_a_policy_as_it_was_given(stack: LocalStack, strict: str) -> None:
    assert done("policy", "show") == default_policy().text

    done("policy", "publish", strict, *WHY)

    assert done("policy", "show", "live") == done("policy", "show", "strict") == STRICT


def test_a_bad_policy_is_refused_before_anything_is_kept(stack: LocalStack, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: bad\nactions: {}\nrules:\n  spam.trems: {}\n")

    told = refused("policy", "publish", str(bad), *WHY)

    assert "line 4: rules.spam.trems: there is no rule spam.trems" in told
    assert [each["version"] for each in asked("policy", "list")["policies"]] == [default_policy().version]


def test_a_policy_that_was_broken_in_the_bucket_is_refused_counted_and_listed(stack: LocalStack, strict: str) -> None:
    done("policy", "publish", strict, *WHY)
    bucket = stack.created.outputs["PolicyBucketName"]
    [version] = [each["version"] for each in asked("policy", "list")["policies"] if each["is_live"]]
    key = f"versions/{version}.yaml"
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=b"version: strict\nrules: 5")

    stack.drop(SPUN_KEY, (ARTICLES / SPUN_KEY).read_bytes())
    stack.run()

    assert stack.records()[SPUN_KEY]["policy_version"] == default_policy().version
    counted = [line for line in stack.log() if line.get("PolicyRefused")]
    told = [line for line in stack.log() if line.get("message") == "policy refused"]
    assert counted
    assert told[0]["version"] == version
    assert "line 2: rules" in told[0]["reason"]
    assert "refused: " in done("policy", "list")
    assert asked("policy", "list")["in_force"] == default_policy().version


def test_a_draft_can_be_dropped(stack: LocalStack, strict: str) -> None:
    done("policy", "draft", strict, *WHY)
    assert any(each["is_draft"] for each in asked("policy", "list")["policies"])

    done("policy", "draft", "--drop", *WHY)

    assert not any(each["is_draft"] for each in asked("policy", "list")["policies"])
    assert "expected a POLICY, or --drop" in refused("policy", "draft", *WHY)


def test_changes_want_a_reason(stack: LocalStack, strict: str) -> None:
    assert "--note" in refused("policy", "publish", strict)


def test_who_speaks_to_a_stack_on_aws_is_known_by_their_credentials(stack: LocalStack, strict: str) -> None:
    done("policy", "publish", strict, "--note", "as agreed", "--stack", "unspin")

    [change] = asked("policy", "list", "--stack", "unspin")["changes"]
    assert change["by"] not in {"", None}


def test_a_draft_is_tried_beside_the_live_policy_and_on_the_past_then_applied(
    ingested: LocalStack, strict: str
) -> None:
    done("policy", "draft", strict, *WHY)
    before = {key: record["decision"] for key, record in ingested.records().items()}
    ingested.drop("later.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes() + b" Later.")
    ingested.run()

    beside = asked("policy", "diff")
    assert (beside["articles"], beside["changed"]) == (1, 1)
    assert "publish -> review" in done("policy", "diff", "--examples", "1")
    tried = asked("policy", "replay", "--policy", strict)
    assert (tried["articles"], tried["changed"] > 3) == (len(before) + 1, True)
    assert {key: record["decision"] for key, record in ingested.records().items() if key in before} == before

    done("policy", "publish", "draft", *WHY)
    applied = asked("policy", "apply", *WHY)
    again = asked("policy", "apply", *WHY)

    assert (applied["changed"], applied["is_through"], again["changed"]) == (tried["changed"], True, 0)
    assert {record["decision"] for record in ingested.records().values()} <= {"review", "reject"}
    assert ingested.stored("clean/") == {}
    assert len(asked("review", "list")["articles"]) > 1


def test_lists_are_shown_again_and_again_until_somebody_has_seen_enough(
    stack: LocalStack, strict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt
        done("policy", "publish", strict, *WHY)

    monkeypatch.setattr("unspin.cli.stack.time", SimpleNamespace(sleep=sleep))

    output = done("policy", "list", "--watch", "3")

    assert slept == [3, 3]
    assert output.count("Policies") == 2
    assert "strict-" not in output.partition("Policies")[2].partition("Policies")[0]
    assert "strict-" in output.rpartition("Policies")[2]


def test_a_replay_that_was_cut_off_goes_on_where_it_stopped(
    ingested: LocalStack, strict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = asked("policy", "replay", "--policy", strict)
    kept = str(tmp_path / "replay.json")
    monkeypatch.setattr("unspin.pipeline.days.PAGE", 2)
    looked_at: list[str] = []

    def cut_off(page: Page, tried: list[Any]) -> tuple[Page, list[Any]]:
        if len(looked_at) == 3:
            raise KeyboardInterrupt
        looked_at.append(page.place)
        return page, tried

    with monkeypatch.context() as stopping:
        stopping.setattr("unspin.pipeline.replay.replay", lambda *a, **k: starmap(cut_off, replay(*a, **k)))
        assert CliRunner().invoke(cli, ["policy", "replay", "--policy", strict, "--keep", kept]).exit_code == 1
    assert len(looked_at) == 3
    assert "keeps a replay of" in refused("policy", "replay", "--policy", "default", "--keep", kept)

    seen: list[int] = []
    monkeypatch.setattr("unspin.pipeline.replay.replay", lambda *a, **k: _noted(replay(*a, **k), seen))
    rest = asked("policy", "replay", "--policy", strict, "--keep", kept)

    assert {**rest, "differences": None} == {**whole, "differences": None}
    assert _counted(rest) == _counted(whole)
    assert sum(seen) == whole["articles"] - 6
    assert not Path(kept).exists()
    Path(kept).write_text("[]")
    assert "keeps no replay" in refused("policy", "replay", "--policy", strict, "--keep", kept)


def _noted(pages: Iterable[tuple[Page, list[Any]]], seen: list[int]) -> Iterator[tuple[Page, list[Any]]]:
    for page, tried in pages:
        seen.append(len(tried))
        yield page, tried


def _counted(found: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    return {(each["rule"], each["before"], each["after"]): each["articles"] for each in found["differences"]}
