"""The columns of the table of articles, as Glue and DuckDB name their types.

A test holds the template's table to them, and the clean record's JSON Schema too. Signatures are left out: nobody asks
about them in SQL, and they are most of a record that has no long text.
"""

from collections.abc import Iterable

FINDINGS = "array<struct<rule:string,score:double,evidence:string>>"
COLUMNS = {
    "article_id": "string",
    "url": "string",
    "site": "string",
    "site_name": "string",
    "title": "string",
    "text": "string",
    "language": "string",
    "author": "string",
    "published_at": "string",
    "ingested_at": "string",
    "link_density": "double",
    "relation": "string",
    "duplicate_of": "string",
    "cluster_id": "string",
    "similarity": "double",
    "decision": "string",
    "policy_version": "string",
    "index_version": "string",
    "pipeline_version": "string",
    "revision": "int",
    "source": "struct<bucket:string,key:string,version:string,sha256:string,line:int>",
    "removed": "array<struct<text:string,reason:string>>",
    "findings": FINDINGS,
    "noticed": FINDINGS,
    "reviewed": "struct<kind:string,action:string,at:string,by:string,note:string,label:string,act_id:string>",
    "shadow": f"struct<policy_version:string,decision:string,text_decision:string,findings:{FINDINGS}>",
    "evidence": (
        "struct<compared_with:string,relation:string,summary:string,figures:map<string,double>,"
        "substitutions:array<struct<before:string,after:string,count:int,are_synonyms:boolean>>,"
        "passages:array<struct<theirs:string,ours:string>>,swapped:int>"
    ),
}
FOLDERS = ("clean", "review", "rejected")

# Lists inside of records, as tables of their own: the only place where Athena and DuckDB want other words.
UNNESTED = {
    "findings": ("findings", ("rule", "score", "evidence")),
    "removed_blocks": ("removed", ("text", "reason")),
    "substitutions": ("evidence.substitutions", ("before", "after", "count", "are_synonyms")),
}
CARRIED = ("article_id", "site", "ingested_at", "decision", "folder", "day")  # by every line of such a table


def athena_view(name: str) -> str:
    """Return the statement that makes the view *name* in Athena."""
    column, parts = UNNESTED[name]
    named = ", ".join(f'"{part}"' for part in parts)
    source = f"FROM articles CROSS JOIN UNNEST({column}) AS each_one ({named})"
    return f"CREATE OR REPLACE VIEW {name} AS SELECT {_taken(parts)} {source}"


def duckdb_view(name: str) -> str:
    """Return the statement that makes the view *name* in DuckDB."""
    column, parts = UNNESTED[name]
    source = f"FROM (SELECT *, unnest({column}) AS each_one FROM articles) AS articles"  # noqa: S608  # our own names
    return f"CREATE VIEW {name} AS SELECT {_taken(parts)} {source}"


def _taken(parts: Iterable[str]) -> str:
    """A column of the article must not hide the part of the same name."""
    carried = [f"articles.{name}" for name in CARRIED]
    return ", ".join([*carried, *(f'each_one."{part}" AS "{part}"' for part in parts)])


def duckdb_type(glue: str) -> str:
    """Return how DuckDB writes a type of Glue."""
    if glue.startswith("array<"):
        return f"{duckdb_type(_inside(glue))}[]"
    if glue.startswith("map<"):
        return f"MAP({', '.join(duckdb_type(each) for each in _parts(_inside(glue)))})"
    if glue.startswith("struct<"):
        named = [each.partition(":") for each in _parts(_inside(glue))]
        return f"STRUCT({', '.join(f'{chr(34)}{name}{chr(34)} {duckdb_type(kind)}' for name, _, kind in named)})"
    return {"string": "VARCHAR", "double": "DOUBLE", "int": "INTEGER", "boolean": "BOOLEAN"}[glue]


def _inside(glue: str) -> str:
    return glue[glue.index("<") + 1 : -1]


def _parts(glue: str) -> list[str]:
    """Split at the commas that are inside of no brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(glue):
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(glue[start:at])
            start = at + 1
    return [*parts, glue[start:]]
