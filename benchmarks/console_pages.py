"""How long each page of the console takes, over loopback, with many articles behind it.

Articles are made (benchmarks/articles.py), a fifth of them copies, and taken in by the real pipeline in memory. The
rest are doubles of these under ids, titles and times of their own, spread over 30 days, since taking in takes its
time. With an emulator named by AWS_ENDPOINT_URL, the stack of template.yaml is created there and holds the same
table; of the doubles, it holds no postings and no objects, which no page but their own reads.

usage: python -m benchmarks.console_pages [--articles N] [--rounds N]
"""

import argparse
import hashlib
import json
import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import uvicorn

from benchmarks.articles import corpus
from benchmarks.copied_index import copy
from unspin.adapters.dynamodb import DynamoIndex
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryRawObjects
from unspin.console.guard import COOKIE, Access
from unspin.console.server import console
from unspin.local.examples import BUCKET, drop
from unspin.local.session import QUIET, default_template
from unspin.local.stack import CREDENTIALS, create, variables
from unspin.moderation.policy import default_policy, read_policy
from unspin.pipeline.count import count
from unspin.pipeline.policies import draft, publish
from unspin.pipeline.services import Services
from unspin.ports import CleanArticles, Order
from unspin.runtime import connect, embedded
from unspin.settings import Settings
from unspin.stored import Change, Cluster, Entry, Link

DAYS = 30
TAKEN_IN = 250  # by the pipeline; the rest are doubles
BATCH = 500  # changes counted together
ACCESS = Access()


