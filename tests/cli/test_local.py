"""`unspin local`: the stack in one process, and on a server of its own."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import ORIGINAL, SPUN, unspin
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


def test_two_files_of_one_name_are_two_articles(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/index.html").write_bytes(Path(ORIGINAL).read_bytes())
    (tmp_path / "b/index.txt").write_bytes(Path(SPUN).read_bytes())
    (tmp_path / "b/index.html").write_bytes((ARTICLES / "luckyspin/win-big.html").read_bytes())

    for paths in (("a/index.html", "b/index.html", "a/index.html"), ("a", "b/index.html")):
        ran = unspin("local", "run", *paths, "--json", folder=tmp_path)
        assert "dropped 2 files" in ran.err
        assert [line["source"] for line in ran.lines] == ["b/index.html", "index.html"]


def test_run_empties_no_folder_but_what_an_earlier_run_left(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("Dear Odile")

    ran = unspin("local", "run", SPUN, "--out", "mine", folder=tmp_path)

    assert ran.code == 2
    assert "mine holds letter.txt: expected a new folder, or one that a run left" in ran.err
    assert (tmp_path / "mine/letter.txt").read_text() == "Dear Odile"
    for _ in range(2):
        assert unspin("local", "run", SPUN, "--out", "new", folder=tmp_path).code == 0


def test_a_file_whose_name_is_no_text_is_dropped_under_one_that_is(tmp_path: Path) -> None:
    name = os.fsdecode(b"no\xff.txt")
    Path(tmp_path, name).write_bytes(Path(SPUN).read_bytes())

    ran = unspin("local", "run", name, "--json", folder=tmp_path, PYTHONIOENCODING="utf-8:strict")

    assert (ran.code, [line["source"] for line in ran.lines]) == (0, [r"no\xff.txt"])


def test_run_says_that_there_is_nothing_to_drop(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    ran = unspin("local", "run", "empty", folder=tmp_path)

    assert ran.code == 2
    assert "there are no files in empty" in ran.err


@pytest.mark.parametrize("held", ["", '{"pid"', "[]", '{"pid": 1}'])
def test_a_damaged_note_of_the_running_stack_is_named(held: str, tmp_path: Path) -> None:
    (tmp_path / ".unspin").mkdir()
    (tmp_path / ".unspin/local.json").write_text(held)

    for command in (("local", "down"), ("local", "report"), ("stats",)):
        ran = unspin(*command, folder=tmp_path)
        assert ran.code == 2
        assert ran.err.startswith("unspin: .unspin/local.json does not name a local stack: remove it")


@pytest.mark.parametrize(
    "text", ["just words", "a: b", "{not: [closed", "Resources: {A: {Type: AWS::Serverless::Api}}"]
)
@pytest.mark.parametrize("command", [("local", "run"), ("cost",)])
def test_what_is_no_template_is_named(command: tuple[str, ...], text: str, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(text)

    ran = unspin(*command, SPUN, "--template", "mine.yaml", folder=tmp_path)

    assert ran.code == 2
    assert "unspin: mine.yaml is no SAM template" in ran.err
    assert "Traceback" not in ran.err


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
