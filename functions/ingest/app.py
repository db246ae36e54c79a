"""The ingest function: articles dropped in S3, announced through SQS."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache, partial
from threading import Lock
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin import waking
from unspin.errors import PermanentError
from unspin.messages import EntryClaimed, articles_stored
from unspin.pipeline.finish import finish
from unspin.pipeline.ingest import TimeLeft, ingest
from unspin.pipeline.park import park_message
from unspin.pipeline.services import Services
from unspin.pipeline.serving import Heard
from unspin.pipeline.take_in import Outcome
from unspin.runtime import connect
from unspin.settings import Settings
from unspin.snapshot import prepare_for_snapshots
from unspin.stored import Entry

# What is not begun when so little is left goes back to the queue: a file that is read whole takes seconds.
TIME_KEPT_MS = 60_000

BODY_LOGGED = 2_000  # characters of a message that failed: a notification holds half of that, the object's key in it

LOGGED = ("article_id", "site", "relation", "duplicate_of", "similarity", "action", "rule")  # of an entry

logger = Logger(location=None)
metrics = Metrics()
telling = Lock()  # Powertools' metrics are not made for threads
# A batch that fails as a whole is answered like any other: each message comes again by itself.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@cache  # built at the first call: tests can import this module without an environment
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(Settings.from_env(os.environ))


prepare_for_snapshots(services)


def handle(record: SQSRecord, has_time: Callable[[], bool], at_once: int, served: Heard) -> None:
    """Take in what one message announces; say why, where that fails: it comes again, and ends in the dead letters."""
    try:
        take_in(record, has_time, at_once, served)
    except Exception:  # of which Powertools tells nobody
        logger.exception("message failed", extra={"message_id": record.message_id, "body": record.body[:BODY_LOGGED]})
        raise


def take_in(record: SQSRecord, has_time: Callable[[], bool], at_once: int, served: Heard) -> None:
    """Take in what one message announces, or end what one of our own asks for."""
    claimed = EntryClaimed.from_json(record.body)
    if claimed is not None:
        finish(claimed.article_id, services())
        return
    try:
        for message in articles_stored(record.body):
            for outcome in ingest(message, services(), has_time=has_time, at_once=at_once, served=served):
                with telling:
                    tell(outcome)
    except PermanentError as error:
        parked = park_message(record.body, record.message_id, error, services())
        with telling:
            tell(Outcome("parked", parked=parked))


@contextmanager
def side_by_side(
    records: Iterable[SQSRecord], work: Callable[[SQSRecord], None], *, at_once: int
) -> Iterator[Callable[[SQSRecord], None]]:
    """Begin *work* on all *records*, so many at once; yield what waits for the next of them, in their order.

    Most of an article's time is waiting for S3 and DynamoDB: meanwhile another one computes. Articles of one batch meet
    no otherwise than those of two workers do, twins included.
    """
    if at_once == 1:
        yield work
        return
    with ThreadPoolExecutor(at_once, "article") as pool:
        begun = iter([pool.submit(work, record) for record in records])

        def done(record: SQSRecord) -> None:  # noqa: ARG001  # Powertools gives it by this name
            next(begun).result()

        yield done


def tell(outcome: Outcome) -> None:
    """Log one line and count one article."""
    if outcome.parked is not None:
        parked = outcome.parked
        logger.warning(
            "article parked", extra={**asdict(parked.source), "reason": parked.reason, "id": parked.parked_id}
        )
        metrics.add_metric("ArticlesParked", MetricUnit.Count, 1)
        return
    if outcome.kind == "handed_back":
        logger.info("handed back: too little time is left")
        metrics.add_metric("MessagesHandedBack", MetricUnit.Count, 1)
        return
    entry = outcome.entry
    logger.info(f"article {outcome.kind}", extra={"article": told(entry) if entry else {}})
    if outcome.kind == "stored" and entry is not None:
        metrics.add_metric("ArticlesIngested", MetricUnit.Count, 1)
        metrics.add_metric(f"Relation.{entry.relation}", MetricUnit.Count, 1)
        metrics.add_metric(f"Action.{entry.action}", MetricUnit.Count, 1)
        if entry.shadow is not None:
            moved = "Same" if entry.shadow.action == entry.action else f"{entry.action}-{entry.shadow.action}"
            metrics.add_metric(f"Draft.{moved}", MetricUnit.Count, 1)
    else:
        metrics.add_metric("ArticlesRepeated", MetricUnit.Count, 1)


def told(entry: Entry) -> dict[str, Any]:
    """Return what a line of the log says of an article: logs are paid by the byte, `unspin show` tells the rest."""
    found = {name: getattr(entry, name) for name in LOGGED} | {
        name: getattr(entry.source, name) for name in ("key", "version", "line")
    }
    found["similarity"] = entry.similarity or None
    return {name: value for name, value in found.items() if value not in (None, "", ())}


@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Answer with the messages that should be delivered again."""
    # What else Powertools would tell of the function, its log group says: a line an article is paid by the byte.
    logger.append_keys(function_request_id=context.aws_request_id)
    has_time = TimeLeft(context.get_remaining_time_in_millis, kept_ms=TIME_KEPT_MS)
    records = [SQSRecord(each) for each in event["Records"]]
    metrics.add_metric("MessagesReceived", MetricUnit.Count, len(records))
    if not records:  # Powertools takes a batch of nothing for a broken event
        return {"batchItemFailures": []}
    index = services().index  # and all else, once, before threads ask for it
    at_once = Settings.from_env(os.environ).at_once
    work = partial(handle, has_time=has_time, at_once=at_once, served=Heard())
    with side_by_side(records, work, at_once=at_once) as done:
        answer = process_partial_response(event=event, record_handler=done, processor=processor, context=context)
    if crowded := index.crowded():
        metrics.add_metric("CrowdedKeys", MetricUnit.Count, crowded)
    tell_of_policies()
    return answer


def tell_of_policies() -> None:
    """Log and count each policy that was chosen and cannot be used; an alarm watches the metric."""
    for version, message in services().policies.refused.items():
        logger.error("policy refused", extra={"version": version, "reason": message})
        metrics.add_metric("PolicyRefused", MetricUnit.Count, 1)


waking.awake()
