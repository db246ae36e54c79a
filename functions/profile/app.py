"""The profile function: run by a schedule, learns what each site repeats across its articles."""

import os
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from unspin import waking
from unspin.pipeline.learn_sites import learn_sites
from unspin.pipeline.services import Services
from unspin.runtime import connect
from unspin.settings import Settings

TIME_KEPT_MS = 30_000  # for the site that is being learnt

logger = Logger()
metrics = Metrics()


@cache  # built at the first call: tests can import this module without an environment
def services() -> Services:
    """Return the stack that the environment names."""
    return connect(Settings.from_env(os.environ))


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Learn as many sites as there is time for; the others come first the next time."""

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > TIME_KEPT_MS

    sites = 0
    for learnt in learn_sites(services(), has_time=has_time):
        sites += 1
        logger.info("site learnt", extra=asdict(learnt))
    metrics.add_metric("SitesLearnt", MetricUnit.Count, sites)
    return {"sites": sites}


waking.awake()
