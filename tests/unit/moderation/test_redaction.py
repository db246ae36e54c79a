"""What a policy takes out is gone from the text, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.moderation.test_decision import article, policy
from unspin.model import Article, Finding, Removed
from unspin.moderation.beside import decide_both
from unspin.moderation.decision import decide
from unspin.moderation.reading import Context
from unspin.moderation.redaction import redacted

REDACTING = policy(
    "privacy.email: {actions: {redact: 0.5}}, privacy.phone: {actions: {redact: 0.5}},"
    " block.terms: {terms: [lamp, the red lamp], actions: {redact: 0.1}}"
)


def test_personal_data_is_taken_out_of_title_and_text() -> None:
    told = article("Write to anna@valley.example.\n\nOr call +47 22 12 34 56 now.", title="Mail leif@valley.example")

    decision = decide(told, REDACTING)
    clean = redacted(told, decision)

    assert decision.action == "publish"
    assert clean.title == "Mail [privacy.email]"
    assert clean.blocks == ("Write to [privacy.email].", "Or call [privacy.phone] now.")


def test_evidence_does_not_repeat_personal_data() -> None:
    [found] = decide(article("Write to anna.berg@valley.example."), REDACTING).findings

    assert found.rule == "privacy.email"
    assert "berg" not in found.evidence


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Mail anna.berg@valley.example: a lamp.", "…Mail •••: a lamp.…"),
        # The passage around the lamp is cut off within the address.
        ("Mail anna.berg@valley.example for once about it: a lamp.", "…••• for once about it: a lamp.…"),
        ("A lamp is here, she wrote, mail anna.berg@valley.example.", "…A lamp is here, she wrote, mail •••…"),
    ],
)
def test_no_other_rule_shows_what_is_redacted(text: str, evidence: str) -> None:
    rules = policy("privacy.email: {actions: {redact: 0.5}}, block.terms: {terms: [lamp]}")

    found = {each.rule: each.evidence for each in decide(article(text, title=""), rules).findings}

    assert found["block.terms"] == evidence


def test_several_passages_of_a_block_are_taken_out_where_they_stand() -> None:
    told = article("A lamp, the red lamp, and a@b.example or c@d.example: a lamp.")

    assert redacted(told, decide(told, REDACTING)).text == (
        "A [block.terms], [block.terms], and [privacy.email] or [privacy.email]: a [block.terms]."
    )


def test_what_is_redacted_has_nothing_left_to_redact() -> None:
    told = article("Write to anna@valley.example, or call +47 22 12 34 56.")
    clean = redacted(told, decide(told, REDACTING))

    assert decide(clean, REDACTING).redactions == ()


def test_invisible_characters_do_not_shift_the_place() -> None:
    told = article("Soft\u00adly,  softly: write\u200b to anna@valley.example, she said.")

    assert redacted(told, decide(told, REDACTING)).text == "Softly, softly: write to [privacy.email], she said."


@given(st.text(max_size=100), st.lists(st.text(max_size=100), max_size=4))
def test_an_article_without_such_passages_stays_as_it_is(title: str, blocks: list[str]) -> None:
    told = Article(title=title, blocks=tuple(blocks))

    decision = decide(told, policy(""))

    assert redacted(told, decision) is told


def test_what_cleaning_removed_is_redacted_as_the_text_is() -> None:
    told = article(removed=(Removed("Call +47 22 12 34 56, or write to anna@valley.example.", "author_bio"),))

    decision = decide(told, REDACTING)
    clean = redacted(told, decision)

    assert [each.text for each in clean.removed] == ["Call [privacy.phone], or write to [privacy.email]."]
    assert (decision.action, decision.findings) == ("publish", ()), "what the page keeps beside decides nothing"
    assert clean.blocks == told.blocks


def test_removed_blocks_stay_as_they_stood_where_nothing_is_redacted() -> None:
    told = article("Write to leif@valley.example.", removed=(Removed("Or to  anna@valley.example.", "author_bio"),))

    assert redacted(told, decide(told, policy("privacy.email: {actions: {review: 0.5}}"))) is told


def test_a_rule_that_redacts_the_text_redacts_the_little_that_it_sees_beside_it() -> None:
    rules = policy("block.terms: {terms: [lamp], score_per_match: 0.3, score_per_repeat: 0.3, actions: {redact: 0.5}}")
    removed = (Removed("Our lamp.", "related_headlines"),)
    twice = article("A lamp, and another lamp.", removed=removed)

    assert redacted(twice, decide(twice, rules)).removed[0].text == "Our [block.terms]."
    assert redacted(article(removed=removed), decide(article(removed=removed), rules)).removed == removed


def test_the_author_is_redacted() -> None:
    told = article(author="Anna Berg <anna.berg@valley.example>")

    assert redacted(told, decide(told, REDACTING)).author == "Anna Berg <[privacy.email]>"


def test_no_finding_shows_what_is_redacted_beside_the_text() -> None:
    removed = (Removed("Subscribe to continue reading, or write to anna.berg@valley.example", "newsletter"),)
    told = article("A short text.", removed=removed)
    rules = policy("privacy.email: {actions: {redact: 0.5}}, stub.paywall: {}")

    [found] = decide(told, rules).findings

    assert found.evidence == "removed beside 3 words: Subscribe to continue reading, or write to •••"


def test_what_cleaning_noticed_does_not_show_what_is_redacted() -> None:
    noticed = Finding("respun.title", 0.6, "title says Mail, the page keeps Write: Write anna.berg@valley.example")
    told = article("Write to anna.berg@valley.example today.", findings=(noticed,))

    assert redacted(told, decide(told, REDACTING)).findings[0].evidence.endswith("the page keeps Write: Write •••")


def test_a_rule_that_redacts_by_a_list_or_an_expression_does_not_show_it_either() -> None:
    rules = policy("our.codes: {kind: block.patterns, patterns: ['AC-[0-9]+'], actions: {redact: 0.5}}")

    [found] = decide(article("The customer AC-1234 wrote.", title=""), rules).findings

    assert found.evidence == "AC-[0-9]+: …The customer ••• wrote.…"


def test_findings_of_the_draft_do_not_show_what_the_live_policy_takes_out() -> None:
    told = article("Mail anna.berg@valley.example: a lamp.", title="")
    live, draft = policy("privacy.email: {actions: {redact: 0.5}}"), policy("block.terms: {terms: [lamp]}")

    [found] = decide_both(told, live, draft, Context())[1].findings

    assert found.evidence == "…Mail •••: a lamp.…"
