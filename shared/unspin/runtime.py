"""Where everything is put together: the adapters that the settings ask for, behind the ports."""

from functools import partial
from pathlib import Path
from typing import Any

from unspin.adapters.clock import SystemClock
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryQueue, MemoryRawObjects
from unspin.errors import PolicyError
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.services import LookBack, Services
from unspin.settings import Settings


def connect(settings: Settings) -> Services:
    """Return the services of a stack on AWS, or of an emulator that ``AWS_ENDPOINT_URL`` names."""
    # Imported here: on a laptop, most commands never speak to AWS.
    import boto3
    from botocore.config import Config

    from unspin.adapters.dynamodb import DynamoIndex
    from unspin.adapters.s3 import S3CleanArticles, S3RawObjects
    from unspin.adapters.sqs import SqsQueue

    config = Config(
        max_pool_connections=max(10, settings.connections),
        retries={"mode": "standard", "max_attempts": 5},
        connect_timeout=5,
        read_timeout=20,
    )
    client: Any = partial(boto3.client, config=config)
    s3, clock = client("s3"), SystemClock()
    return Services(
        raw=S3RawObjects(s3),
        clean=S3CleanArticles(s3, settings.clean_bucket),
        index=DynamoIndex(
            client("dynamodb"),
            settings.index_table,
            clock,
            look_back_days=settings.look_back_days,
            connections=settings.connections,
        ),
        queue=SqsQueue(client("sqs"), settings.ingest_queue_url),
        clock=clock,
        policy=policy_of(settings.policy_file),
        look_back=LookBack(settings.look_back_days, settings.look_back_by_site),
    )


def embedded(policy: Policy | None = None) -> Services:
    """Return services that keep everything in memory."""
    raw = MemoryRawObjects()
    return Services(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=MemoryIndex(),
        queue=MemoryQueue(),
        clock=SystemClock(),
        policy=policy or default_policy(),
    )


def policy_of(file: str | None) -> Policy:
    """Return the policy in *file*, or the one that comes with unspin.

    Raises:
        PolicyError: The file cannot be read, or holds no usable policy.
    """
    if file is None:
        return default_policy()
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"the policy file {file} cannot be read: {error}") from error
    return read_policy(text, name=file)
