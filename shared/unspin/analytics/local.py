"""SQL over a folder of records, as `unspin local run` or a copy of the clean bucket leaves it, with DuckDB."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unspin.analytics.columns import COLUMNS, FOLDERS, UNNESTED, duckdb_type, duckdb_view
from unspin.errors import SqlError

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Answer:
    """What a query returned."""

    columns: list[str]
    lines: list[tuple[Any, ...]]


def asked(sql: str, folder: Path) -> Answer:
    """Return what *sql* says of the records in *folder*.

    Raises:
        SqlError: DuckDB does not take it, or the folder holds no records.
    """
    import duckdb

    folder = folder.resolve()  # records are told where they stand by what follows it in their names
    files = _files(folder)
    if not files:
        raise SqlError(f"there are no records in {folder}: expected {', '.join(f'{each}/' for each in FOLDERS)} in it")
    with duckdb.connect() as connection:
        try:
            _prepare(connection, folder, files)
            found = connection.execute(sql)
            if found is None:
                raise SqlError("there is no question: expected one in SQL, such as SELECT count(*) FROM articles")
            columns = [each[0] for each in found.description or ()]
            return Answer(columns, found.fetchall())
        except duckdb.Error as error:
            raise SqlError(str(error)) from error


def _files(folder: Path) -> list[str]:
    within = Path(glob.escape(str(folder)))
    return [str(within / each / "**/*.json") for each in FOLDERS if any((folder / each).rglob("*.json"))]


def _prepare(connection: "duckdb.DuckDBPyConnection", folder: Path, files: Sequence[str]) -> None:
    # Nothing is fetched at run time: what is used comes with the package.
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    columns = ", ".join(f"{name}: {_quoted(duckdb_type(kind))}" for name, kind in COLUMNS.items())
    listed = ", ".join(map(_quoted, files))
    inside = f"replace(filename[{len(str(folder)) + 2}:], chr(92), '/')"
    connection.execute(
        f"CREATE VIEW articles AS SELECT * EXCLUDE (filename), split_part({inside}, '/', 1) AS folder,"  # noqa: S608
        f" array_to_string(string_split({inside}, '/')[2:4], '/') AS day"
        f" FROM read_json([{listed}], columns = {{{columns}}}, filename = true, format = 'auto',"
        " maximum_object_size = 67108864)"
    )
    # What Athena has and DuckDB calls otherwise.
    connection.execute("CREATE MACRO from_iso8601_timestamp(told) AS CAST(told AS TIMESTAMPTZ)")
    for name in UNNESTED:
        connection.execute(duckdb_view(name))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
