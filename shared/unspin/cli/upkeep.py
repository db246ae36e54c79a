"""`unspin sweep` and `unspin redrive`: repair what was left, and give dead letters another chance."""

from datetime import timedelta

import click

from unspin.cli.output import print_json, progress, properties
from unspin.cli.query import environment, stack_option

json_option = click.option("--json", "as_json", is_flag=True, help="The whole answer, as JSON.")


@click.command()
@click.option(
    "--days", default=2, show_default=True, type=click.IntRange(1, 90), help="Of clusters and articles taken down."
)
@click.option(
    "--grace-hours",
    default=24,
    show_default=True,
    type=click.IntRange(0, 360),
    help="Younger objects may still be in the queue.",
)
@stack_option
@json_option
def sweep(days: int, grace_hours: int, stack: str | None, *, as_json: bool) -> None:
    """Repair what dead workers left whose messages do not come again.

    Finishes what was taken down, settles the clusters of the last days, and sends objects of the raw bucket that ended
    nowhere to the queue again. A stack does the same every hour.
    """
    from unspin.pipeline.sweep import sweep as swept
    from unspin.runtime import connect
    from unspin.settings import Settings

    with environment(stack) as environ:
        settings = Settings.from_env(environ)
        found = swept(connect(settings), settings.raw_bucket, days=days, grace=timedelta(hours=grace_hours))
    if as_json:
        print_json(found)
        return
    properties(
        {
            "taken down for good": str(found.withdrawn),
            "clusters looked at": str(found.clusters),
            "objects looked at": str(found.objects),
            "sent to the queue again": str(found.sent_again),
        }
    )


@click.command()
@click.option("--limit", default=100_000, show_default=True, type=click.IntRange(1), help="The most messages to move.")
@stack_option
@json_option
def redrive(limit: int, stack: str | None, *, as_json: bool) -> None:
    """Move messages from the dead letters back to the queue, once what they failed on is mended.

    A message is sent before it is removed: cut off in between, it is there twice, which changes nothing.
    """
    import boto3

    from unspin.adapters.sqs import DeadLetters
    from unspin.settings import Settings

    with environment(stack) as environ:
        letters = DeadLetters(boto3.client("sqs"), Settings.from_env(environ).ingest_queue_url)
        waiting = min(letters.count(), limit)
        with progress(range(waiting), "Redriving") as numbers:
            moved = sum(1 for _ in zip(numbers, letters.redriven(), strict=False))
    if as_json:
        print_json({"moved": moved, "left": max(0, waiting - moved)})
        return
    click.echo(f"moved {moved} messages back to the queue" if moved else "there are no dead letters")
