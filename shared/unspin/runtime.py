"""Where everything is put together: the adapters that the settings ask for, behind the ports."""

from pathlib import Path
from typing import Any

from unspin.adapters.clock import SystemClock
from unspin.adapters.memory import MemoryCleanArticles, MemoryIndex, MemoryQueue, MemoryRawObjects
from unspin.adapters.memory_catalogue import MemoryCatalogue
from unspin.errors import PolicyError
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.services import LookBack, Services
from unspin.settings import Settings


def connect(settings: Settings) -> Services:
    """Return the services of a stack on AWS, or of an emulator that ``AWS_ENDPOINT_URL`` names."""
    # Imported here: on a laptop, most commands never speak to AWS.
    import boto3
    from botocore.config import Config

    from unspin.adapters.catalogue import DynamoCatalogue
    from unspin.adapters.dynamodb import DynamoIndex
    from unspin.adapters.s3 import S3CleanArticles, S3RawObjects
    from unspin.adapters.sqs import SqsQueue

    # Standard retries: adaptive ones slow a whole client down because one key of the index is busy.
    base = Config(
        retries={"mode": "standard", "max_attempts": 5},
        max_pool_connections=max(10, settings.connections),
        connect_timeout=2,
        tcp_keepalive=True,  # a function sleeps between invocations
        s3={"us_east_1_regional_endpoint": "regional"},
    )
    # DynamoDB answers in milliseconds or not at all; an object of S3 may be large.
    patient = base.merge(Config(read_timeout=20))
    # A third of what botocore computes for a request is looking at its arguments, which the adapter always forms alike.
    quick = base.merge(Config(read_timeout=5, parameter_validation=False))
    client: Any = boto3.client
    s3, dynamodb, clock = client("s3", config=patient), client("dynamodb", config=quick), SystemClock()
    return Services(
        raw=S3RawObjects(s3),
        clean=S3CleanArticles(s3, settings.clean_bucket),
        index=DynamoIndex(
            dynamodb,
            settings.index_table,
            clock,
            look_back_days=settings.look_back_days,
            connections=settings.connections,
        ),
        catalogue=DynamoCatalogue(dynamodb, settings.index_table, clock),
        queue=SqsQueue(client("sqs", config=quick), settings.ingest_queue_url),
        clock=clock,
        policy=policy_of(settings.policy_file),
        look_back=LookBack(settings.look_back_days, settings.look_back_by_site),
    )


def embedded(policy: Policy | None = None) -> Services:
    """Return services that keep everything in memory."""
    raw, index = MemoryRawObjects(), MemoryIndex()
    return Services(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=index,
        catalogue=MemoryCatalogue(index),
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
