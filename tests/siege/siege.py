"""The siege itself: articles are dropped, workers work and are killed, a poisoned message fails and is redriven."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import boto3

from tests.siege.articles import Made, articles
from tests.siege.reckoning import Held, reckoned
from unspin.adapters.sqs import DeadLetters
from unspin.local.stack import Stack
from unspin.local.template import REGION
from unspin.pipeline.identity import id_of_object

POISON = Made("poison/well.txt", "", "original", "poison/well.txt")
QUIET_S = 3  # the queue has to be empty for so long


@dataclass
class Result:
    """What a siege came to."""

    articles: int
    kills: int = 0
    redriven: int = 0
    seconds: float = 0.0
    wrong: dict[str, list[str]] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    poison: str = "lost"


@dataclass
class Siege:
    """Many workers on one stack."""

    stack: Stack
    folder: Path
    workers: int
    kill_every_s: float
    hidden_s: int  # a batch whose worker was killed
    told: Callable[[str], None]
    dice: Random = field(default_factory=lambda: Random(1))
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    kills: int = 0

    def run(self, count: int) -> Result:
        """Take *count* articles in, and reckon."""
        begun = time.monotonic()
        made = articles(count)
        self._prepare(made)
        try:
            for _ in range(self.workers):
                self._spawn()
            self._work_off(kills=True)
            redriven = self._redrive()
            self._work_off(kills=False)
        finally:
            for process in self.processes:
                process.kill()
                process.wait()
        held = Held(self.stack)
        result = Result(count, self.kills, redriven, time.monotonic() - begun, reckoned(made, held))
        for entry in held.entries.values():
            result.relations[entry.relation] = result.relations.get(entry.relation, 0) + 1
        if id_of_object(POISONED_BUCKET, POISON.key) in held.entries:
            result.poison = "stored"
        return result

    def _prepare(self, made: list[Made]) -> None:
        sqs, s3 = _client("sqs"), _client("s3")
        url = self.stack.outputs["IngestQueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(self.hidden_s)})
        for number, each in enumerate(made, 1):
            s3.put_object(Bucket=self.stack.outputs["RawBucketName"], Key=each.key, Body=each.text.encode())
            if number % 500 == 0:
                self.told(f"dropped {number} of {len(made)} articles")
        # Its bucket is not there: an adapter fails, again and again, and not because of what the object is.
        place = {"bucket": {"name": POISONED_BUCKET}, "object": {"key": POISON.key}}
        record = {"eventName": "ObjectCreated:Put", "eventTime": "2026-11-02T10:00:00.000Z", "s3": place}
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"Records": [record]}))

    def _spawn(self) -> None:
        with (self.folder / "workers.log").open("a") as log:
            worker = [sys.executable, "-m", "tests.siege.worker"]
            self.processes.append(subprocess.Popen(worker, stdout=log, stderr=log))

    def _work_off(self, *, kills: bool) -> None:
        next_kill = None  # once they work: how long they take to start is the machine's affair
        quiet_since, most = None, 0
        while True:
            waiting, in_work = self._counts(self.stack.outputs["IngestQueueUrl"])
            most = max(most, waiting + in_work)
            if next_kill is None and waiting + in_work < most:
                next_kill = time.monotonic()
            self.told(f"{waiting} wait, {in_work} in work, {self.kills} workers killed")
            if waiting + in_work:
                quiet_since = None
            else:
                quiet_since = quiet_since or time.monotonic()
                if time.monotonic() - quiet_since > QUIET_S:
                    return
            if kills and next_kill is not None and time.monotonic() > next_kill:
                self._kill_one()
                next_kill = time.monotonic() + self.dice.uniform(0.5, 1.5) * self.kill_every_s
            time.sleep(0.5)

    def _kill_one(self) -> None:
        victim = self.dice.choice(self.processes)
        victim.kill()  # SIGKILL: in the midst of whatever it does
        victim.wait()
        self.processes.remove(victim)
        self.kills += 1
        self._spawn()

    def _redrive(self) -> int:
        """What was poison is mended: its bucket is there now."""
        s3 = _client("s3")
        s3.create_bucket(Bucket=POISONED_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        text = articles(1, copies=0, seed=2)[0].text
        s3.put_object(Bucket=POISONED_BUCKET, Key=POISON.key, Body=text.encode())
        letters = DeadLetters(_client("sqs"), self.stack.outputs["IngestQueueUrl"])
        return sum(1 for _ in letters.redriven())

    def _counts(self, url: str) -> tuple[int, int]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = _client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return int(found[names[0]]), int(found[names[1]])


POISONED_BUCKET = "siege-poisoned"


def _client(service: str) -> Any:
    return boto3.client(service)  # type: ignore[call-overload]
