"""What reviews teach changes the policy only when somebody says so."""

from dataclasses import replace

import pytest

from tests.unit.pipeline.test_policies import policy
from tests.unit.pipeline.test_review import ADA, BEN, NAME, SPUN, Now, drop
from unspin.errors import PolicyError, Refused
from unspin.pipeline.policies import draft, publish
from unspin.pipeline.proposals import dismiss, draft_from, proposals, propose
from unspin.pipeline.rulings import Hand
from unspin.pipeline.services import Services
from unspin.runtime import embedded


@pytest.fixture
def services() -> Services:
    found = replace(embedded(), clock=Now())
    drop(found, "daily-respin.example/copy.txt", b"")
    drop(found, "copy.txt", SPUN)
    return found


def test_a_proposal_changes_nothing(services: Services) -> None:
    before = services.policies.current()

    found = propose("deny", "phrases", "sign wider accord", NAME, services, ADA)

    assert proposals(services) == [found]
    assert (found.value, found.state, found.voices[0].by, found.voices[0].article_id) == (
        "sign wider accord",
        "open",
        "ada",
        NAME,
    )
    assert services.policies.current() == before


def test_a_site_is_the_articles_own(services: Services) -> None:
    assert propose("deny", "sites", None, NAME, services, ADA).value == services.index.entries([NAME])[NAME].site


def test_several_reviews_that_teach_the_same_are_one_proposal_with_more_voices(services: Services) -> None:
    propose("deny", "phrases", "another", NAME, services, ADA)
    for hand in (ADA, BEN):
        propose("deny", "phrases", "the same", NAME, services, hand)

    first, second = proposals(services)

    assert (first.value, [voice.by for voice in first.voices]) == ("the same", ["ada", "ben"])
    assert second.value == "another"


@pytest.mark.parametrize(("kind", "value"), [("sites", "no site"), ("sites", "*"), ("phrases", "x"), ("phrases", " ")])
def test_what_no_policy_can_name_is_refused(services: Services, kind: str, value: str) -> None:
    with pytest.raises(Refused, match="cannot stand among"):
        propose("deny", kind, value, NAME, services, ADA)  # type: ignore[arg-type]


def test_proposals_become_a_draft_on_top_of_the_live_policy(services: Services) -> None:
    one = propose("deny", "phrases", "one", NAME, services, ADA)
    two = propose("allow", "sites", "two.example", NAME, services, BEN)

    made = draft_from([one.proposal_id, two.proposal_id], services, BEN)

    assert services.policies.current().draft == made
    assert (made.form.deny.phrases, made.form.allow.sites) == (["one"], ["two.example"])
    assert made.form.version == "2026-11-02"
    assert proposals(services) == []
    assert {each.state for each in proposals(services, "drafted")} == {"drafted"}


def test_a_draft_is_added_to_and_each_has_a_name_of_its_own(services: Services) -> None:
    draft(policy("mine", "length.minimum: {}"), services, by="ada", note="mine")
    one = propose("deny", "phrases", "one", NAME, services, ADA)
    first = draft_from([one.proposal_id], services, ADA)
    two = propose("deny", "phrases", "two", NAME, services, ADA)
    second = draft_from([two.proposal_id], services, ADA)

    assert second.form.rules == {"length.minimum": {}}
    assert second.form.deny.phrases == ["two", "one"]
    assert (first.form.version, second.form.version) == ("2026-11-02", "2026-11-02.2")


def test_what_contradicts_the_policy_makes_no_draft(services: Services) -> None:
    publish(policy("mine"), services, by="ada", note="mine")
    one = propose("deny", "phrases", "one", NAME, services, ADA)
    two = propose("allow", "phrases", "one", NAME, services, BEN)

    with pytest.raises(PolicyError, match="is allowed here, and blocked"):
        draft_from([one.proposal_id, two.proposal_id], services, ADA)

    assert services.policies.current().draft is None
    assert len(proposals(services)) == 2


def test_a_proposal_that_was_put_aside_is_open_again_when_somebody_says_so_again(services: Services) -> None:
    one = propose("deny", "phrases", "one", NAME, services, ADA)
    dismiss(one.proposal_id, services, BEN)
    assert proposals(services) == []
    assert proposals(services, "dismissed")[0].voices[-1].note == "no, it is spun"

    propose("deny", "phrases", "one", NAME, services, ADA)

    assert [len(each.voices) for each in proposals(services)] == [3]


def test_what_is_not_there_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="there is no proposal nothing"):
        dismiss("nothing", services, ADA)
    with pytest.raises(Refused, match="there is no article nothing"):
        propose("deny", "sites", None, "nothing", services, ADA)


def test_a_proposal_keeps_as_many_voices_as_an_item_holds(services: Services) -> None:
    for number in range(60):
        propose("deny", "phrases", "a phrase", NAME, services, Hand(f"ada {number}", "\N{PILE OF POO}" * 2_000))

    [found] = proposals(services)
    assert [voice.by for voice in found.voices] == [f"ada {number}" for number in range(23, 60)]
