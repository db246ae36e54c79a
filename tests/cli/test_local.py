"""`unspin local`: the stack in one process, and on a server of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import unspin
from tests.e2e.stack import ARTICLES

GOLDEN = Path(__file__).parents[1] / "golden" / "run.json"


def test_run_shows_what_became_of_each_article_and_leaves_the_records(tmp_path: Path) -> None:
    ran = unspin("local", "run", str(ARTICLES), folder=tmp_path)

    assert ran.code == 0
    assert "11 inputs: 8 articles, 5 of them related to another, 3 parked with a reason" in ran.out
    assert "Broader → Wider" in ran.out
    assert "13 objects of the clean bucket are in .unspin/run" in ran.err
    assert len([path for path in (tmp_path / ".unspin/run").rglob("*") if path.is_file()]) == 13
    lines = (tmp_path / ".unspin/run.log.jsonl").read_text().splitlines()
    assert all(json.loads(line) for line in lines)


def test_run_prints_the_golden_lines_as_json(tmp_path: Path) -> None:
    ran = unspin("local", "run", str(ARTICLES), "--json", folder=tmp_path)

    assert ran.lines == json.loads(GOLDEN.read_text())


def test_run_refuses_a_path_that_is_not_there(tmp_path: Path) -> None:
    ran = unspin("local", "run", "nowhere", folder=tmp_path)

    assert ran.code == 2
    assert "nowhere does not exist" in ran.err


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Path]:
    assert unspin("local", "up", folder=tmp_path).code == 0
    yield tmp_path
    unspin("local", "down", folder=tmp_path)


@pytest.mark.server
def test_a_stack_on_a_server_keeps_what_it_took_in_between_commands(up: Path) -> None:
    state = json.loads((up / ".unspin/local.json").read_text())
    assert state["endpoint"].startswith("http://127.0.0.1:")
    assert unspin("local", "up", folder=up).code == 2  # one at a time

    assert unspin("local", "ingest", str(ARTICLES), folder=up).code == 0

    assert unspin("local", "report", "--json", folder=up).lines == json.loads(GOLDEN.read_text())
    assert unspin("stats", "--json", folder=up).json["articles"] == 8
    [cluster] = unspin("cluster", "--json", folder=up).json["clusters"]
    assert cluster["size"] == 5


@pytest.mark.server
def test_a_stack_that_was_stopped_is_gone(up: Path) -> None:
    assert unspin("local", "down", folder=up).out == "unspin: stopped\n"
    assert unspin("local", "down", folder=up).out == "unspin: no local stack was up\n"
    assert unspin("local", "ingest", str(ARTICLES), folder=up).code == 2
