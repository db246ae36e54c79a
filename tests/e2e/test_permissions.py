"""Each function may do to the table and the clean bucket what it does, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from functions.count import app as counting
from functions.ingest import app as ingesting
from tests.e2e.sites import page_of_site
from tests.e2e.stack import ARTICLES, LocalStack
from unspin.adapters.dynamodb_reviews import QUEUES
from unspin.local.pump import deliver, deliver_changes
from unspin.local.session import default_template
from unspin.local.template import translated
from unspin.moderation.policy import default_policy
from unspin.pipeline.claims import release
from unspin.pipeline.differences import draft_differences
from unspin.pipeline.learn_sites import learn_sites
from unspin.pipeline.listing import list_articles, list_clusters, list_parked
from unspin.pipeline.look_up import find_text, find_url
from unspin.pipeline.policies import list_policies, show_policy
from unspin.pipeline.redrive import redrive
from unspin.pipeline.review import claim_next, list_waiting
from unspin.pipeline.rulings import Hand, approve, undo
from unspin.pipeline.show import show, show_cluster, show_relations
from unspin.pipeline.statistics import show_site, sites, stats
from unspin.pipeline.sweep import sweep
from unspin.pipeline.take_down import restore, take_down
from unspin.stored import Body, Entry

# What IAM asks for, where that is not the operation's own name.
NEEDED = {
    "TransactWriteItems": {"PutItem"},
    "DeleteObjects": {"DeleteObject", "DeleteObjectVersion"},
    "ListObjectVersions": {"ListBucketVersions"},
    "ListObjectsV2": {"ListBucket"},
    "CopyObject": {"GetObject", "PutObject", "GetObjectTagging", "PutObjectTagging"},
}
# Asked for by forms of the operations above that S3 tells apart: of a version, of what is not there.
IMPLIED = {"GetObjectVersion", "GetObjectVersionTagging", "ListBucket", "ListBucketVersions"}


@contextmanager
def recorded(*services: str) -> Iterator[dict[str, set[str]]]:
    """Collect the permissions that calls of each of *services* need."""
    found: dict[str, set[str]] = {service: set() for service in services}

    def record(model: Any, event_name: str, **_: Any) -> None:
        service = event_name.split(".")[1]
        found.get(service, set()).update(NEEDED.get(model.name, {model.name}))

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-call.*.*", record)
    try:
        yield found
    finally:
        boto3.setup_default_session()


def allowed(role: str, prefix: str) -> set[str]:
    """Return what the policies of *role* allow, without its prefix."""
    resource = translated(default_template())["Resources"][role]
    statements = [
        each for policy in resource["Properties"]["Policies"] for each in policy["PolicyDocument"]["Statement"]
    ]
    actions = [action for statement in statements for action in _listed(statement["Action"])]
    return {action.removeprefix(f"{prefix}:") for action in actions if action.startswith(f"{prefix}:")}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_the_ingest_function_may_do_what_it_does(ingested: LocalStack) -> None:
    # An update that is decided otherwise: its record moves, its old postings and links go.
    ingested.drop("daily-respin/maritime-deal.txt", (ARTICLES / "quickread/norway-chile-in-brief.txt").read_bytes())
    # A delivery of an article that was taken down, of which a worker that died since has left a body.
    services, gone = ingested.services(), "riverside-news/norway-chile-accord.json"
    name = ingested.records()[gone]["article_id"]
    body = services.index.bodies([name])[name]
    take_down(name, services, actor="me", reason="why")
    services.index.put_body(body, None)
    ingested.drop(gone, (ARTICLES / gone).read_bytes())

    # What was taken down while it was dropped again: its body is removed by whoever finds the tombstone.
    name = ingested.records()["harbour-post/maritime-accord.html"]["article_id"]
    withdrawn = take_down(name, ingested.services(), actor="ada", reason="a wish")
    assert withdrawn is not None
    ingested.services().index.put_body(body_of(withdrawn), None)
    ingested.drop("harbour-post/maritime-accord.html", (ARTICLES / "luckyspin/win-big.html").read_bytes())

    with recorded("dynamodb", "s3") as done:
        ingested.run(counts=False)
        ingested.drop("quickread/later.html.gz", (ARTICLES / "quickread/cut-off.html.gz").read_bytes())
        ingested.run(counts=False)

    for service, calls in done.items():
        assert allowed("IngestRole", service) - IMPLIED == calls - IMPLIED, service


def body_of(tombstone: Entry) -> Body:
    return Body(tombstone.article_id, "1", "", "left", "en", None, "2026-11-02", ("k",))


def test_the_sweep_function_may_do_what_it_does(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    services, records = ingested.services(), ingested.records()
    tombstone = take_down(records["harbour-post/maritime-accord.html"]["article_id"], services, actor="a", reason="b")
    assert tombstone is not None
    services.index.put_body(body_of(tombstone), None)
    # Records that dead workers have left, one of a later revision; an entry that is unlike its cluster.
    for path, revision in zip(tombstone.former_paths, (1, 1_000), strict=False):
        services.clean.store(path, {"revision": revision})
    copy = services.index.entries([records["daily-respin/maritime-deal.txt"]["article_id"]])
    [entry] = copy.values()
    services.index.put_entry(replace(entry, duplicate_of="another", revision=entry.revision + 1))
    ingested.drop("lost/feed.jsonl", b'{"text": "Nobody announced this one."}')
    ingested.forget_messages()
    monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
    with recorded("dynamodb", "s3", "sqs") as done:
        assert sweep(ingested.services(), ingested.created.outputs["RawBucketName"], grace=timedelta()).sent_again == 1

    implied = (IMPLIED - {"ListBucket", "ListBucketVersions"}) | {"ReceiveMessage"}
    for service, calls in done.items():
        assert allowed("SweepRole", service) - implied == calls - implied, service


def test_the_query_function_may_do_what_it_does(ingested: LocalStack) -> None:
    records = list(ingested.records().values())
    parked = next(iter(ingested.parked().values()))
    with recorded("dynamodb", "s3") as done:
        services = ingested.services()
        find_text(records[0]["text"], services)
        find_url("https://nowhere.example/", services)
        show(records[0]["article_id"], services)
        show(parked["parked_id"], services)
        show_cluster(records[0]["article_id"], services)
        show_relations(records[0]["article_id"], services)
        list_articles(services, limit=10)
        list_articles(services, limit=10, action="review")
        list_clusters(services, limit=10)
        list_clusters(services, limit=10, order="size")
        list_clusters(services, limit=10, site=records[0]["site"])
        list_parked(services, limit=10)
        stats(services, days=1)
        sites(services, days=1, limit=10)
        show_site(records[0]["site"], services, days=1)
        for order in ("age", "score"):
            list_waiting(services, limit=10, order=order)  # type: ignore[arg-type]
        list_waiting(services, limit=10, rule="respun.title")
        list_policies(services)
        show_policy(default_policy().version, services)
        draft_differences(services, days=1)

    for service, calls in done.items():
        assert allowed("QueryRole", service) - IMPLIED == calls - IMPLIED, service


def _resources(statement: Any) -> list[Any]:
    found = statement["Resource"]
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("role", ["QueryRole", "ActRole"])
def test_who_reads_the_queue_may_read_its_indexes(role: str) -> None:
    resource = translated(default_template())["Resources"][role]
    statements = [
        each for policy in resource["Properties"]["Policies"] for each in policy["PolicyDocument"]["Statement"]
    ]
    queried = [
        each for found in statements if "dynamodb:Query" in _listed(found["Action"]) for each in _resources(found)
    ]

    named = {each["Fn::Sub"].rpartition("/")[2] for each in queried if "Fn::Sub" in each}
    assert {index for index, _, _ in QUEUES.values()} <= named


def test_the_profile_function_may_do_what_it_does(stack: LocalStack) -> None:
    for number in range(10):
        stack.drop(*page_of_site(number))
    stack.run()
    with recorded("dynamodb", "s3") as done:
        assert list(learn_sites(stack.services(), has_time=lambda: True))

    for service, calls in done.items():
        assert allowed("ProfileRole", service) - IMPLIED == calls - IMPLIED, service


def test_the_act_function_may_do_what_it_does(ingested: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    original = ingested.records()["harbour-post/maritime-accord.html"]["article_id"]
    parked = next(iter(ingested.parked().values()))["parked_id"]
    hand = Hand("me", "why")
    with recorded("dynamodb", "s3") as done:
        services = ingested.services()
        held = claim_next(services, by="me").article_id
        assert release(held, services, by="me")
        assert approve(held, services, hand).action == "publish"
        assert undo(held, services, hand).action == "review"
        assert take_down(original, services, actor="me", reason="why") is not None
        monkeypatch.setattr("unspin.pipeline.take_down.WORKER_LIFE", timedelta())
        assert restore(original, services, actor="me", reason="why") is not None
        assert redrive(parked, services, actor="me", reason="why") is not None

    missing = {"DeleteObjects", "ListObjectVersions"}  # their permissions have other names
    for service, calls in done.items():
        assert allowed("ActRole", service) - IMPLIED - {"DeleteObjectVersion"} == calls - IMPLIED - missing, service


def test_the_count_function_may_do_what_it_does(dropped: LocalStack) -> None:
    created = dropped.created
    ingesting.services.cache_clear()
    for _ in deliver(created.outputs["IngestQueueUrl"], ingesting.lambda_handler):
        pass

    with recorded("dynamodb") as done:
        counting.services.cache_clear()
        deliver_changes(created.outputs["IndexTableName"], counting.lambda_handler, after={})

    reads_stream = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
    assert allowed("CountRole", "dynamodb") - reads_stream == done["dynamodb"] - {"DescribeTable"}
