"""The announce function: what the table's stream tells of articles, put on the bus for others."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin import waking
from unspin.adapters.stream import changes_of
from unspin.pipeline.announce import Announcer, announce
from unspin.runtime import announcer
from unspin.settings import Settings

logger = Logger()
metrics = Metrics()


@cache  # built at the first call: tests can import this module without an environment
def bus() -> Announcer:
    """Return the bus that the environment names."""
    return announcer(Settings.from_env(os.environ))


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001  # as Lambda calls
    """Answer with the first record of which something was not told: Lambda goes on from there."""
    written = list(changes_of(event))
    undone = announce(written, bus())
    metrics.add_metric("EntriesWritten", MetricUnit.Count, len(written))
    if undone is None:
        return {"batchItemFailures": []}
    logger.warning("not all was told", extra={"from": undone})
    return {"batchItemFailures": [{"itemIdentifier": str(undone)}]}


waking.awake()
