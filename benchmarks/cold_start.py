"""How long functions take to wake, beside a Powertools and boto3 hello, in one run.

Each round starts every function anew, one after the other, so that all of them see the same noise. Of each are told
INIT (what the emulator reports), the first invocation, which loads what INIT left, and warm ones; and the processor
time, which other work on the machine does not lengthen. The ingest function takes in an article, the query function
answers what there was today.

usage: python -m benchmarks.cold_start [--rounds N] [--build FOLDER] [--out FILE]
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import boto3

from benchmarks.articles import article
from benchmarks.ministack import running
from benchmarks.rie import ARCHITECTURE, TOOLS, Function, started
from unspin.local.stack import Stack

BUILD = TOOLS / "built" / ARCHITECTURE
LOGS = TOOLS / "built" / "logs"
HELLO = Path(__file__).with_name("hello")
WARM = 5  # invocations


@dataclass
class Taken:
    """What the rounds of a function took: milliseconds, and megabytes at their end."""

    init: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    init_cpu: list[float] = field(default_factory=list)
    cold_cpu: list[float] = field(default_factory=list)  # of INIT and the first invocation
    rss: list[float] = field(default_factory=list)

    def medians(self, hello: "Taken") -> dict[str, float]:
        """Return the median of each; INIT, and its multiple of that of *hello* in the same round, with quartiles."""
        found = {name: round(median(values), 1) for name, values in vars(self).items()}
        multiples = [mine / other for mine, other in zip(self.init, hello.init, strict=True)]
        found["x_hello"] = round(median(multiples), 2)
        for name, values in (("init", self.init), ("x_hello", multiples)):
            ordered, quarter = sorted(values), len(values) // 4
            found |= {f"{name}_low": ordered[quarter], f"{name}_high": ordered[-1 - quarter]}
        return found


def main() -> None:
    """Print a table, and write the medians as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--build", type=Path, default=BUILD)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    found = measured(options.build, options.rounds)
    print_table(found)
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measured(build: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return the medians of each function, in milliseconds."""
    taken: dict[str, Taken] = defaultdict(Taken)
    with running(LOGS / "ministack.log") as (stack, environment):
        events = {
            HELLO: [sqs_event("hello", "hello")] * (1 + WARM),
            build / "IngestFunction": [dropped(stack, number) for number in range(1 + WARM)],
            build / "QueryFunction": [http_event("/stats")] * (1 + WARM),
            build / "SweepFunction": [{}] * (1 + WARM),
        }
        for number in range(rounds):
            for folder, invocations in events.items():
                log = LOGS / f"{folder.name}-{number}.log"
                with started(folder, build / "UnspinLayer", environment, log) as function:
                    measure(function, invocations, taken[folder.name])
    return {name: each.medians(taken[HELLO.name]) for name, each in taken.items()}


def measure(function: Function, events: list[dict[str, Any]], taken: Taken) -> None:
    """Add what one start of a function takes."""
    # The emulator starts the function when it is first invoked: with an event that does nothing, to tell the two apart.
    _, woken_ms = function.invoke(sqs_event("nothing", json.dumps({"Event": "s3:TestEvent"})))
    taken.init.append(function.init_ms)
    taken.init_cpu.append(function.cpu_ms)
    _, first_ms = function.invoke(events[0])
    taken.first.append(first_ms + max(0.0, woken_ms - function.init_ms))
    taken.cold_cpu.append(function.cpu_ms)
    taken.warm += [function.invoke(event)[1] for event in events[1:]]
    taken.rss.append(function.rss_mb)


def dropped(stack: Stack, number: int) -> dict[str, Any]:
    """Drop an article, and return the event that announces it."""
    bucket, made = stack.outputs["RawBucketName"], article(1, number, words=600)
    key = f"site.example/{made.id}.txt"
    s3: Any = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=f"{made.title}\n\n{made.text}".encode())
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": f"2026-11-25T08:00:00.{number:03}Z",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, "size": len(made.text)}},
    }
    return sqs_event(made.id, json.dumps({"Records": [record]}))


def sqs_event(name: str, body: str) -> dict[str, Any]:
    """Return the event of one message."""
    message = {"messageId": name, "receiptHandle": "r", "body": body, "attributes": {}, "messageAttributes": {}}
    return {"Records": [{**message, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:::q", "awsRegion": "x"}]}


def http_event(path: str) -> dict[str, Any]:
    """Return the event of a GET through the HTTP API."""
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "bench"}
    context = {"http": http, "requestId": "1", "stage": "$default", "timeEpoch": 0}
    return {"version": "2.0", "routeKey": "GET /{proxy+}", "rawPath": path, "headers": {}, "requestContext": context}


def print_table(found: Mapping[str, Mapping[str, float]]) -> None:
    """Print the medians, and INIT as a multiple of the hello's."""
    print("function           INIT ms (quartiles)     x hello   first ms   warm ms   cpu: INIT   +first   RSS MB")
    for name, each in found.items():
        quartiles = f"({each['init_low']:.0f}-{each['init_high']:.0f})"
        walls = f"{each['x_hello']:10.2f} {each['first']:10.0f} {each['warm']:9.1f}"
        cpus = f"{each['init_cpu']:11.0f} {each['cold_cpu']:8.0f} {each['rss']:8.0f}"
        print(f"{name:16} {each['init']:9.0f} {quartiles:>14} {walls} {cpus}")


if __name__ == "__main__":
    main()
