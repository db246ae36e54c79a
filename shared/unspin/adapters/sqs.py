"""The queue that the pipeline is fed from, in SQS."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from unspin.errors import TransientError
from unspin.messages import ArticleStored, EntryClaimed

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class DeadLetters:
    """The messages that failed too often, beside the queue at *url* that they came from."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url
        with _as_transient():
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]
            name = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2]
            self._dead_url = sqs.get_queue_url(QueueName=name)["QueueUrl"]

    def count(self) -> int:
        """Return about how many there are."""
        name: Any = "ApproximateNumberOfMessages"
        with _as_transient():
            found = self._sqs.get_queue_attributes(QueueUrl=self._dead_url, AttributeNames=[name])["Attributes"]
        return int(found[name])

    def redriven(self) -> Iterator[str]:
        """Move one message after the other back to the queue, and yield what each says.

        By hand, since SQS's own task wants the right to read every policy, and tells nothing of single messages.
        """
        while messages := self._received():
            for message in messages:
                with _as_transient():
                    self._sqs.send_message(QueueUrl=self._url, MessageBody=message["Body"])
                    self._sqs.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message["ReceiptHandle"])
                yield message["Body"]

    def _received(self) -> list[Any]:
        with _as_transient():
            # One at a time: whoever stops early leaves none hidden.
            answer = self._sqs.receive_message(QueueUrl=self._dead_url, MaxNumberOfMessages=1, WaitTimeSeconds=1)
        return list(answer.get("Messages", []))


class SqsQueue:
    """A queue in SQS."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, message: ArticleStored | EntryClaimed, *, delay_s: int = 0) -> None:
        """Put a message at the end of the queue."""
        with _as_transient():
            self._sqs.send_message(QueueUrl=self._url, MessageBody=message.to_json(), DelaySeconds=delay_s)


@contextmanager
def _as_transient() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise TransientError(f"SQS did not do it: {error}") from error
