"""Which stack a command speaks to: one that is deployed, found by its name, or the local one."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from unspin.errors import SettingsError
from unspin.pipeline.services import Services

OUTPUTS = {
    "RAW_BUCKET": "RawBucketName",
    "CLEAN_BUCKET": "CleanBucketName",
    "POLICY_BUCKET": "PolicyBucketName",
    "INDEX_TABLE": "IndexTableName",
    "INGEST_QUEUE_URL": "IngestQueueUrl",
    "EVENT_BUS": "EventBusName",
}
PARAMETERS = {  # a re-index goes back as far as texts are kept
    "LOOK_BACK_DAYS": "LookBackDays",
    "LOOK_BACK_DAYS_BY_SITE": "LookBackDaysBySite",
}
stack_option = click.option(
    "--stack",
    envvar="UNSPIN_STACK",
    help="The CloudFormation stack to ask; the running local one by default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="The whole answer, as JSON.")
days_option = click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90))
limit_option = click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
cursor_option = click.option("--cursor", help="Where to go on: what the page before ended with.")
watch_option = click.option(
    "--watch", type=click.FloatRange(min=0.5), metavar="SECONDS", help="Show it again and again; Ctrl-C ends it."
)


def watched(show: Callable[[], None], every_s: float | None) -> None:
    """Show something once, or every so many seconds until the user has seen enough."""
    while True:
        if every_s is not None:
            click.clear()
        show()
        if every_s is None:
            return
        try:
            time.sleep(every_s)
        except KeyboardInterrupt:
            return


@contextmanager
def connected(stack: str | None) -> Iterator[Services]:
    """Speak to the stack that is named, that the environment names, or that runs locally."""
    from unspin.runtime import connect
    from unspin.settings import Settings

    with environment(stack) as environ:
        yield connect(Settings.from_env(environ))


@contextmanager
def environment(stack: str | None) -> Iterator[Mapping[str, str]]:
    """Yield the variables of the stack that is named, that the environment names, or that runs locally."""
    from unspin.local.stack import variables

    if stack is not None:
        yield {**os.environ, **settings_of(stack)}
        return
    if "INDEX_TABLE" in os.environ:
        yield os.environ
        return
    from unspin.local.server import running

    server = running()
    if server is None:
        raise click.UsageError(
            "which stack? Name one with --stack (or UNSPIN_STACK), or start one with `unspin local up`"
        )
    with variables(server.variables):
        yield os.environ


class NotThere(click.ClickException):
    """What was asked for is not there."""

    exit_code = 1


def settings_of(stack: str) -> dict[str, str]:
    """Return the environment of a stack's functions, as far as its outputs and parameters tell."""
    described = _described(stack)
    outputs, parameters = _outputs(described), _parameters(described)
    missing = [name for name in OUTPUTS.values() if name not in outputs]
    if missing:
        raise SettingsError(f"the stack {stack} is none of unspin's: it has no output {', '.join(missing)}")
    named = {variable: outputs[name] for variable, name in OUTPUTS.items()}
    return named | {variable: parameters[name] for variable, name in PARAMETERS.items() if name in parameters}


def outputs_of(stack: str) -> dict[str, str]:
    """Return the outputs of a stack, looked up by its name.

    Raises:
        SettingsError: There is none of that name, or it may not be looked at.
    """
    return _outputs(_described(stack))


def _described(stack: str) -> Mapping[str, Any]:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        cloudformation: Any = boto3.client("cloudformation")
        [described] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        raise SettingsError(f"the stack {stack} cannot be looked up: {error}") from error
    found: Mapping[str, Any] = described
    return found


def _outputs(described: Mapping[str, Any]) -> dict[str, str]:
    return {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])}


def _parameters(described: Mapping[str, Any]) -> dict[str, str]:
    return {each["ParameterKey"]: each["ParameterValue"] for each in described.get("Parameters", [])}
