"""The table of articles: what the template tells Glue, what the record holds, and recipes that run."""

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from unspin.analytics.columns import COLUMNS, FOLDERS, UNNESTED, athena_view, duckdb_type
from unspin.analytics.local import asked
from unspin.console.views import COPIES
from unspin.errors import SqlError
from unspin.local.examples import example_services
from unspin.local.template import translated
from unspin.pipeline.record import FOLDERS as STORED_IN

ROOT = Path(__file__).parents[2]
RECIPES = re.findall(r"## (.*?)\n\n```sql\n(.*?)```", (ROOT / "docs/analytics.md").read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of the example articles, as the clean bucket holds them."""
    found = tmp_path_factory.mktemp("it's a folder")
    for path, data in example_services().clean.stored.items():  # type: ignore[attr-defined]
        (found / path).parent.mkdir(parents=True, exist_ok=True)
        (found / path).write_bytes(data)
    return found


def table() -> dict[str, Any]:
    found: dict[str, Any] = translated(ROOT / "template.yaml")["Resources"]["ArticlesTable"]["Properties"]["TableInput"]
    return found


def test_the_template_describes_these_columns() -> None:
    assert {each["Name"]: each["Type"] for each in table()["StorageDescriptor"]["Columns"]} == COLUMNS


def test_a_column_is_there_for_all_that_a_record_holds() -> None:
    schema = json.loads(files("unspin.pipeline").joinpath("clean_record.schema.json").read_text())

    assert set(COLUMNS) == set(schema["properties"]) - {"signatures"}


def test_partitions_are_the_folders_and_days_of_the_bucket() -> None:
    parameters = table()["Parameters"]

    assert [each["Name"] for each in table()["PartitionKeys"]] == ["folder", "day"]
    assert tuple(parameters["projection.folder.values"].split(",")) == FOLDERS == tuple(STORED_IN.values())
    assert parameters["storage.location.template"] == {"Fn::Sub": "s3://${CleanBucket}/${!folder}/${!day}/"}
    assert parameters["projection.day.format"] == "yyyy/MM/dd"


def test_the_views_are_saved_as_their_statements() -> None:
    resources = translated(ROOT / "template.yaml")["Resources"].values()
    saved = {each["Properties"]["QueryString"] for each in resources if each["Type"] == "AWS::Athena::NamedQuery"}

    assert saved == {athena_view(name) for name in UNNESTED}


@pytest.mark.parametrize(("told", "sql"), RECIPES)
def test_every_recipe_runs_and_finds_something(told: str, sql: str, folder: Path) -> None:
    answer = asked(sql, folder)

    assert answer.columns
    assert answer.lines, told


def test_the_recipes_say_what_is_so(folder: Path) -> None:
    by_title = dict(RECIPES)

    shares = {
        line[0]: line[1:]
        for line in asked(by_title["How much came from each site, and how much of it copies?"], folder).lines
    }
    pairs = asked(by_title["Who copies whom?"], folder).lines
    swaps = {line[:2] for line in asked(by_title["Which words do spinners swap?"], folder).lines}

    assert shares["valley-herald.example"][:2] == (3, 1)
    assert ("daily-respin", "harbour-post.example", 1) in pairs
    assert ("accord", "deal") in swaps


def test_partitions_are_columns(folder: Path) -> None:
    answer = asked("select folder, day, count(*) from articles group by folder, day order by folder", folder)

    assert {line[0] for line in answer.lines} == {"clean", "review", "rejected"}
    assert all(re.fullmatch(r"\d{4}/\d\d/\d\d", line[1]) for line in answer.lines)


def test_types_are_told_to_duckdb() -> None:
    assert duckdb_type("array<struct<text:string,count:int>>") == 'STRUCT("text" VARCHAR, "count" INTEGER)[]'
    assert duckdb_type("map<string,double>") == "MAP(VARCHAR, DOUBLE)"


@pytest.mark.parametrize(
    "sql", ["select nonsense from articles", "selec", "", "select * from read_csv('https://a.example/x')"]
)
def test_what_cannot_be_answered_is_told(sql: str, folder: Path) -> None:
    if sql:
        with pytest.raises(SqlError):
            asked(sql, folder)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SqlError, match="no records"):
        asked("select 1", tmp_path)


def test_copies_are_what_charts_draw() -> None:
    assert set(COPIES) == {"exact", "near_duplicate", "excerpt", "rewritten"}


@pytest.mark.parametrize("name", [".", "it's a folder", "all [of] them*"])
def test_records_are_found_by_any_name_of_their_folder(
    folder: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / name
    shutil.copytree(folder, target, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    assert asked("SELECT DISTINCT folder FROM articles ORDER BY 1", Path(name)).lines == [
        ("clean",),
        ("rejected",),
        ("review",),
    ]


@pytest.mark.parametrize("sql", ["", " ", "-- nothing", ";"])
def test_no_question_is_an_error(folder: Path, sql: str) -> None:
    with pytest.raises(SqlError, match="expected one in SQL"):
        asked(sql, folder)
