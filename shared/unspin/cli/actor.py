"""Who is at the keyboard: for the trail of what people did, and why."""

import getpass

import click

by_option = click.option(
    "--by",
    "--actor",
    "by",
    envvar="UNSPIN_BY",
    metavar="NAME",
    help="Who does it; else whom the AWS credentials name, or who is logged in here.",
)
note_option = click.option("--note", required=True, help="Why, in your own words: it is kept for ever.")


def actor(by: str | None, stack: str | None) -> str:
    """Return the name of who acts: as given, or of the credentials that a *stack* on AWS is spoken to with."""
    return by or (_caller() if stack is not None else None) or getpass.getuser()


def _caller() -> str | None:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        arn: str = boto3.client("sts").get_caller_identity()["Arn"]
    except (BotoCoreError, ClientError):
        return None
    return arn.rpartition(":")[2].partition("/")[2] or arn
