"""The articles in events/ go through the whole stack, from S3 to S3."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.e2e.stack import ARTICLES, LocalStack
from unspin.local.rows import rows
from unspin.local.session import today
from unspin.messages import ArticleStored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.show import show, show_cluster
from unspin.pipeline.statistics import stats
from unspin.runtime import embedded

ORIGINAL, SPUN = "harbour-post/maritime-accord.html", "daily-respin/maritime-deal.txt"
SCHEMA = json.loads((files("unspin.pipeline") / "clean_record.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def drop(stack: LocalStack, *keys: str) -> None:
    for key in keys:
        stack.drop(key, (ARTICLES / key).read_bytes())


def every_key() -> list[str]:
    return sorted(path.relative_to(ARTICLES).as_posix() for path in ARTICLES.rglob("*") if path.is_file())


def test_every_article_is_told_for_what_it_is(stack: LocalStack) -> None:
    drop(stack, *every_key())

    assert stack.run() == 0

    told = {key: (record["relation"], record["decision"]) for key, record in stack.records().items()}
    assert told == {
        ORIGINAL: ("rewritten", "publish"),  # came after its spun copy, and is kept
        SPUN: ("rewritten", "review"),
        "riverside-news/norway-chile-accord.json": ("near_duplicate", "publish"),
        "valley-herald/maritime-accord.html.gz": ("exact", "publish"),
        "quickread/norway-chile-in-brief.txt": ("excerpt", "publish"),
        "valley-herald/feed.jsonl:1": ("unique", "publish"),
        "valley-herald/feed.jsonl:2": ("unique", "publish"),
        "luckyspin/win-big.html": ("unique", "reject"),
    }
    assert {key: note["reason"] for key, note in stack.parked().items()} == {
        "quickread/nothing.txt": "empty",
        "quickread/cut-off.html.gz": "truncated_gzip",
        "valley-herald/feed.jsonl:3": "invalid_json",
    }


def test_every_record_is_valid_against_its_schema(stack: LocalStack) -> None:
    drop(stack, *every_key())
    stack.run()

    records = stack.records()
    for record in records.values():
        VALIDATOR.validate(record)
    assert len(records) == 8


def test_signatures_are_loadable_by_datasketch(stack: LocalStack) -> None:
    from datasketch import LeanMinHash

    drop(stack, ORIGINAL, SPUN)
    stack.run()

    views = [stack.records()[key]["signatures"]["views"] for key in (ORIGINAL, SPUN)]
    one, other = (LeanMinHash.deserialize(bytearray.fromhex(view["skeleton"]), ">") for view in views)
    assert one.jaccard(other) > 0.7


@pytest.mark.parametrize("order", [(ORIGINAL, SPUN), (SPUN, ORIGINAL)])
def test_a_spun_copy_is_found_whichever_comes_first(stack: LocalStack, order: tuple[str, str]) -> None:
    for key in order:
        drop(stack, key)
        assert stack.run() == 0

    records = stack.records()
    original, copy = records[ORIGINAL], records[SPUN]
    assert copy["relation"] == "rewritten"
    assert copy["cluster_id"] == original["cluster_id"]
    assert (original["duplicate_of"], copy["duplicate_of"]) == (None, original["article_id"])
    swap = {"before": "Broader", "after": "Wider", "count": 1, "are_synonyms": True}
    assert swap in copy["evidence"]["substitutions"]
    assert "Broader → Wider" in copy["evidence"]["summary"]


def test_a_page_that_keeps_the_original_title_is_noticed_without_the_original(stack: LocalStack) -> None:
    drop(stack, SPUN)
    stack.run()

    [record] = stack.records().values()
    assert record["title"] == "Norway and Chile Sign Wider Maritime Accord"
    assert len(record["text"].split("\n\n")) in {9, 10}  # the subheading may stay
    assert [found["rule"] for found in record["findings"]] == ["respun.title"]
    assert "Broader" in record["findings"][0]["evidence"]
    assert [
        each["reason"] for each in record["removed"] if each["text"] != "Norway Broadens Maritime Work with Chile"
    ] == [
        "navigation",
        "caption",
        "source_link",
        "comment_form",
        "comment_form",
        "plugin_notice",
        "related_headlines",
        "related_headlines",
    ]


def test_clusters_are_the_same_in_any_order(stack: LocalStack) -> None:
    for key in reversed(every_key()):
        drop(stack, key)
        stack.run()

    records = stack.records()
    joined = {key for key, record in records.items() if record["cluster_id"] == records[ORIGINAL]["cluster_id"]}
    assert joined == {
        ORIGINAL,
        SPUN,
        "riverside-news/norway-chile-accord.json",
        "valley-herald/maritime-accord.html.gz",
        "quickread/norway-chile-in-brief.txt",
    }
    kept = {record["duplicate_of"] for key, record in records.items() if key in joined}
    assert kept == {None, records[ORIGINAL]["article_id"]}


def test_a_second_delivery_changes_nothing(stack: LocalStack) -> None:
    drop(stack, *every_key())
    stack.run()
    before = stack.records()
    for record in before.values():
        source = record["source"]
        message = ArticleStored(
            source["bucket"], source["key"], source["version"], event_time="2026-01-01T00:00:00.000Z"
        )
        stack.send(message.to_json())

    assert stack.run() == 0

    assert stack.records() == before


def test_an_updated_page_replaces_itself(stack: LocalStack) -> None:
    stack.drop("a/page.txt", (ARTICLES / SPUN).read_bytes())
    stack.run()
    stack.drop("a/page.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes())
    stack.run()

    [record] = stack.records().values()
    assert (record["relation"], record["title"]) == ("update", "Norway and Chile to Share Research Ships")


def first_seen(stack: LocalStack) -> dict[str, str]:
    """Return when S3 says that each object came: it decides which of two clusters keeps its id."""
    times = {}
    for key, record in stack.records().items():
        _, body = stack.services().index.held(record["article_id"])
        assert body is not None
        times[key.rpartition(":")[0] or key] = body.first_seen
    return times


def test_memory_and_aws_give_the_same_records(stack: LocalStack) -> None:
    bucket = stack.created.outputs["RawBucketName"]
    memory = embedded()
    drop(stack, *every_key())
    stack.run()
    seen = first_seen(stack)
    for key in every_key():
        memory.raw.put(bucket, key, (ARTICLES / key).read_bytes())  # type: ignore[attr-defined]
        list(ingest(ArticleStored(bucket, key, event_time=seen.get(key, "")), memory))

    def comparable(record: dict) -> dict:  # type: ignore[type-arg]
        source = record["source"] | {"version": None}
        return {name: each for name, each in record.items() if name != "ingested_at"} | {"source": source}

    stored = memory.clean.stored  # type: ignore[attr-defined]
    in_memory = [json.loads(data) for path, data in stored.items() if not path.startswith("parked/")]
    by_id = {record["article_id"]: comparable(record) for record in in_memory}
    for record in stack.records().values():
        assert comparable(record) == by_id.pop(record["article_id"])
    assert by_id == {}


def test_ops_see_the_article_its_cluster_and_the_counts(stack: LocalStack) -> None:
    drop(stack, *every_key())
    stack.run()
    services = stack.services()
    copy = stack.records()[SPUN]

    shown = show(copy["article_id"], services)
    assert shown is not None
    assert len(shown.relations) >= 3  # type: ignore[union-attr]
    cluster = show_cluster(copy["article_id"], services)
    assert cluster is not None
    assert (cluster.size, cluster.canonical) == (5, copy["duplicate_of"])
    counts = stats(services, days=1)
    assert (counts.articles, counts.clusters, counts.parked) == (8, 1, 3)
    assert counts.park_reasons == {"empty": 1, "invalid_json": 1, "truncated_gzip": 1}


def test_the_rows_of_a_run_are_the_golden_ones(stack: LocalStack) -> None:
    drop(stack, *every_key())
    stack.run()

    found = [vars_of(row) for row in rows([today()], stack.services())]

    golden = ARTICLES.parents[1] / "tests" / "golden" / "run.json"
    assert found == json.loads(golden.read_text())


def vars_of(row: object) -> dict[str, str]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}  # type: ignore[attr-defined]
