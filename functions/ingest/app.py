"""The ingest function: articles dropped in S3, announced through SQS."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin.errors import PermanentError
from unspin.messages import articles_stored
from unspin.pipeline.ingest import ingest
from unspin.pipeline.park import park_message
from unspin.pipeline.services import Services
from unspin.pipeline.take_in import Outcome
from unspin.runtime import connect
from unspin.settings import Settings

# A long .jsonl is taken up again by another invocation when so little time is left.
TIME_KEPT_MS = 60_000

logger = Logger()
metrics = Metrics()
tracer = Tracer()
# A batch that fails as a whole is answered like any other: each message comes again by itself.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@cache  # built at the first call: tests can import this module without an environment
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(Settings.from_env(os.environ))


@tracer.capture_method(capture_response=False)
def handle(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Take in what one message announces."""
    metrics.add_metric("MessagesReceived", MetricUnit.Count, 1)

    def has_time() -> bool:
        return lambda_context.get_remaining_time_in_millis() > TIME_KEPT_MS

    try:
        for message in articles_stored(record.body):
            for outcome in ingest(message, services(), has_time=has_time):
                tell(outcome)
    except PermanentError as error:
        tell(Outcome("parked", parked=park_message(record.body, record.message_id, error, services())))


def tell(outcome: Outcome) -> None:
    """Log one line and count one article."""
    if outcome.parked is not None:
        parked = outcome.parked
        logger.warning(
            "article parked", extra={**asdict(parked.source), "reason": parked.reason, "id": parked.parked_id}
        )
        metrics.add_metric("ArticlesParked", MetricUnit.Count, 1)
        return
    entry = outcome.entry
    shown = asdict(entry) if entry else {}
    logger.info(f"article {outcome.kind}", extra={"article": shown})
    if outcome.kind == "stored" and entry is not None:
        metrics.add_metric("ArticlesIngested", MetricUnit.Count, 1)
        metrics.add_metric(f"Relation.{entry.relation}", MetricUnit.Count, 1)
        metrics.add_metric(f"Action.{entry.action}", MetricUnit.Count, 1)
    else:
        metrics.add_metric("ArticlesRepeated", MetricUnit.Count, 1)


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
@tracer.capture_lambda_handler(capture_response=False)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Answer with the messages that should be delivered again."""
    answer = process_partial_response(event=event, record_handler=handle, processor=processor, context=context)
    tell_of_policies()
    return answer


def tell_of_policies() -> None:
    """Log and count each policy that was chosen and cannot be used; an alarm watches the metric."""
    for version, message in services().policies.refused.items():
        logger.error("policy refused", extra={"version": version, "reason": message})
        metrics.add_metric("PolicyRefused", MetricUnit.Count, 1)
