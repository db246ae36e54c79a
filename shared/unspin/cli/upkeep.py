"""`unspin sweep`, `redrive`, `backfill`: repair what was left; take dead letters and old objects in again."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from unspin.cli.actor import actor, by_option
from unspin.cli.output import print_json, progress, properties
from unspin.cli.stack import NotThere, connected, environment, stack_option

if TYPE_CHECKING:
    from unspin.pipeline.backfill import Progress

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
@click.argument("parked_id", metavar="[PARKED]", required=False)
@click.option("--limit", default=100_000, show_default=True, type=click.IntRange(1), help="The most messages to move.")
@click.option("--reason", help="Why one parked input is tried again; it is kept.")
@by_option
@stack_option
@json_option
def redrive(
    parked_id: str | None, limit: int, reason: str | None, by: str | None, stack: str | None, *, as_json: bool
) -> None:
    """Move messages from the dead letters back to the queue, once what they failed on is mended.

    A message is sent before it is removed: cut off in between, it is there twice, which changes nothing. With the id
    of a parked input, its object is put back in the queue instead.
    """
    if parked_id is not None:
        _try_again(parked_id, reason, by, stack, as_json=as_json)
        return
    import boto3

    from unspin.adapters.sqs import DeadLetters
    from unspin.settings import Settings

    with environment(stack) as environ:
        letters = DeadLetters(boto3.client("sqs"), Settings.from_env(environ).ingest_queue_url)
        waiting = letters.count()
        with progress(range(min(waiting, limit)), "Redriving") as numbers:
            moved = sum(1 for _ in zip(numbers, letters.redriven(), strict=False))
    if as_json:
        print_json({"moved": moved, "left": max(0, waiting - moved)})
        return
    click.echo(f"moved {moved} messages back to the queue" if moved else "there are no dead letters")


def _try_again(parked_id: str, reason: str | None, by: str | None, stack: str | None, *, as_json: bool) -> None:
    from unspin.pipeline.redrive import redrive as sent_again

    if not reason:
        raise click.UsageError("expected --reason: why is it tried again?")
    with connected(stack) as services:
        message = sent_again(parked_id, services, actor=actor(by, stack), reason=reason)
    if message is None:
        raise NotThere(f"there is no parked input {parked_id} that has an object")
    if as_json:
        print_json({"bucket": message.bucket, "key": message.key})
        return
    click.echo(f"s3://{message.bucket}/{message.key} is in the queue")


@click.command()
@click.argument("prefix")
@click.option("--rate", default=50.0, show_default=True, type=click.FloatRange(min=0.1), help="Objects a second.")
@click.option("--again", is_flag=True, help="From the beginning, where an earlier one was stopped.")
@stack_option
@json_option
def backfill(prefix: str, rate: float, stack: str | None, *, again: bool, as_json: bool) -> None:
    """Put every object of the raw bucket under PREFIX back in the queue: "" for all of them.

    Ctrl-C stops it; the same command goes on where it was, on whatever machine. Objects that nothing changed for are
    known again, and change nothing.
    """
    from unspin.pipeline.backfill import backfill as pages
    from unspin.pipeline.backfill import begun
    from unspin.runtime import connect
    from unspin.settings import Settings

    with environment(stack) as environ:
        settings = Settings.from_env(environ)
        services = connect(settings)
        held = begun(prefix, services)
        if held is not None and not again:
            click.echo(f"unspin: going on behind {held.last}, {held.sent:,} objects are sent", err=True)
        try:
            last = _paced(pages(settings.raw_bucket, prefix, services, again=again), rate, held.sent if held else 0)
        except KeyboardInterrupt:
            raise Stopped("stopped; the same command goes on where it was") from None
    if as_json:
        print_json({"sent": last.sent if last else 0, "last": last.last if last else None})
        return
    click.echo(f"{last.sent if last else 0:,} objects were put back in the queue")


class Stopped(click.ClickException):
    """The user has stopped it."""

    exit_code = 1


def _paced(pages: "Iterator[Progress]", rate: float, sent: int) -> "Progress | None":
    """Work off *pages*, telling how far it is, no faster than *rate* objects a second."""
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    from unspin.cli.output import console, tame

    last = None
    begun_at, before = time.monotonic(), sent
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("listing the bucket", total=None)
        for last in pages:
            before = min(before, last.sent)
            bar.update(task, description=f"{last.sent:,} objects sent, the last {tame(last.last)}")
            ahead_s = (last.sent - before) / rate - (time.monotonic() - begun_at)
            if ahead_s > 0 and not last.is_through:
                time.sleep(ahead_s)
    return last
