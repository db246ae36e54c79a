"""The count function: what the index's stream tells becomes counts and lists."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin import waking
from unspin.adapters.stream import changes_of
from unspin.pipeline.count import count
from unspin.pipeline.services import Services
from unspin.runtime import connect
from unspin.settings import Settings

logger = Logger()
metrics = Metrics()


@cache  # built at the first call: tests can import this module without an environment
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(Settings.from_env(os.environ))


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Count one batch. A window's answer must hold a state: ours is in the tallies."""
    changes = list(changes_of(event))
    metrics.add_metric("ChangesCounted", MetricUnit.Count, len(changes))
    days = count(changes, services().catalogue)
    logger.info("changes counted", extra={"changes": len(changes), "days": days, "shard": event.get("shardId")})
    logger.debug("time left", extra={"ms": context.get_remaining_time_in_millis()})
    return {"state": {}}


waking.awake()
