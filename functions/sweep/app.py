"""The sweep function: on a schedule, repairs what dead workers left whose messages do not come again."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin import waking
from unspin.pipeline.ingest import TimeLeft
from unspin.pipeline.services import Services
from unspin.pipeline.sweep import sweep
from unspin.runtime import connect
from unspin.settings import Settings

# The next one goes on where this one stopped.
TIME_KEPT_MS = 60_000

logger = Logger()
metrics = Metrics()


@cache  # built at the first call: tests can import this module without an environment
def settings() -> Settings:
    """Return what the environment says."""
    return Settings.from_env(os.environ)


@cache
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(settings())


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001  # as Lambda calls
    """Answer with what was done; the event says nothing."""
    has_time = TimeLeft(context.get_remaining_time_in_millis, kept_ms=TIME_KEPT_MS)
    swept = sweep(services(), settings().raw_bucket, has_time=has_time)
    logger.info("swept", extra={"swept": asdict(swept)})
    metrics.add_metric("SweptObjects", MetricUnit.Count, swept.objects)
    metrics.add_metric("SentAgain", MetricUnit.Count, swept.sent_again)
    return asdict(swept)


waking.awake()
