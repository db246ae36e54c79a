"""The queue that the pipeline is fed from, in SQS."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from unspin.errors import TransientError
from unspin.messages import ArticleStored

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    """A queue in SQS."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, message: ArticleStored) -> None:
        """Put a message at the end of the queue."""
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=message.to_json())
        except (ClientError, BotoCoreError) as error:
            raise TransientError(f"SQS did not take the message: {error}") from error