@dataclass
class Calendar:
    """A clock that articles come in by: evenly, until now."""

    total: int
    passed: int = 0

    def now(self) -> str:
        """Return the moment of the article that is taken in."""
        back = timedelta(days=DAYS) * (1 - self.passed / self.total)
        return (datetime.now(UTC) - back).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def main() -> None:
    """Fill, serve, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    stream: list[Change] = []
    started = time.perf_counter()
    held = filled(options.articles, stream)
    print(f"{options.articles:,} articles taken in, in memory, in {time.perf_counter() - started:,.0f} s", flush=True)
    report("memory", replace(held, clock=Calendar(1, 1)), held, stream, options.rounds)
    if os.environ.get("AWS_ENDPOINT_URL"):
        with on_emulator(held) as services:
            report("an emulator", services, held, stream, options.rounds)


def report(told: str, services: Services, held: Services, stream: list[Change], rounds: int) -> None:
    """Count what was written, serve it, and print how long each page took."""
    for start in range(0, len(stream), BATCH):
        count(stream[start : start + BATCH], services.catalogue)
    with served(services) as port:
        print(f"\non {told}, {rounds} rounds\n")
        print(
            "| page | fastest, ms | of it asking | requests | median, ms | KB |\n|---|---|---|---|---|---|", flush=True
        )
        for name, path in pages(held).items():
            found = measured(port, path, rounds)
            fastest = min(found, key=lambda each: each.ms)
            median = statistics.median(each.ms for each in found)
            asked = f"{fastest.ms:.0f} | {fastest.asking_ms:.0f} | {fastest.requests}"
            print(f"| {name} | {asked} | {median:.0f} | {fastest.size / 1000:.0f} |", flush=True)


@dataclass
class Asked:
    """What is asked of AWS, or of an emulator: how often, and how long its answers take, summed up over threads."""

    requests: int = 0
    ms: float = 0

    def __post_init__(self) -> None:
        """Begin."""
        self._started, self._lock = threading.local(), threading.Lock()

    def before(self, **_: object) -> None:
        """Note when a request is sent."""
        self._started.at = time.perf_counter()

    def after(self, **_: object) -> None:
        """Count it, once it is answered."""
        with self._lock:
            self.requests += 1
            self.ms += 1000 * (time.perf_counter() - self._started.at)


ASKED = Asked()


@dataclass(frozen=True)
class Round:
    """One look at a page."""

    ms: float
    asking_ms: float
    requests: int
    size: int  # bytes


def filled(articles: int, stream: list[Change], *, made: int = TAKEN_IN) -> Services:
    """Take made articles in, in memory, and double them."""
    calendar = Calendar(articles)
    services = replace(embedded(stream=stream), clock=calendar)
    choose_policies(services)
    for number, each in enumerate(corpus(min(made, articles))):
        calendar.passed = number * max(1, articles // made)
        record = each.as_record() | {"site": f"site-{number % 120}.example"}
        drop(f"{record['site']}/{each.id}.json", json.dumps(record).encode(), services)
    index, clean = services.index, services.clean
    assert isinstance(index, MemoryIndex)
    originals, roots = list(index._entries.values()), list(index._clusters.values())
    for number in range(1, articles // made):
        for at, entry in enumerate(originals):
            calendar.passed = at * (articles // made) + number
            double(entry, number, calendar.now(), index, clean)
        for cluster in roots:
            if isinstance(cluster, Cluster):
                members = tuple(replace(each, article_id=id_of(each.article_id, number)) for each in cluster.members)
                name = id_of(cluster.cluster_id, number)
                index.put_cluster(replace(cluster, cluster_id=name, members=members, version=0))
    return services


def choose_policies(services: Services) -> None:
    """Let a policy decide that holds back a part of the copies, and a draft run beside it that rejects them."""
    text, why = default_policy().text, {"by": "a benchmark", "note": "to have something to look at"}
    holding = text.replace("near_duplicate: publish", "near_duplicate: review")
    rejecting = text.replace("near_duplicate: publish", "near_duplicate: reject").replace("words: 40", "words: 420")
    publish(read_policy(holding, name="holding"), services, **why)
    draft(read_policy(rejecting, name="rejecting"), services, **why)


def double(entry: Entry, number: int, now: str, index: MemoryIndex, clean: CleanArticles) -> None:
    """Write an article again, under another id."""
    name, title = id_of(entry.article_id, number), f"{entry.title} ({number})"
    duplicate_of = id_of(entry.duplicate_of, number) if entry.duplicate_of else None
    cluster_id, path = id_of(entry.cluster_id, number), entry.path.replace(entry.article_id, name)
    again = replace(entry, article_id=name, title=title, duplicate_of=duplicate_of, cluster_id=cluster_id, path=path)
    index.put_body(replace(index._bodies[entry.article_id], article_id=name, title=title), None)
    index.put_links(
        [Link(name, id_of(link.other_id, number), link.comparison) for link in index.links(entry.article_id)]
    )
    index.put_entry(replace(again, ingested_at=now, revision=1))
    stored = clean.load(entry.path)
    assert stored is not None
    changed = {"article_id": name, "title": title, "duplicate_of": duplicate_of, "cluster_id": cluster_id}
    clean.store(path, stored.record | changed)


def id_of(name: str, number: int) -> str:
    """Return the id of a double."""
    return hashlib.blake2b(f"{name} {number}".encode(), digest_size=10).hexdigest()


@contextmanager
def on_emulator(held: Services) -> Iterator[Services]:
    """Yield the services of a stack on the emulator that AWS_ENDPOINT_URL names, which holds the same."""
    import boto3

    threads = {"UNSPIN_CONNECTIONS": "8"}
    with variables(CREDENTIALS | QUIET | threads):
        stack = create(default_template())
        with variables({**stack.environment, **threads}):
            settings = Settings.from_env(os.environ)
            boto3.setup_default_session()
            boto3.DEFAULT_SESSION.events.register("before-call.*.*", ASKED.before)
            boto3.DEFAULT_SESSION.events.register("after-call.*.*", ASKED.after)
            services = connect(settings)
            choose_policies(services)
            started = time.perf_counter()
            copied(held, services, settings)
            print(f"\ncopied to {os.environ['AWS_ENDPOINT_URL']} in {time.perf_counter() - started:,.0f} s", flush=True)
            yield services


def copied(held: Services, services: Services, settings: Settings) -> None:
    """Write to a stack what memory holds."""
    import boto3

    index, clean, raw, table = held.index, held.clean, held.raw, services.index
    assert isinstance(index, MemoryIndex)
    assert isinstance(clean, MemoryCleanArticles)
    assert isinstance(raw, MemoryRawObjects)
    assert isinstance(table, DynamoIndex)
    here = {
        name: replace(entry, source=replace(entry.source, bucket=settings.raw_bucket))
        for name, entry in index._entries.items()
    }
    copy(index, table, here.values(), with_postings=False)
    s3, names = boto3.client("s3"), {*list(here)[:TAKEN_IN], *shown_names(index), *waiting_names(held)}
    names |= {entry.article_id for entry in newest_beside(index)}
    for name in names:
        entry = here[name]
        stored = clean.load(entry.path)
        assert stored is not None
        stored.record["source"]["bucket"] = settings.raw_bucket
        services.clean.store(entry.path, stored.record)
        data = raw.load(BUCKET, entry.source.key, None, limit=10**9).data
        s3.put_object(Bucket=settings.raw_bucket, Key=entry.source.key, Body=data)
        if not entry.title.endswith(")"):
            services.index.post(name, services.postings_of(index._bodies[name]))


def shown_names(index: MemoryIndex) -> list[str]:
    """Return the members of the largest cluster, whose pages are looked at."""
    roots = [cluster for cluster in index._clusters.values() if isinstance(cluster, Cluster)]
    largest = max(roots, key=lambda cluster: (cluster.size, cluster.cluster_id))
    return [member.article_id for member in largest.members]


def waiting_names(held: Services) -> list[str]:
    """Return the first articles of the review queue, by age and by score, whose pages are looked at."""
    orders: list[Order] = ["age", "score"]
    return [line.article_id for order in orders for line in held.index.waiting(order, limit=2)]


def newest_beside(index: MemoryIndex) -> list[Entry]:
    """Return the newest articles that the draft would decide otherwise: what it saw is read from their records."""
    found = [entry for entry in index._entries.values() if entry.shadow and entry.shadow.action != entry.action]
    return sorted(found, key=lambda entry: entry.ingested_at, reverse=True)[:200]


def pages(held: Services) -> dict[str, str]:
    """Return one path of each kind of page, of the largest cluster."""
    index = held.index
    assert isinstance(index, MemoryIndex)
    names = shown_names(index)
    copy: Entry = index._entries[names[-1]]
    text = index._bodies[copy.article_id].text
    waiting, version = index._entries[waiting_names(held)[0]], held.policies.current().live.version
    return {
        "overview, 7 days": "/",
        "overview, 90 days": "/?days=90",
        "counts, as they are renewed": "/live?days=7",
        "articles": "/articles",
        "articles, by decision": "/articles?action=review",
        "an article, with what was removed": f"/articles/{copy.article_id}",
        "its page as delivered": f"/articles/{copy.article_id}?look=raw",
        "side by side": f"/compare/{names[0]}/{copy.article_id}",
        "clusters": "/clusters",
        "the largest clusters": "/clusters?order=size",
        "clusters of a site": f"/clusters?site={quote(copy.site)}",
        f"a cluster of {len(names)}": f"/clusters/{copy.cluster_id}",
        "sites, 90 days": "/sites?days=90",
        "a site": f"/sites/{quote(copy.site)}?days=90",
        "rules": "/rules",
        "parked": "/parked",
        "review, the oldest first": "/review",
        "review, the worst first": "/review?order=score",
        "review, of a rule": f"/review?rule={quote(str(waiting.rule))}",
        "an article to decide about": f"/review/{waiting.article_id}",
        "policies": "/policies",
        "a policy": f"/policies/{quote(version)}",
        "what the draft would change, 7 days": "/policies/differences",
        "what the draft would change, 28 days": "/policies/differences?days=28",
        "search for a text": f"/search?{urlencode({'q': text[:3000]})}",
    }


@contextmanager
def served(services: Services) -> Iterator[int]:
    """Serve the console on a free port."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
    app = console(services, ACCESS, hosts=[f"127.0.0.1:{port}"], told="a benchmark", actor="ada")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    yield port
    server.should_exit = True


def measured(port: int, path: str, rounds: int) -> list[Round]:
    """Return every round but the first."""
    found = []
    for _ in range(rounds + 1):
        connection = HTTPConnection("127.0.0.1", port)
        requests, asking_ms, started = ASKED.requests, ASKED.ms, time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"{COOKIE}={ACCESS.key}"})
        answer = connection.getresponse()
        size = len(answer.read())
        ms = 1000 * (time.perf_counter() - started)
        found.append(Round(ms, ASKED.ms - asking_ms, ASKED.requests - requests, size))
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{path} was answered with {answer.status}")
    return found[1:]


if __name__ == "__main__":
    main()
