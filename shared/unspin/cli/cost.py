"""`unspin cost`: what a million articles cost, measured on a corpus or on a running stack."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from unspin.cli.local import json_option, keyed, template_option
from unspin.cli.output import names_of_files, print_json, table
from unspin.cost.prices import Prices, read_prices
from unspin.cost.report import Outcome

LOG = Path(".unspin/cost.log.jsonl")
SHOWN = 0.005  # dollars; lines of less are summed up


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=names_of_files)
@click.option("--stack", help="A running CloudFormation stack, in the place of a corpus.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 60), help="Of a running stack.")
@click.option(
    "--prices",
    "price_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another file of prices than unspin's own (us-east-1).",
)
@template_option
@json_option
def cost(
    paths: tuple[str, ...],
    stack: str | None,
    days: int,
    price_file: Path | None,
    template: Path | None,
    *,
    as_json: bool,
) -> None:
    """Tell what a million articles cost on AWS, by service and by operation.

    A corpus is taken in by a fresh stack in this process, and each request to AWS is counted. Of a running stack the
    counts are CloudWatch's.
    """
    if bool(paths) == bool(stack):
        raise click.UsageError("name either the files of a corpus, or a running stack with --stack")
    prices = read_prices(price_file)
    if stack:
        _of_stack(stack, days, prices, as_json=as_json)
    else:
        _of_corpus(paths, template, prices, as_json=as_json)


def _of_corpus(paths: tuple[str, ...], template: Path | None, prices: Prices, *, as_json: bool) -> None:
    from unspin.cost.beside import function_of
    from unspin.cost.corpus import measure
    from unspin.cost.report import report
    from unspin.local.session import default_template
    from unspin.local.template import translated

    source = template or default_template()
    files = keyed(paths)
    click.echo(f"unspin: taking in {len(files)} files in this process, counting each request to AWS", err=True)
    measured = measure(files, source, LOG)
    if measured.articles == 0:
        raise click.ClickException(f"no article was taken in: expected at least one to share the cost; see {LOG}")
    told = report(measured, function_of(translated(source), "IngestFunction"), translated(source), prices)
    if as_json:
        print_json(told)
    else:
        _print_bill(told.services, told.lines, told.title)
        _print_outcomes(told.outcomes)
        _print_months("A month of keeping a million articles", told.kept)
        _print_months("A month of the stack, whatever arrives", told.standing)
        for each in told.notes:
            click.echo(f"- {each}")
    if measured.failed:
        click.echo(f"unspin: {measured.failed} messages failed; {LOG} tells why", err=True)
        sys.exit(1)


def _of_stack(stack: str, days: int, prices: Prices, *, as_json: bool) -> None:
    from unspin.cost.deployed import deployed

    told = deployed(stack, days, prices)
    if as_json:
        print_json(told)
        return
    _print_bill(told.services, told.lines, told.title)
    for each in told.notes:
        click.echo(f"- {each}")


def _print_bill(services: Mapping[str, float], lines: list[tuple[str, str, float, str, float]], title: str) -> None:
    total = sum(services.values())
    shown = [(name, f"{dollars:.2f}", f"{dollars / total:.0%}" if total else "") for name, dollars in services.items()]
    table(title, ("service", "dollars", "share"), [*shown, ("together", f"{total:.2f}", "")])
    dear = [(a, b, f"{amount:,.0f}", unit, f"{paid:.2f}") for a, b, amount, unit, paid in lines if paid >= SHOWN]
    table("By operation", ("service", "operation", "amount", "of", "dollars"), dear)


def _print_outcomes(outcomes: list[Outcome]) -> None:
    columns = ("", "articles", *outcomes[0].figures)
    lines = [
        (each.outcome, f"{each.articles:,}", *(f"{figure:,.1f}" for figure in each.figures.values()))
        for each in outcomes
    ]
    table("Per article, by what became of it; dollars for requests alone", columns, lines)


def _print_months(title: str, found: Mapping[str, float]) -> None:
    lines = [(name, f"{dollars:.2f}") for name, dollars in found.items()]
    table(title, ("", "dollars"), [*lines, ("together", f"{sum(found.values()):.2f}")])
