"""Dollars for what was used, in lines that add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from unspin.cost.meter import Usage
from unspin.cost.prices import Prices

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is paid for."""

    service: str
    operation: str
    unit: str
    amount: float  # units, per million articles
    dollars: float  # per million articles


@dataclass(frozen=True, slots=True)
class Bill:
    """What a million articles cost, the dearest lines first."""

    articles: int  # that it was measured on
    lines: tuple[Line, ...]

    @property
    def dollars(self) -> float:
        """The sum."""
        return sum(line.dollars for line in self.lines)

    def by_service(self) -> dict[str, float]:
        """Return the sum of each service, the dearest first."""
        sums: Counter[str] = Counter()
        for line in self.lines:
            sums[line.service] += line.dollars  # type: ignore[assignment]
        return dict(sums.most_common())


def bill(usage: Usage, articles: int, prices: Prices) -> Bill:
    """Return what a million articles cost where *articles* took *usage*.

    Raises:
        ValueError: There are no articles to divide by.
    """
    if articles < 1:
        raise ValueError("no article was taken in: expected at least one to share the cost")
    share = MILLION / articles
    lines = (
        Line(use.service, use.operation, use.unit, amount * share, prices.dollars(use.unit, amount * share))
        for use, amount in usage.uses.items()
    )
    return Bill(articles, _dearest_first(lines))


def _dearest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.dollars, line.service, line.operation)))
