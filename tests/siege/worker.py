"""One worker: what Lambda does between the queue and the ingest function, in a process that may be killed."""

import os
from typing import Any

import boto3

from functions.ingest import app
from unspin.local.pump import BATCH, Context, sqs_event


def main() -> None:
    """Take batch after batch; delete what the function does not report as failed."""
    sqs: Any = boto3.client("sqs")
    url, batch = os.environ["INGEST_QUEUE_URL"], int(os.environ.get("SIEGE_BATCH", BATCH))
    while True:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=batch, AttributeNames=["All"], WaitTimeSeconds=1)
        messages = answer.get("Messages", [])
        if not messages:
            continue
        failures = app.lambda_handler(sqs_event(messages), Context())["batchItemFailures"]  # type: ignore[arg-type]
        failed = {each["itemIdentifier"] for each in failures}
        for message in messages:
            place = {"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] not in failed:
                sqs.delete_message(**place)
            else:  # not after half an hour, as on AWS: a siege does not last that long
                sqs.change_message_visibility(**place, VisibilityTimeout=1)


if __name__ == "__main__":
    main()
