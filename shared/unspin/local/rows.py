"""What an ingest run came to: one row per article and per parked input."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from unspin.pipeline.answers import ArticleShown, ParkedShown, WithdrawnShown
from unspin.pipeline.services import Services
from unspin.pipeline.show import show

SUBSTITUTIONS = 3


@dataclass(frozen=True)
class Row:
    """What became of one input."""

    source: str  # key, and line in a .jsonl
    title: str
    relation: str
    of: str
    evidence: str
    decision: str
    removed: str


def rows(days: Iterable[str], services: Services) -> list[Row]:
    """Return a row for everything that was ingested or parked on *days*, in order of its key."""
    found: list[Row] = []
    for day in days:
        names = [line.id for listing in ("articles", "parked") for line in services.index.listed(listing, day)]
        shown = [show(name, services) for name in names]
        found += [_row(each, services) for each in shown if each is not None]
    return sorted(found, key=lambda row: (row.source, row.title))


def _row(shown: ArticleShown | WithdrawnShown | ParkedShown, services: Services) -> Row:
    if isinstance(shown, ParkedShown):
        return Row(_place(shown.source), "", "", "", shown.message, f"parked: {shown.reason}", "")
    if isinstance(shown, WithdrawnShown):
        return Row(shown.article_id, "", "", "", shown.reason, "taken down", "")
    record = shown.record or {}
    other = record["duplicate_of"] or (record["evidence"] or {}).get("compared_with")
    related = services.index.entries([other]).get(other) if other else None
    return Row(
        source=_place(record["source"]),
        title=record["title"],
        relation=record["relation"],
        # A canonical article that came after its copies is kept, and still says what it was found related to.
        of=f"{'' if record['duplicate_of'] else 'kept over '}{related.source.key}" if related else "",
        evidence=_evidence(record["evidence"]),
        decision=_decision(record),
        removed=_removed(record["removed"]),
    )


def _place(source: dict[str, Any]) -> str:
    return source["key"] if source.get("line") is None else f"{source['key']}:{source['line']}"


def _evidence(evidence: dict[str, Any] | None) -> str:
    if evidence is None:
        return ""
    swaps = [f"{each['before']} → {each['after']}" for each in evidence["substitutions"][:SUBSTITUTIONS]]
    figures = evidence["figures"]
    shares = f"words {figures['words']:.0%}, skeleton {figures['skeleton']:.0%}"
    return "; ".join([shares, *swaps])


def _decision(record: dict[str, Any]) -> str:
    rules = ", ".join(each["rule"] for each in record["findings"])
    return f"{record['decision']}: {rules}" if rules else str(record["decision"])


def _removed(removed: list[dict[str, str]]) -> str:
    counts = Counter(each["reason"] for each in removed)
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
