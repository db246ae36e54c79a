"""Clusters: articles connected by verified relations, and the one of them that is kept."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from unspin.model import CLUSTER_RELATIONS, Comparison, Kept
from unspin.stored import Standing

LAST = datetime.max.replace(tzinfo=UTC)


def joins(comparison: Comparison) -> bool:
    """Return whether a relation makes two articles members of one cluster."""
    return comparison.relation in CLUSTER_RELATIONS


def ranked(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return the members of a cluster, the canonical one first.

    Published earliest, then longest, then seen first: whatever order they came in.
    """
    return tuple(sorted(standings, key=rank))


def canonical(standings: Iterable[Standing]) -> Standing:
    """Return the member that is kept."""
    return min(standings, key=rank)


def why_kept(members: Sequence[Standing]) -> Kept:
    """Return by what the first of *members*, which are ranked, is kept rather than the second."""
    if len(members) < 2:
        return "only"
    one, other = rank(members[0]), rank(members[1])
    reasons: tuple[Kept, ...] = ("published_first", "longest", "seen_first", "seen_first")
    return next((reason for reason, a, b in zip(reasons, one, other, strict=True) if a != b), "seen_first")


def clusters(pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Return the sets of ids that *pairs* connect, in order of their smallest id."""
    leaders: dict[str, str] = {}

    def leader(name: str) -> str:
        while leaders.setdefault(name, name) != name:
            leaders[name] = name = leaders[leaders[name]]
        return name

    for a, b in pairs:
        one, other = sorted((leader(a), leader(b)))
        leaders[other] = one
    members: dict[str, set[str]] = {}
    for name in sorted(leaders):
        members.setdefault(leader(name), set()).add(name)
    return [frozenset(found) for found in members.values()]


def rank(standing: Standing) -> tuple[datetime, int, str, str]:
    """Return what sorts the members of a cluster, the canonical one first."""
    return _published(standing), -standing.words, standing.first_seen, standing.article_id


def _published(standing: Standing) -> datetime:
    """A date without a time counts as its end: a time on the same day is the more telling."""
    if standing.published_at is None:
        return LAST
    found = datetime.fromisoformat(standing.published_at)
    if len(standing.published_at) <= len("2026-11-24"):
        found = found.replace(hour=23, minute=59, second=59)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
