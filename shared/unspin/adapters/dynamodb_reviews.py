"""What people do to the articles of the index, in the same table: claims, the queue, proposals."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from unspin.adapters.items import claim_item, claim_of, proposal_item, proposal_of
from unspin.adapters.listings import WAITING
from unspin.adapters.table import Condition, Key, Table, version_is
from unspin.ports import Order, Waiting
from unspin.stored import Claim, Proposal, ProposalState

DAY_S = 86_400

# Of the queue of articles that wait for a person: index, and the attributes that it is made of.
QUEUES = {
    "age": ("by_age", "queue_name", "queue_age"),
    "score": ("by_score", "queue_name", "queue_rank"),
    "rule": ("by_rule", "queue_rule", "queue_rank"),
}


class DynamoReviews:
    """Claims, the queue of articles that wait for a person, and proposals to change the policy."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put_claim(self, claim: Claim, *, ended: str) -> bool:
        """Store a claim; return False if somebody else holds one that had not ended at the time *ended*."""
        free = Condition(
            "attribute_not_exists(pk) OR #by = :by OR #until < :ended",
            {":by": claim.by, ":ended": ended},
            {"#by": "by", "#until": "until"},
        )
        # An ended claim is worth nothing: a day later it goes.
        item = claim_item(claim) | {"expires_at": seconds(claim.until) + DAY_S}
        return self._table.put(claim_key(claim.article_id), item, free)

    def claims(self, article_ids: Iterable[str]) -> dict[str, Claim]:
        """Return the claims that were made and not given back, ended or not, by article id."""
        found = map(claim_of, self._table.read(map(claim_key, dict.fromkeys(article_ids))))
        return {claim.article_id: claim for claim in found}

    def release(self, article_id: str, by: str) -> bool:
        """Give the claim of *by* back; return False if there is none."""
        return self._table.remove(claim_key(article_id), held_by(by))

    def waiting(self, order: Order, *, rule: str | None = None, after: str = "", limit: int) -> list[Waiting]:
        """Return the articles that wait for a person, oldest or worst first; eventually consistent."""
        index, partition, place = QUEUES["rule" if rule else order]
        told, values = f"{partition} = :queue", {":queue": f"{WAITING}#{rule}" if rule else WAITING}
        if after:
            told, values = f"{told} AND {place} > :after", values | {":after": after}
        items = self._table.query(told, values, IndexName=index, Limit=limit, ProjectionExpression=f"pk, {place}")
        return [Waiting(item["pk"].removeprefix("article#"), item[place]) for item in islice(items, limit)]

    def put_proposal(self, proposal: Proposal) -> bool:
        """Write the next version of a proposal; return False if it has changed since it was read."""
        listing = {"gsi1pk": f"proposals#{proposal.state}", "gsi1sk": proposal.proposal_id}
        item, key = proposal_item(proposal) | listing, _proposal_key(proposal.proposal_id)
        return self._table.put(key, item, version_is(proposal.version))

    def proposal(self, proposal_id: str) -> Proposal | None:
        """Return a proposal, or None."""
        item = self._table.get(_proposal_key(proposal_id))
        return proposal_of(item) if item else None

    def proposals(self, state: ProposalState) -> list[Proposal]:
        """Return the proposals in that state, in order of their ids; eventually consistent."""
        lines = self._table.query("gsi1pk = :state", {":state": f"proposals#{state}"}, IndexName="by_day")
        found = map(proposal_of, self._table.read([_proposal_key(line["gsi1sk"]) for line in lines]))
        # The index is a moment behind.
        return sorted((each for each in found if each.state == state), key=lambda each: each.proposal_id)


def seconds(moment: str) -> int:
    """Return *moment* as DynamoDB wants the end of an item: in whole seconds."""
    return int(datetime.fromisoformat(moment).timestamp())


def claim_key(article_id: str) -> Key:
    """Return where the claim on an article is."""
    return Key(f"article#{article_id}", "claim")


def _proposal_key(proposal_id: str) -> Key:
    return Key(f"proposal#{proposal_id}", "proposal")


def held_by(name: str) -> Condition:
    """Say that the claim that is there is that of *name*."""
    return Condition("#by = :by", {":by": name}, {"#by": "by"})
