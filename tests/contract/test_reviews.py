"""What reviewing may rely on of claims, the queue, acts and proposals, whatever adapter is behind."""

from dataclasses import replace

import pytest

from tests.contract.adapters import Ports
from tests.contract.test_index import ENTRY, LATER, NOON
from unspin.stored import Act, Claim, Proposal, Ruling, Voice, Withdrawal

EVENING = "2026-11-02T20:00:00.000Z"
ADA = Claim("a", "ada", NOON, LATER)
ACT = Act("a", NOON, "1", "ada", "approved", "a fair report", "2026-11-01", {"action": "review -> publish"})
RULING = Ruling("1", "reclassified", "review", NOON, "ada", "a stub", "00ff", "11ee", "stub.paywall")
HELD = replace(ENTRY, action="review", rule="spam.terms", score=0.5, held_since=NOON)
PROPOSAL = Proposal("p", "deny", "sites", "spun.example", "open", (Voice("ada", NOON, "a", "again"),))


def test_what_people_decided_comes_back_as_it_went_in(ports: Ports) -> None:
    entry = replace(HELD, rulings=(replace(RULING, label=None), RULING), text_digest="11ee", score=0.1 + 0.2)

    assert ports.index.put_entry(entry)

    assert ports.index.entries(["a"]) == {"a": entry}


@pytest.mark.parametrize(
    ("claim", "ended", "is_stored"),
    [
        (Claim("a", "ben", NOON, EVENING), LATER, False),  # ends at LATER: not before it
        (Claim("a", "ben", NOON, EVENING), "2026-11-02T13:00:00.001Z", True),
        (Claim("a", "ada", NOON, EVENING), NOON, True),  # one's own is prolonged
        (Claim("b", "ben", NOON, EVENING), NOON, True),
    ],
)
def test_a_claim_keeps_others_out_until_it_has_ended(ports: Ports, claim: Claim, ended: str, is_stored: bool) -> None:
    assert ports.index.put_claim(ADA, ended=NOON)

    assert ports.index.put_claim(claim, ended=ended) is is_stored

    assert ports.index.claims(["a", "b", "c"]) == {"a": ADA} | ({claim.article_id: claim} if is_stored else {})


def test_a_claim_is_given_back_by_whoever_holds_it(ports: Ports) -> None:
    ports.index.put_claim(ADA, ended=NOON)

    assert not ports.index.release("a", "ben")
    assert ports.index.release("a", "ada")
    assert not ports.index.release("a", "ada")

    assert ports.index.claims(["a"]) == {}


def test_an_entry_its_act_and_the_end_of_the_claim_are_one_write(ports: Ports) -> None:
    ports.index.put_entry(ENTRY)
    ports.index.put_claim(ADA, ended=NOON)

    assert ports.index.put_entry(replace(ENTRY, revision=2), act=ACT, claim=ADA)

    assert ports.index.acts("a") == [ACT]
    assert ports.index.claims(["a"]) == {}
    assert ports.index.entries(["a"])["a"].revision == 2


@pytest.mark.parametrize(
    ("revision", "claim", "act"),
    [
        (3, ADA, ACT),  # not the next revision
        (2, replace(ADA, by="ben"), ACT),  # somebody else holds the article
        (2, ADA, replace(ACT, act_id="0")),  # that very act was written before
        (2, replace(ADA, article_id="a", by="nobody"), replace(ACT, act_id="2")),
    ],
)
def test_where_one_of_them_cannot_be_written_none_is(ports: Ports, revision: int, claim: Claim, act: Act) -> None:
    ports.index.put_entry(ENTRY)
    ports.index.put_claim(ADA, ended=NOON)
    before = replace(ACT, act_id="0")
    ports.index.put_act(before)

    assert not ports.index.put_entry(replace(ENTRY, revision=revision), act=act, claim=claim)

    assert ports.index.acts("a") == [before]
    assert ports.index.claims(["a"]) == {"a": ADA}
    assert ports.index.entries(["a"])["a"].revision == 1


def waiting(ports: Ports) -> None:
    """Four that wait, and three that do not."""
    for name, score, since, rule in [
        ("a", 0.5, LATER, "spam.terms"),
        ("b", 0.9, LATER, "spam.terms"),
        ("c", 0.5, NOON, "respun.title"),
        ("d", 0.1, EVENING, "spam.terms"),
    ]:
        ports.index.put_entry(replace(HELD, article_id=name, score=score, held_since=since, rule=rule))
    ports.index.put_entry(replace(ENTRY, article_id="x"))
    ports.index.put_entry(replace(HELD, article_id="y", action="reject", held_since=None))
    ports.index.put_entry(replace(HELD, article_id="z", withdrawn=Withdrawal(NOON, "ada", "a wish")))


def test_what_waits_is_listed_by_age_by_score_and_by_rule(ports: Ports) -> None:
    waiting(ports)

    listed = [
        [line.article_id for line in ports.index.waiting("age", limit=9)],
        [line.article_id for line in ports.index.waiting("score", limit=9)],
        [line.article_id for line in ports.index.waiting("age", rule="spam.terms", limit=9)],
        [line.article_id for line in ports.index.waiting("age", rule="nothing", limit=9)],
    ]

    assert listed == [["c", "a", "b", "d"], ["b", "c", "a", "d"], ["b", "a", "d"], []]


@pytest.mark.parametrize("rule", [None, "spam.terms"])
@pytest.mark.parametrize("order", ["age", "score"])
def test_the_queue_is_read_page_by_page(ports: Ports, order: str, rule: str | None) -> None:
    waiting(ports)
    whole = ports.index.waiting(order, rule=rule, limit=9)  # type: ignore[arg-type]

    pages, after = [], ""
    while page := ports.index.waiting(order, rule=rule, after=after, limit=1):  # type: ignore[arg-type]
        pages += page
        after = page[-1].place

    assert pages == whole


def test_what_was_decided_waits_no_more(ports: Ports) -> None:
    waiting(ports)

    ports.index.put_entry(replace(HELD, article_id="a", action="publish", rule=None, held_since=None, revision=2))

    assert [line.article_id for line in ports.index.waiting("age", limit=9)] == ["c", "b", "d"]


def test_a_proposal_is_written_only_by_whoever_read_its_last_version(ports: Ports) -> None:
    assert ports.index.put_proposal(PROPOSAL)
    assert not ports.index.put_proposal(PROPOSAL)
    held = ports.index.proposal("p")
    assert held == replace(PROPOSAL, version=1)
    drafted = replace(held, state="drafted", voices=(*PROPOSAL.voices, Voice("ben", LATER, None, "why not")))
    assert ports.index.put_proposal(drafted)

    assert ports.index.proposal("p") == replace(drafted, version=2)
    assert ports.index.proposal("q") is None


def test_proposals_are_listed_by_what_became_of_them(ports: Ports) -> None:
    for name, state in (("b", "open"), ("a", "open"), ("c", "dismissed")):
        ports.index.put_proposal(replace(PROPOSAL, proposal_id=name, state=state))  # type: ignore[arg-type]

    assert [each.proposal_id for each in ports.index.proposals("open")] == ["a", "b"]
    assert [each.proposal_id for each in ports.index.proposals("dismissed")] == ["c"]
    assert ports.index.proposals("drafted") == []
