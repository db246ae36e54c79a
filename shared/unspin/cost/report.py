"""What is told of a corpus that was metered: plain values, for tables and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from unspin.cost.beside import Function, kept, of_dropping, standing, whole_usage
from unspin.cost.bill import MILLION, Bill, bill
from unspin.cost.corpus import Measured, Tally
from unspin.cost.prices import Prices
from unspin.local.template import Template


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one article of an outcome took, on average."""

    outcome: str
    articles: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """What a million articles cost."""

    title: str
    dollars: float  # per million articles
    services: Mapping[str, float]  # dollars per million articles
    lines: list[tuple[str, str, float, str, float]]  # service, operation, amount, unit, dollars; per million articles
    outcomes: list[Outcome]
    kept: Mapping[str, float]  # dollars a month
    standing: Mapping[str, float]  # dollars a month
    notes: list[str]


def report(found: Measured, function: Function, template: Template, prices: Prices) -> Report:
    """Return what is told of *found*."""
    paid = bill(whole_usage(found, function, prices), found.articles, prices)
    return Report(
        title=f"Dollars per million articles, {prices.region}, prices of {prices.checked}",
        dollars=paid.dollars,
        services=paid.by_service(),
        lines=lines_of(paid, prices),
        outcomes=[outcome_of(name, tally, prices) for name, tally in _most_first(found.by_outcome)],
        kept=kept(found, prices),
        standing=standing(template, len(found.metrics), prices),
        notes=_notes(found, function, prices),
    )


def outcome_of(name: str, tally: Tally, prices: Prices) -> Outcome:
    """Return what one article of *tally* took."""
    usage, count = tally.usage, tally.articles
    figures = {
        "write units": usage.write_units,
        "read units": usage.read_units,
        "DynamoDB requests": usage.calls_of("DynamoDB"),
        "S3 requests": usage.calls_of("S3"),
        "rounds": usage.rounds,
    }
    per_article = {figure: total / count for figure, total in figures.items()}
    return Outcome(name, count, per_article | {"dollars a million": bill(usage, count, prices).dollars})


def lines_of(paid: Bill, prices: Prices) -> list[tuple[str, str, float, str, float]]:
    """Return the lines of a bill with their units in words."""
    return [
        (each.service, each.operation, each.amount, prices.prices[each.unit].unit, each.dollars) for each in paid.lines
    ]


def _most_first(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(tallies.items(), key=lambda pair: (-pair[1].articles, pair[0]))


def _notes(found: Measured, function: Function, prices: Prices) -> list[str]:
    dropping = of_dropping(found, prices)
    computed_ms = 1_000 * found.compute_s / max(1, len(found.computed_s))
    share = found.messages / max(1, found.invocations)
    notes = [
        f"{found.articles:,} articles in {found.objects:,} objects and {found.invocations:,} invocations,"
        f" {share:.1f} messages to a batch; the fewer there are, the more SQS and Lambda requests are paid for",
        f"besides, whoever drops the objects pays ${dropping:.2f} for putting them; a .jsonl of many articles is one",
        f"computing took {computed_ms:.1f} ms an article on a whole processor of this machine; paid for are"
        f" {function.memory_gb:.2f} GB of {function.architecture}; waiting is assumed, as"
        f" {prices.assumed['wait_ms']:.0f} ms a round ({prices.assumed['s3_wait_ms']:.0f} for S3)",
        f"not measured: what follows the table's stream, counting and announcing; an event an article costs"
        f" ${prices.dollars('EventBridge event', MILLION):.2f} more",
        "there is no NAT gateway, no key of KMS and no data transfer out of the region to be paid for",
    ]
    if found.usage.unpriced:
        names = ", ".join(sorted(found.usage.unpriced))
        notes.append(f"calls that the meter knows no price of, counted as free: {names}")
    return notes
