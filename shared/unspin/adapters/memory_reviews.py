"""What people do to the articles of the index, in memory: claims, the queue, proposals."""

from collections.abc import Iterable
from dataclasses import replace
from threading import RLock

from unspin.adapters.listings import WAITING, places
from unspin.ports import Order, Waiting
from unspin.stored import Claim, Entry, Proposal, ProposalState

PLACES: dict[Order, str] = {"age": "queue_age", "score": "queue_rank"}


class MemoryReviews:
    """Claims, the queue of articles that wait for a person, and proposals to change the policy."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._entries: dict[str, Entry] = {}
        self._claims: dict[str, Claim] = {}
        self._proposals: dict[str, Proposal] = {}

    def put_claim(self, claim: Claim, *, ended: str) -> bool:
        """Store a claim; return False if somebody else holds one that had not ended at the time *ended*."""
        with self._lock:
            held = self._claims.get(claim.article_id)
            if held is not None and held.by != claim.by and held.until >= ended:
                return False
            self._claims[claim.article_id] = claim
            return True

    def claims(self, article_ids: Iterable[str]) -> dict[str, Claim]:
        """Return the claims that were made and not given back, ended or not, by article id."""
        with self._lock:
            return {name: self._claims[name] for name in article_ids if name in self._claims}

    def release(self, article_id: str, by: str) -> bool:
        """Give the claim of *by* back; return False if there is none."""
        with self._lock:
            held = self._claims.get(article_id)
            if held is None or held.by != by:
                return False
            del self._claims[article_id]
            return True

    def waiting(self, order: Order, *, rule: str | None = None, after: str = "", limit: int) -> list[Waiting]:
        """Return the articles that wait for a person, oldest or worst first."""
        partition, place = ("queue_rule", "queue_rank") if rule else ("queue_name", PLACES[order])
        with self._lock:
            held = [(name, places(entry)) for name, entry in self._entries.items()]
        wanted = f"{WAITING}#{rule}" if rule else WAITING
        lines = [Waiting(name, at[place]) for name, at in held if at.get(partition) == wanted and at[place] > after]
        return sorted(lines, key=lambda line: line.place)[:limit]

    def put_proposal(self, proposal: Proposal) -> bool:
        """Write the next version of a proposal; return False if it has changed since it was read."""
        with self._lock:
            held = self._proposals.get(proposal.proposal_id)
            if proposal.version != (held.version if held else 0):
                return False
            self._proposals[proposal.proposal_id] = replace(proposal, version=proposal.version + 1)
            return True

    def proposal(self, proposal_id: str) -> Proposal | None:
        """Return a proposal, or None."""
        with self._lock:
            return self._proposals.get(proposal_id)

    def proposals(self, state: ProposalState) -> list[Proposal]:
        """Return the proposals in that state, in order of their ids."""
        with self._lock:
            return [each for _, each in sorted(self._proposals.items()) if each.state == state]
