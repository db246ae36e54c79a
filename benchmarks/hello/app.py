"""A function that reads a queue, as the guides of Powertools write it, with the same three clients as ours."""

from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

logger = Logger(service="hello")
metrics = Metrics(namespace="hello", service="hello")
processor = BatchProcessor(event_type=EventType.SQS)
s3, dynamodb, sqs = (boto3.client(name) for name in ("s3", "dynamodb", "sqs"))


def handle(record: Any) -> None:
    """Say hello."""
    metrics.add_metric("Greeted", MetricUnit.Count, 1)
    logger.info(f"hello, {record.message_id}")


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """Greet every message."""
    return process_partial_response(event=event, record_handler=handle, processor=processor, context=context)
