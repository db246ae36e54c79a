"""What has to be true after the siege: everything that was dropped is somewhere, once, and nothing leads to nothing."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import boto3

from tests.siege.articles import Made
from unspin.adapters.items import body_of, cluster_of, entry_of
from unspin.local.stack import Stack
from unspin.pipeline.identity import id_of_object
from unspin.ports import POSTINGS_READ
from unspin.stored import Body, Cluster, Entry

FOLDERS = ("clean/", "review/", "rejected/")


class Held:
    """Everything that the stack holds."""

    def __init__(self, stack: Stack) -> None:
        self.bucket = stack.outputs["RawBucketName"]
        self.entries: dict[str, Entry] = {}
        self.bodies: dict[str, Body] = {}
        self.clusters: dict[str, Cluster | str] = {}
        self.postings: set[tuple[str, str]] = set()
        self.parked = 0
        for item in _scanned(stack.outputs["IndexTableName"]):
            self._add(item)
        self.records = dict(_records(stack.outputs["CleanBucketName"]))

    def _add(self, item: dict[str, Any]) -> None:
        kind, _, name = item["pk"].partition("#")
        match kind, item["sk"]:
            case "article", "record":
                self.entries[name] = entry_of(item)
            case "article", "body":
                self.bodies[name] = body_of(item)
            case "cluster", _:
                self.clusters[name] = item.get("merged_into") or cluster_of(item)
            case "key", article_id:
                self.postings.add((name, article_id))
            case "parked", _:
                self.parked += 1


def reckoned(made: list[Made], held: Held) -> dict[str, list[str]]:
    """Return what is wrong, by kind; each empty where nothing is."""
    return {
        "lost": list(_lost(made, held)),
        "double canonical": list(_double_canonical(made, held)),
        "dangling postings": list(_dangling(held)),
        "records and entries that disagree": list(_disagreeing(held)),
    }


def _lost(made: list[Made], held: Held) -> Iterator[str]:
    for each in made:
        entry = held.entries.get(id_of_object(held.bucket, each.key))
        if entry is None or entry.pending or entry.path not in held.records:
            yield f"{each.key}: its entry is {entry}"


def _double_canonical(made: list[Made], held: Held) -> Iterator[str]:
    for name, cluster in held.clusters.items():
        if isinstance(cluster, str):
            continue
        for member in cluster.members:
            entry = held.entries.get(member.article_id)
            kept = None if member.article_id == cluster.canonical else cluster.canonical
            if entry is None or (entry.cluster_id, entry.duplicate_of) != (name, kept):
                yield f"{member.article_id} is in cluster {name}, whose canonical is {cluster.canonical}: {entry}"
    for each in made:
        if each.kind == "verbatim":
            one, other = (held.entries.get(id_of_object(held.bucket, key)) for key in (each.key, each.original))
            if one is None or other is None or one.cluster_id != other.cluster_id:
                yield f"{each.key} and {each.original} are the same, and in two clusters"


def _dangling(held: Held) -> Iterator[str]:
    wanted = {(key, name) for name, body in held.bodies.items() for key in body.keys}
    unread = behind_crowds(wanted - held.postings, held.postings)
    for key, name in sorted((held.postings ^ wanted) - unread):
        yield f"{key} -> {name} {'is missing' if (key, name) in wanted else 'leads to nothing'}"


def behind_crowds(missing: set[tuple[str, str]], postings: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of *missing* that nobody would read, behind as many of their key as are read: none writes them."""
    held = defaultdict(list)
    for key, name in sorted(postings):
        held[key].append(name)
    return {(key, name) for key, name in missing if bisect_left(held[key], name) >= POSTINGS_READ}


def _disagreeing(held: Held) -> Iterator[str]:
    known = {entry.path: entry for entry in held.entries.values()}
    for path, record in held.records.items():
        entry = known.get(path)
        if entry is None:
            yield f"{path} is a record that no entry knows"
        elif (record["relation"], record["duplicate_of"]) != (entry.relation, entry.duplicate_of):
            yield f"{path} says {record['relation']}, its entry {entry.relation}"


def _scanned(table: str) -> Iterator[dict[str, Any]]:
    resource: Any = boto3.resource("dynamodb")
    asked: dict[str, Any] = {"ConsistentRead": True}
    while True:
        page = resource.Table(table).scan(**asked)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _records(bucket: str) -> Iterator[tuple[str, dict[str, Any]]]:
    s3: Any = boto3.client("s3")
    for folder in FOLDERS:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder):
            for each in page.get("Contents", []):
                yield each["Key"], json.load(s3.get_object(Bucket=bucket, Key=each["Key"])["Body"])
