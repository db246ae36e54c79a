"""The commands that ask a stack, against the stack of the template in this process."""

import json
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.cli.commands import SPUN
from tests.e2e.stack import LocalStack, ingested_stack
from unspin.cli.main import cli, main

ORIGINAL_KEY, SPUN_KEY = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """The example articles, taken in once: whoever asks changes nothing."""
    with ingested_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, env={"COLUMNS": "200", "NO_COLOR": "1"})


def asked(*arguments: str) -> Any:
    result = ask(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def ended(*arguments: str) -> tuple[Any, str]:
    """Return the exit code, and what was told on stderr, of the command as it is installed."""
    told = StringIO()
    with pytest.MonkeyPatch.context() as called, redirect_stderr(told):
        called.setattr("sys.argv", ["unspin", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
    return left.value.code, told.getvalue()


def test_find_takes_a_file_a_text_and_a_url(ingested: LocalStack) -> None:
    original = ingested.records()[ORIGINAL_KEY]

    by_file = asked("find", SPUN)["matches"]
    by_text = asked("find", original["text"])["matches"]
    by_url = asked("find", "https://riverside-news.example/2026/03/08/norway-chile-accord")["matches"]

    assert {each["article_id"]: each["relation"] for each in by_file}[original["article_id"]] == "rewritten"
    assert by_text[0]["similarity"] > 0.95
    assert by_url[0]["site"] == "riverside-news.example"


def test_find_says_when_there_is_nothing_like_it(ingested: LocalStack) -> None:
    result = ask("find", "The choir of Lower Tamford sang for nine hours on Sunday to pay for a new organ. " * 6)

    assert (result.exit_code, result.output) == (0, "nothing like it in the index\n")


def test_show_tells_everything_about_an_article(ingested: LocalStack) -> None:
    copy = ingested.records()[SPUN_KEY]

    result = ask("show", copy["article_id"])

    assert result.exit_code == 0
    assert "Norway and Chile Sign Wider Maritime Accord" in result.output
    assert "finding  respun.title" in result.output
    assert copy["duplicate_of"] in result.output
    assert asked("show", copy["article_id"])["record"] == copy


def test_show_tells_why_an_input_was_parked(ingested: LocalStack) -> None:
    note = ingested.parked()["quickread/nothing.txt"]

    result = ask("show", note["parked_id"])

    assert result.exit_code == 0
    assert "empty" in result.output
    assert "quickread/nothing.txt" in result.output


def test_cluster_shows_the_canonical_article_first(ingested: LocalStack) -> None:
    records = ingested.records()

    found = asked("cluster", records[SPUN_KEY]["article_id"])
    listed = asked("cluster")

    assert found["members"][0]["article_id"] == records[ORIGINAL_KEY]["article_id"]
    assert [each["cluster_id"] for each in listed["clusters"]] == [found["cluster_id"]]
    assert "5 articles, * is kept" in ask("cluster", found["cluster_id"]).output
    assert "Clusters" in ask("cluster").output


@pytest.mark.parametrize("command", [("articles",), ("review", "list"), ("review", "claim", "--by", "ada")])
def test_a_rule_that_there_is_not_is_wrong_usage(ingested: LocalStack, command: tuple[str, ...]) -> None:
    code, told = ended(*command, "--rule", "respun.titel")

    assert (code, "did you mean respun.title" in told) == (2, True)
    assert asked("articles", "--rule", "privacy.iban")["articles"] == []


def test_stats_counts_what_came_in(ingested: LocalStack) -> None:
    counts = asked("stats")

    assert (counts["articles"], counts["clusters"], counts["parked"]) == (8, 1, 3)
    assert "truncated_gzip" in ask("stats").output


@pytest.mark.parametrize("command", ["show", "cluster"])
def test_what_is_not_there_ends_with_exit_code_1(ingested: LocalStack, command: str) -> None:
    result = ask(command, "no-such-id")

    assert result.exit_code == 1
    assert "no-such-id" in result.output


def test_a_stack_is_found_by_its_name(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAW_BUCKET", "CLEAN_BUCKET", "POLICY_BUCKET", "INDEX_TABLE", "INGEST_QUEUE_URL", "EVENT_BUS"):
        monkeypatch.delenv(name)

    assert asked("stats", "--stack", "unspin")["articles"] == 8
    assert "cannot be looked up" in str(ask("stats", "--stack", "another").exception)
