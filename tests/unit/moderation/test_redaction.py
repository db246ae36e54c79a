"""What a policy takes out is gone from the text, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.moderation.test_decision import article, policy
from unspin.model import Article
from unspin.moderation.decision import decide
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
