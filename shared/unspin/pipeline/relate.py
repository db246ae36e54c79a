"""Find the articles that an article is related to: candidates from the index, each verified."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from unspin.dedup.clusters import joins
from unspin.dedup.fingerprint import Fingerprint
from unspin.dedup.guard import WITNESSES, demoted, is_chained
from unspin.dedup.judge import models, promise
from unspin.dedup.verify import compare, with_evidence
from unspin.pipeline.join import find_cluster
from unspin.pipeline.services import Services
from unspin.ports import Index
from unspin.stored import Body, Cluster, Link, mirrored

COMPARED = 20  # of the candidates, those that promise most
# Relations of the strongest first: which one an article is known by.
STRENGTH = ("exact", "near_duplicate", "rewritten", "excerpt", "same_story")

Fetch = Callable[[Iterable[str]], Mapping[str, Fingerprint]]
"""Returns the fingerprints of those of the articles asked for that are held."""


def related(
    article_id: str,
    mine: Fingerprint,
    services: Services,
    *,
    known: Iterable[Link] = (),
    touched: Iterable[str] = (),
    seen: dict[str, Cluster | None] | None = None,
) -> tuple[list[Link], dict[str, Body]]:
    """Return the verified links of an article, strongest first, and the bodies of all it was compared with.

    The articles of *known*, its links as they are stored, and *touched* are compared as well, whatever keys they
    share. A stored link whose figures are still the same stays as it is: clusters stand on it. *seen* is told the
    clusters that were read, by the article that was asked for.
    """
    stored = {link.other_id: link for link in known}
    bodies = services.index.bodies([*nearest(article_id, mine, services.index), *stored, *touched])
    others = _Fingerprints(bodies, services)
    compared = [Link(article_id, other, compare(mine, others[other])) for other in sorted(bodies)]
    kept = [stored[link.other_id] for link in compared if _is_stored(link, stored)]
    fresh = [_with_evidence(link, mine, others[link.other_id]) for link in compared if not _is_stored(link, stored)]
    links = unchained(mine, fresh, others, services.index, lambda ids: _fetched(ids, services), let_in=kept, seen=seen)
    return sorted([*kept, *links], key=strength), bodies


def _is_stored(link: Link, stored: Mapping[str, Link]) -> bool:
    held = stored.get(link.other_id)
    return held is not None and held.comparison.figures == link.comparison.figures


def nearest(article_id: str, mine: Fingerprint, index: Index) -> list[str]:
    """Return the candidates to compare an article with, those first that promise most."""
    return candidates(article_id, mine, index)[:COMPARED]


def candidates(article_id: str, mine: Fingerprint, index: Index) -> list[str]:
    """Return the articles that share a key with one and promise to be related to it, those first that promise most.

    On AWS, one that came within the last second may be missing if the two write no key in common.
    """
    posted = index.candidates(mine.keys, [key for key in mine.probes if key not in mine.keys])
    promised = {other: promise(mine, sketches) for other, sketches in posted.items() if other != article_id}
    found = [other for other, promised_ in promised.items() if promised_ >= models().screen.threshold]
    return sorted(found, key=lambda other: (-promised[other], other))


def unchained(
    mine: Fingerprint,
    compared: Iterable[Link],
    others: Mapping[str, Fingerprint],
    index: Index,
    fetch: Fetch,
    *,
    let_in: Iterable[Link] = (),
    seen: dict[str, Cluster | None] | None = None,
) -> list[Link]:
    """Return the links that say something, strongest first; those that would chain strangers join no cluster.

    *let_in* are links that stand already. *seen* is told the clusters that were read.
    """
    beside = [others[link.other_id] for link in sorted(let_in, key=strength) if joins(link.comparison)]
    joined: set[str] = set()
    guarded = []
    for link in sorted((link for link in compared if link.comparison.relation != "unique"), key=strength):
        if joins(link.comparison):
            # Of a cluster of two alone there is nobody else to ask.
            cluster = find_cluster(link.other_id, index)
            if seen is not None:
                seen[link.other_id] = cluster
            name = cluster.cluster_id if cluster else link.other_id
            other = others[link.other_id]
            if name not in joined and (is_chained(other, beside) or is_chained(mine, _witnesses(link, cluster, fetch))):
                guarded.append(demoted(link))
                continue
            joined.add(name)
            beside.append(other)
        guarded.append(link)
    return sorted(guarded, key=strength)


def strength(link: Link) -> tuple[int, float, str]:
    """Return what sorts links, the strongest first."""
    return STRENGTH.index(link.comparison.relation), -link.comparison.similarity, link.other_id


def _witnesses(link: Link, cluster: Cluster | None, fetch: Fetch) -> Iterable[Fingerprint]:
    """Return members of a cluster that a link would join, besides the two that it is between."""
    pair = {link.article_id, link.other_id}
    names = [member.article_id for member in cluster.members if member.article_id not in pair] if cluster else []
    return fetch(names[:WITNESSES]).values() if names else ()


def _fetched(ids: Iterable[str], services: Services) -> Mapping[str, Fingerprint]:
    return _fingerprints(services.index.bodies(ids), services)


class _Fingerprints(Mapping[str, Fingerprint]):
    """The fingerprints of bodies, each computed when it is asked for, and held as long as others are.

    Of an article with thousands of links, all of them together would not fit into a worker's memory.
    """

    def __init__(self, bodies: Mapping[str, Body], services: Services) -> None:
        self._bodies, self._services = bodies, services

    def __getitem__(self, name: str) -> Fingerprint:
        body = self._bodies[name]
        return self._services.fingerprints.of(body.title, body.text, body.language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)


def _fingerprints(bodies: Mapping[str, Body], services: Services) -> dict[str, Fingerprint]:
    return {name: services.fingerprints.of(body.title, body.text, body.language) for name, body in bodies.items()}


def _with_evidence(link: Link, mine: Fingerprint, other: Fingerprint) -> Link:
    """Lay the texts side by side from the shorter one, so that evidence is the same whichever came first."""
    if link.comparison.relation == "unique":
        return link
    if _size(mine) <= _size(other):
        return replace(link, comparison=with_evidence(link.comparison, mine, other))
    return replace(link, comparison=mirrored(with_evidence(mirrored(link.comparison), other, mine)))


def _size(fingerprint: Fingerprint) -> tuple[int, str, str]:
    return len(fingerprint.text), fingerprint.text, fingerprint.title
