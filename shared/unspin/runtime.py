"""Where everything is put together: the adapters that the settings ask for, behind the ports."""

from pathlib import Path
from typing import Any

from unspin import __version__
from unspin.adapters.clock import SystemClock
from unspin.errors import PolicyError
from unspin.moderation.policy import Policy, read_policy
from unspin.pipeline.announce import Announcer
from unspin.pipeline.in_force import InForce, PolicySource
from unspin.pipeline.services import LookBack, Services
from unspin.settings import Settings
from unspin.stored import Change


def connect(settings: Settings) -> Services:
    """Return the services of a stack on AWS, or of an emulator that ``AWS_ENDPOINT_URL`` names."""
    # Imported here: on a laptop, most commands never speak to AWS.
    import boto3
    from botocore.config import Config

    from unspin.adapters.catalogue import DynamoCatalogue
    from unspin.adapters.dynamodb import DynamoIndex
    from unspin.adapters.s3 import S3CleanArticles, S3Policies, S3RawObjects
    from unspin.adapters.sqs import SqsQueue

    # Standard retries: adaptive ones slow a whole client down because one key of the index is busy.
    base = Config(
        retries={"mode": "standard", "max_attempts": 5},
        # Of each of the messages that are taken in at once, as many lines are; one too many is opened anew each time.
        max_pool_connections=settings.connections + settings.at_once**2,
        connect_timeout=2,
        tcp_keepalive=True,  # a function sleeps between invocations
        # botocore puts its own name together anew for every request, twice: a quarter of what a request computes.
        user_agent=f"unspin/{__version__} boto3/{boto3.__version__}",
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
        clean=S3CleanArticles(s3, settings.clean_bucket, connections=settings.connections),
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
        policies=PolicySource(S3Policies(s3, settings.policy_bucket)),
        look_back=LookBack(settings.look_back_days, settings.look_back_by_site),
    )


def announcer(settings: Settings) -> Announcer:
    """Return what tells others what became of articles, of a stack on AWS or of an emulator."""
    import boto3

    from unspin.adapters.eventbridge import EventBridge
    from unspin.adapters.sqs import SqsQueue

    return Announcer(
        events=EventBridge(boto3.client("events"), settings.event_bus),
        queue=SqsQueue(boto3.client("sqs"), settings.ingest_queue_url),
        clean_bucket=settings.clean_bucket,
    )


def embedded(policy: Policy | None = None, *, stream: list[Change] | None = None) -> Services:
    """Return services that keep everything in memory; with a *policy*, that one decides.

    *stream*, where one is given, is told of every change of the index.
    """
    # Imported here: a function that wakes has the others.
    from unspin.adapters.memory import (
        MemoryCleanArticles,
        MemoryIndex,
        MemoryPolicies,
        MemoryQueue,
        MemoryRawObjects,
    )
    from unspin.adapters.memory_catalogue import MemoryCatalogue

    raw, index = MemoryRawObjects(), MemoryIndex(stream=stream)
    return Services(
        raw=raw,
        clean=MemoryCleanArticles(raw),
        index=index,
        catalogue=MemoryCatalogue(index),
        queue=MemoryQueue(),
        clock=SystemClock(),
        policies=PolicySource(MemoryPolicies(), fresh_s=0),
        in_force=InForce(policy) if policy else None,
    )


def policy_of(file: str) -> Policy:
    """Return the policy in *file*.

    Raises:
        PolicyError: The file cannot be read, or holds no usable policy.
    """
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"the policy file {file} cannot be read: {error}") from error
    return read_policy(text, name=file)
