"""What was put on the bus of a local stack."""

import json
from typing import Any

import boto3

from unspin.local.stack import Stack


def heard(stack: Stack) -> list[dict[str, Any]]:
    """Return the events that were put on the bus since this was asked last, in order, as a rule's target gets them."""
    sqs: Any = boto3.client("sqs")
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(QueueUrl=stack.heard_queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=stack.heard_queue_url, ReceiptHandle=message["ReceiptHandle"])
    return found
