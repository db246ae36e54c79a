"""The full chain under load, on a server on 127.0.0.1: S3, its notifications, the queue, the real handler, the table.

Articles are dropped as fast as the server takes them, and a pool of workers plays Lambda's poller: each receives
batches of ten, calls the handler, deletes what it did not report as failed. Every few seconds a sample is written: how
many are dropped, waiting and done, how old the oldest was that came to a worker, how many failed.

It can be resumed: the server outlives this command, and so do the samples. A second run with the same folder goes on
where the first one ended, by a key or by a crash; ``--down`` ends the server.

usage: python -m benchmarks.load FOLDER [--articles N] [--workers N] [--down]
"""

import argparse
import json
import multiprocessing
import os
import signal
import subprocess
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from benchmarks.articles import corpus
from benchmarks.ministack import command, free_port, reachable, wait
from unspin.local.session import default_template
from unspin.local.stack import CREDENTIALS, create, variables
from unspin.settings import CONNECTIONS

SAMPLED_S = 5
RECENT_S = 60  # what a worker said longer ago is of an earlier run, or of a batch long done
BATCH = 10
AHEAD = 500  # messages that wait before dropping pauses


@dataclass(frozen=True)
class State:
    """A server that runs, and how to reach the stack on it."""

    pid: int
    environment: dict[str, str]


def main() -> None:
    """Go on, or begin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--down", action="store_true")
    options = parser.parse_args()
    state = held(options.folder)
    if options.down:
        if state:
            os.kill(state.pid, signal.SIGTERM)
        return
    state = state or begun(options.folder)
    with variables(state.environment):
        run(options.folder, options.articles, options.workers)


def begun(folder: Path) -> State:
    """Start a server that outlives this process, and create the stack on it."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command(port), stdout=log, stderr=log, start_new_session=True)
    wait(port, process, folder / "server.log")
    endpoint = {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    with variables(endpoint):
        stack = create(default_template())
    state = State(
        process.pid, {**endpoint, **reachable(stack.environment, port), "UNSPIN_CONNECTIONS": str(CONNECTIONS)}
    )
    (folder / "state.json").write_text(json.dumps(vars(state)), encoding="utf-8")
    return state


def held(folder: Path) -> State | None:
    """Return the server of an earlier run, if it still runs."""
    path = folder / "state.json"
    if not path.exists():
        return None
    state = State(**json.loads(path.read_text(encoding="utf-8")))
    return state if Path(f"/proc/{state.pid}").exists() else None


def run(folder: Path, articles: int, workers: int) -> None:
    """Drop what is not dropped yet, and have it all worked off."""
    stop = multiprocessing.Event()
    started = [
        multiprocessing.Process(target=work, args=(folder, number, stop), daemon=True) for number in range(workers)
    ]
    for process in started:
        process.start()
    try:
        drop(folder, articles)
        while any(depth().values()):
            time.sleep(SAMPLED_S)
            sample(folder)
    finally:
        stop.set()
        for process in started:
            process.join(120)
        sample(folder)
    print(json.dumps(totals(folder)))


def drop(folder: Path, articles: int) -> None:
    """Drop the articles that earlier runs did not, pausing while many wait."""
    s3: Any = boto3.client("s3")
    mark, last = folder / "dropped", time.monotonic()
    begin = int(mark.read_text()) if mark.exists() else 0
    for number, made in enumerate(corpus(articles)):
        if number < begin:
            continue
        body = f"{made.title}\n\n{made.text}\n".encode()
        s3.put_object(Bucket=os.environ["RAW_BUCKET"], Key=f"site{number % 20:02}.example/{made.id}.txt", Body=body)
        mark.write_text(str(number + 1))
        while time.monotonic() - last > SAMPLED_S:
            last = time.monotonic()
            if sample(folder)["waiting"] > AHEAD:
                time.sleep(SAMPLED_S)


def work(folder: Path, number: int, stop: Any) -> None:
    """Play Lambda's poller and one function of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    counts = {"done": 0, "failed": 0, "oldest_s": 0.0}
    # Each run's workers count for themselves: a worker that is killed loses no count of others.
    told, writing = (folder / f"worker-{os.getpid()}.{kind}" for kind in ("json", "new"))
    with (folder / f"worker-{number}.log").open("a") as log, redirect_stdout(log):
        from functions.ingest import app
        from unspin.local.pump import Context, sqs_event

        sqs: Any = boto3.client("sqs")
        queue = os.environ["INGEST_QUEUE_URL"]
        while not stop.is_set():
            messages = sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=BATCH, AttributeNames=["All"], WaitTimeSeconds=1
            ).get("Messages", [])
            if not messages:
                continue
            sent = min(int(message["Attributes"]["SentTimestamp"]) for message in messages)
            counts["oldest_s"] = time.time() - sent / 1_000
            answer = app.lambda_handler(sqs_event(messages), Context())
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            done = [message for message in messages if message["MessageId"] not in failed]
            entries = [{"Id": str(at), "ReceiptHandle": each["ReceiptHandle"]} for at, each in enumerate(done)]
            if entries:
                sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
            counts["done"] += len(done)
            counts["failed"] += len(failed)
            writing.write_text(json.dumps(counts))
            writing.replace(told)  # whoever counts reads the one or the other, never half of it


def totals(folder: Path) -> dict[str, float]:
    """Return what all workers of all runs did."""
    told = {path: json.loads(path.read_text()) for path in folder.glob("worker-*.json")}
    alive = [each for path, each in told.items() if time.time() - path.stat().st_mtime < RECENT_S]
    return {
        "done": sum(each.get("done", 0) for each in told.values()),
        "failed": sum(each.get("failed", 0) for each in told.values()),
        "oldest_s": max((each.get("oldest_s", 0.0) for each in alive), default=0.0),
    }


def sample(folder: Path) -> dict[str, float]:
    """Write down how things stand, and return it."""
    found = {"at": time.time(), **totals(folder), **depth()}
    mark = folder / "dropped"
    found["dropped"] = int(mark.read_text() or 0) if mark.exists() else 0
    with (folder / "samples.jsonl").open("a") as file:
        file.write(json.dumps(found) + "\n")
    return found


def depth() -> dict[str, float]:
    """Return how many messages wait, and how many are in work."""
    sqs: Any = boto3.client("sqs")
    names = {"waiting": "ApproximateNumberOfMessages", "in work": "ApproximateNumberOfMessagesNotVisible"}
    answer = sqs.get_queue_attributes(QueueUrl=os.environ["INGEST_QUEUE_URL"], AttributeNames=list(names.values()))
    return {name: int(answer["Attributes"][attribute]) for name, attribute in names.items()}


if __name__ == "__main__":
    main()
