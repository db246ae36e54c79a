"""A policy is tried beside the live one, on the past, and then applied to it: nobody is surprised."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.stack import ARTICLES
from tests.unit.pipeline.test_review import ADA, BRIEF, NAME, ORIGINAL, SPUN, Dying, Now, drop, entry, later, record
from unspin.errors import Refused, TransientError
from unspin.messages import ArticleStored
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.pipeline.answers import Applied, Differences
from unspin.pipeline.apply import apply
from unspin.pipeline.count import count
from unspin.pipeline.differences import Tally, draft_differences, shadow_differences
from unspin.pipeline.finish import finish
from unspin.pipeline.identity import id_of_object
from unspin.pipeline.ingest import ingest
from unspin.pipeline.policies import draft, publish
from unspin.pipeline.replay import replay
from unspin.pipeline.rulings import approve, undo
from unspin.pipeline.services import Services
from unspin.pipeline.take_down import take_down
from unspin.runtime import embedded
from unspin.stored import Change

DAY = "2026-11-02"
WHY = {"by": "ada", "note": "as agreed"}
CASINO = (ARTICLES / "luckyspin/win-big.html").read_bytes()
KEYS = {"original.html": ORIGINAL, "copy.txt": SPUN, "brief.txt": BRIEF, "win.html": CASINO}


def strict(more: str = "") -> Policy:
    """Copies are rejected, short texts held back."""
    text = default_policy().text.replace("rewritten: publish", "rewritten: reject").replace("words: 40", "words: 200")
    return read_policy(text + more, name="strict")


@pytest.fixture
def services() -> Services:
    found = replace(embedded(), clock=Now())
    for key, data in KEYS.items():
        drop(found, key, data)
    return found


def tried(services: Services, policy: Policy) -> Differences:
    tally = Tally()
    for _, found in replay(policy, DAY, services):
        for each in found:
            tally.add(each)
    return tally.summary(policy, services.policy, DAY)


def told(found: Differences) -> dict[tuple[str, str, str], list[str]]:
    return {
        (each.rule, each.before, each.after): [example.article_id for example in each.examples]
        for each in found.differences
    }


def applied(services: Services, **more: Any) -> Applied:
    return list(apply(DAY, services, ADA, **more))[-1][1]


def everything(services: Services) -> Any:
    index: Any = services.index
    return dict(index._entries), dict(services.clean.stored), {name: list(each) for name, each in index._acts.items()}  # type: ignore[attr-defined]


NAMES = {key: id_of_object("raw", key) for key in KEYS}
EXPECTED = {
    ("duplicate.rewritten", "review", "reject"): [NAMES["copy.txt"]],
    ("length.minimum", "publish", "review"): [NAMES["brief.txt"]],
}


# --- beside the live policy


def test_what_a_draft_would_decide_is_noted_and_decides_nothing() -> None:
    services = replace(embedded(), clock=Now())
    draft(strict(), services, **WHY)
    for key, data in KEYS.items():
        drop(services, key, data)

    found = shadow_differences(DAY, services)

    assert found is not None
    assert told(found) == EXPECTED
    assert (found.articles, found.changed) == (4, 2)
    assert "rules.length.minimum.words: 40 -> 200" in found.parameters
    assert entry(services, NAMES["brief.txt"]).action == "publish"
    shadow = record(services, NAMES["brief.txt"])["shadow"]
    assert (shadow["policy_version"], shadow["decision"]) == (strict().version, "review")
    evidences = [example.evidence for each in found.differences for example in each.examples]
    assert any("expected at least 200" in each for each in evidences)


def test_a_draft_follows_when_the_original_comes_last() -> None:
    services = replace(embedded(), clock=Now())
    draft(strict(), services, **WHY)
    drop(services, "copy.txt", SPUN)
    assert entry(services).shadow.action == "review"  # type: ignore[union-attr]

    drop(services, "original.html", ORIGINAL)

    assert entry(services).action == "review"
    assert record(services)["shadow"]["decision"] == "reject"
    assert record(services)["shadow"]["findings"][0]["rule"] == "duplicate.rewritten"
    assert entry(services).shadow.because == "duplicate.rewritten"  # type: ignore[union-attr]


def test_what_is_counted_beside_a_draft_is_what_reading_every_article_finds() -> None:
    stream: list[Change] = []
    services = replace(embedded(stream=stream), clock=Now())
    draft(strict(), services, **WHY)
    for key, data in KEYS.items():
        drop(services, key, data)
    approve(NAME, services, ADA)
    drop(services, "later.txt", BRIEF + b"And more.")
    take_down(NAMES["win.html"], services, actor="ada", reason="a wish")
    count(stream, services.catalogue)

    assert draft_differences(services, days=1) == shadow_differences(DAY, services)
    later(services, timedelta(days=1))
    assert draft_differences(services, days=2) == shadow_differences(DAY, services)
    found = draft_differences(services, days=1)
    assert found is not None
    assert (found.articles, found.differences) == (0, [])


def test_counts_of_another_draft_are_left_out() -> None:
    stream: list[Change] = []
    services = replace(embedded(stream=stream), clock=Now())
    draft(default_policy(), services, **WHY)
    drop(services, "brief.txt", BRIEF)
    draft(strict(), services, **WHY)
    drop(services, "copy.txt", SPUN)
    count(stream, services.catalogue)

    found = draft_differences(services, days=1)

    assert found is not None
    assert (found.policy, found.articles) == (strict().version, 1)


def test_what_a_person_decided_no_draft_would_change() -> None:
    services = replace(embedded(), clock=Now())
    draft(strict(), services, **WHY)
    for key, data in KEYS.items():
        drop(services, key, data)

    approve(NAME, services, ADA)

    found = shadow_differences(DAY, services)
    assert found is not None
    assert ("duplicate.rewritten", "review", "reject") not in told(found)
    assert found.kept == 1


def test_without_a_draft_there_is_nothing_to_show_and_nothing_is_noted(services: Services) -> None:
    assert shadow_differences(DAY, services) is None
    assert record(services)["shadow"] is None


# --- on the past


def test_a_policy_is_tried_on_what_is_stored_and_nothing_is_written(services: Services) -> None:
    before = everything(services)
    services.raw._objects.clear()  # type: ignore[attr-defined]

    found = tried(services, strict())

    assert told(found) == EXPECTED
    assert (found.articles, found.changed, found.kept, found.uncertain, found.unreadable) == (4, 2, 0, 0, 0)
    assert everything(services) == before


def test_what_is_tried_is_what_would_be_decided_if_it_came_now(services: Services) -> None:
    policy = strict("\ndeny: {phrases: [research ships]}\n")
    fresh = replace(embedded(policy), clock=Now())
    for key, data in KEYS.items():
        drop(fresh, key, data)

    found = {each.entry.article_id: each.action for _, page in replay(policy, DAY, services) for each in page}

    assert found == {name: entry(fresh, name).action for name in NAMES.values()}


def test_a_rule_that_looks_at_the_page_itself_finds_what_cleaning_noticed(services: Services) -> None:
    lenient = read_policy(
        default_policy().text.replace("respun.title: {score: 0.6}", "respun.title: {score: 0.95}"), name="x"
    )

    assert told(tried(services, lenient)) == {("respun.title", "review", "reject"): [NAME]}


# --- and applied to it


def test_applying_a_policy_moves_what_it_changes_and_nothing_else(services: Services) -> None:
    publish(strict(), services, **WHY)

    done = applied(services)

    assert (done.articles, done.changed, done.same, done.is_through) == (4, 2, 2, True)
    assert record(services)["decision"] == "reject"
    assert record(services)["policy_version"] == strict().version
    assert record(services, NAMES["original.html"])["policy_version"] == default_policy().version
    [act] = services.index.acts(NAMES["brief.txt"])
    assert (act.actor, act.kind, act.reason, act.policy_version) == (
        "ada",
        "redecided",
        "a fair report",
        strict().version,
    )
    assert act.details["action"] == "publish -> review"


def test_applying_it_again_changes_nothing(services: Services) -> None:
    publish(strict(), services, **WHY)
    applied(services)
    before = everything(services)

    assert applied(services, restart=True).changed == 0

    assert everything(services) == before


def test_what_was_applied_stays_when_the_article_comes_again(services: Services) -> None:
    publish(strict(), services, **WHY)
    applied(services)
    before = everything(services)

    list(ingest(ArticleStored("raw", "copy.txt", event_time="2026-11-02T10:00:00.000Z"), services))

    assert everything(services) == before


def test_what_a_person_decided_is_left_as_it_is(services: Services) -> None:
    approve(NAME, services, ADA)
    publish(strict(), services, **WHY)

    done = applied(services)

    assert (done.kept, done.changed) == (1, 1)
    assert record(services)["decision"] == "publish"
    undo(NAME, services, ADA)
    assert record(services)["decision"] == "review"  # by the policy that decided about it
    assert applied(services).changed == 1


def test_a_text_that_is_to_be_redacted_otherwise_is_taken_in_again() -> None:
    services = replace(embedded(), clock=Now())
    drop(services, "brief.txt", BRIEF.replace(b"accord, ", b"accord, as anna@valley.example explains, "))
    name = NAMES["brief.txt"]
    assert "anna@" in record(services, name)["text"]
    redacting = default_policy().text.replace("privacy.email: {actions: {}}", "privacy.email: {actions: {redact: 0.5}}")
    publish(read_policy(redacting, name="redacting"), services, **WHY)

    assert tried(services, services.policy).originals == 1
    assert applied(services).sent == 1
    for message in services.queue.messages:  # type: ignore[attr-defined]
        list(ingest(message, services))

    assert "anna@" not in json.dumps(record(services, name)["text"])
    assert "[privacy.email]" in record(services, name)["text"]


def test_another_policy_that_is_published_meanwhile_ends_the_run(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unspin.pipeline.days.PAGE", 1)
    publish(strict(), services, **WHY)
    run = apply(DAY, services, ADA)
    next(run)
    publish(default_policy(), services, **WHY)

    with pytest.raises(Refused, match=f"policy {default_policy().version} decides by now"):
        next(run)


@pytest.mark.parametrize("port", ["index", "clean"])
@pytest.mark.parametrize("nth", range(1, 6))
@pytest.mark.parametrize("took_effect", [False, True])
@pytest.mark.parametrize("repair", ["run", "finish"])
def test_a_run_that_was_killed_is_ended_by_the_next_or_by_what_the_queue_brings(
    services: Services, port: str, nth: int, took_effect: bool, repair: str
) -> None:
    publish(strict(), services, **WHY)
    undisturbed = replace(embedded(), clock=Now())
    for key, data in KEYS.items():
        drop(undisturbed, key, data)
    publish(strict(), undisturbed, **WHY)
    applied(undisturbed)
    dying: Any = Dying(getattr(services, port), nth, took_effect=took_effect)

    try:
        applied(replace(services, **{port: dying}))
    except TransientError:
        if repair == "finish":
            for name in NAMES.values():
                finish(name, services)
                assert not entry(services, name).pending
                record(services, name)
        applied(services)

    for name in NAMES.values():
        one, other = entry(services, name), entry(undisturbed, name)
        assert (one.action, one.path, one.versions, one.pending) == (other.action, other.path, other.versions, False)
        assert record(services, name)["findings"] == record(undisturbed, name)["findings"]
        assert len(services.index.acts(name)) == len(undisturbed.index.acts(name))


def test_a_run_is_taken_up_where_it_was_cut_off(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.pipeline.days.PAGE", 1)
    publish(strict(), services, **WHY)
    run = apply(DAY, services, ADA)
    next(run)
    next(run)

    rest = list(apply(DAY, services, ADA))

    assert rest[-1][1].articles == 2
    assert {entry(services, name).action for name in NAMES.values()} == {"publish", "review", "reject"}
    assert applied(services).articles == 4  # a run that is through starts anew


def test_days_are_gone_through_one_after_the_other(services: Services) -> None:
    from datetime import timedelta

    later(services, timedelta(days=2))
    drop(services, "late.txt", BRIEF.replace(b"Norway", b"Iceland"), at="2026-11-04T10:00:00.000Z")
    publish(strict(), services, **WHY)

    days = [page.day for page, _ in apply(DAY, services, ADA)]

    assert days == ["2026-11-02", "2026-11-04", "2026-11-04"]
