"""The worst finding decides, and every finding shows what it saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.model import Action, Article, Finding, Removed
from unspin.moderation.decision import SEVERITY, decide
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.moderation.reading import Context

SENTENCE = "The council met on Tuesday and agreed to repair the old bridge. "  # 12 words
TEXT = (
    "The council met on Tuesday and agreed to repair the old bridge. Work will start in May, the mayor said.\n\n"
    "It was built in 1911 and carries some 4,000 cars a day. Two lanes stay open while the deck is replaced."
)


def article(text: str = TEXT, title: str = "Bridge to be repaired", **attributes: object) -> Article:
    blocks = tuple(text.split("\n\n"))
    return Article(title=title, blocks=blocks, **{"language": "en"} | attributes)  # type: ignore[arg-type]


def policy(rules: str, rest: str = "", actions: str = "{review: 0.5, reject: 0.9}") -> Policy:
    return read_policy(f'version: "1"\nactions: {actions}\nrules: {{{rules}}}\n{rest}', name="test")


def test_an_ordinary_article_is_published() -> None:
    decision = decide(article(TEXT + "\n\n" + "Buses take the road by the mill until autumn."), default_policy())

    assert (decision.action, decision.findings) == ("publish", ())
    assert decision.policy_version == default_policy().version


@pytest.mark.parametrize(("words", "action"), [(39, "review"), (40, "publish"), (41, "publish")])
def test_the_minimum_length_is_inclusive(words: int, action: Action) -> None:
    rule = policy("length.minimum: {words: 40}")

    assert decide(article(" ".join(["word"] * words)), rule).action == action


@pytest.mark.parametrize(
    ("score", "action"),
    [(0.49, "publish"), (0.5, "review"), (0.89, "review"), (0.9, "reject"), (1.0, "reject")],
)
def test_the_bounds_are_inclusive(score: float, action: Action) -> None:
    rule = policy(f"language.accepted: {{accepted: [de], score: {score}}}")

    assert decide(article(), rule).action == action


def test_a_score_of_zero_is_a_note_whatever_the_bounds() -> None:
    rule = policy("language.accepted: {accepted: [de], score: 0.0}", actions="{review: 0.0, reject: 0.0}")

    decision = decide(article(), rule)

    assert decision.action == "publish"
    assert decision.findings == (Finding("language.accepted", 0, "the language is en, expected one of de"),)


def test_a_rule_without_actions_only_notes() -> None:
    noted = decide(article(), policy("language.accepted: {accepted: [de], score: 1.0, actions: {}}"))

    assert noted.action == "publish"
    assert [found.rule for found in noted.findings] == ["language.accepted"]


def test_findings_that_decide_come_before_notes_with_a_higher_score() -> None:
    rules = "length.minimum: {words: 1000}, language.accepted: {accepted: [de], score: 1.0, actions: {}}"

    assert [found.rule for found in decide(article(), policy(rules)).findings] == [
        "length.minimum",
        "language.accepted",
    ]


def test_matches_of_terms_add_up_and_the_first_is_shown() -> None:
    rule = policy("block.terms: {terms: [free spins, casino], score_per_match: 0.4, score_per_repeat: 0.2}")

    [found] = decide(article("Get FREE\n spins at the casino, the best Casino."), rule).findings

    assert found.score == 1.0
    assert "Get FREE spins at" in found.evidence
    assert "3 matches" in found.evidence


def test_what_cleaning_noticed_keeps_its_score_unless_a_rule_is_about_it() -> None:
    noticed = article(findings=(Finding("respun.title", 1.0, "Economic"), Finding("other.thing", 0.1, "x")))

    with_rule = decide(noticed, policy("respun.title: {score: 0.6}"))
    without = decide(noticed, policy(""))
    off = decide(noticed, policy("respun.title: false"))

    assert with_rule.findings == (Finding("respun.title", 0.6, "Economic"), Finding("other.thing", 0.1, "x"))
    assert without.action == "reject"
    assert [found.rule for found in off.findings] == ["other.thing"]


def test_an_allowed_site_is_published_and_keeps_its_findings() -> None:
    allowing = policy("length.minimum: {words: 1000, score: 1.0}", "allow: {sites: [harbour.example]}")

    decision = decide(article(site="harbour.example"), allowing)

    assert (decision.action, decision.findings[0].rule) == ("publish", "length.minimum")
    assert decide(article(site="notharbour.example"), allowing).action == "reject"


def test_a_denied_site_is_rejected_with_its_subdomains() -> None:
    denying = policy("", "deny: {sites: [spun.example]}")

    assert decide(article(site="spun.example"), denying).findings[0].rule == "deny.site"
    assert decide(article(url="https://news.spun.example/a"), denying).action == "reject"
    assert decide(article(url="https://notspun.example/a"), denying).action == "publish"
    assert decide(
        article(url="https://news.spun.example./a"), policy("", "deny: {sites: [news.spun.example]}")
    ).findings


@pytest.mark.parametrize("site", ["münchen.example", "xn--mnchen-3ya.example", "www.MÜNCHEN.example"])
def test_a_site_with_other_letters_is_known_by_its_name_in_the_dns(site: str) -> None:
    denying = policy("", "deny: {sites: [xn--mnchen-3ya.example]}")

    assert decide(article(url=f"https://{site}/a"), denying).action == "reject"
    assert decide(article(site=site), denying).action == "reject"


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_a_time_that_no_calendar_holds_is_none(published: str) -> None:
    rules = policy("date.stale: {}, date.future: {}")

    assert decide(article(published_at=published), rules, Context(now="2026-11-28T10:00:00Z")).findings == ()


def test_a_denied_phrase_rejects_even_what_an_allowed_site_says() -> None:
    both = policy("", "allow: {sites: [harbour.example]}\ndeny: {phrases: [old bridge]}")

    assert decide(article(site="harbour.example"), both).action == "reject"


def test_no_rule_sees_an_allowed_phrase() -> None:
    rules = "block.terms: {terms: [casino]}"
    film = article("They showed Casino Royale again.")

    assert decide(film, policy(rules)).action == "reject"
    assert decide(film, policy(rules, "allow: {phrases: [casino royale]}")).findings == ()


def test_a_site_has_rules_of_its_own_over_those_of_its_language() -> None:
    own = policy(
        "length.minimum: {words: 1000, score: 0.6}",
        "languages: {en: {rules: {length.minimum: {score: 1.0}}}}\n"
        "sites:\n  brief.example: {rules: {length.minimum: {words: 10}}}\n"
        "  loud.example: {rules: {length.minimum: false}}",
    )

    assert decide(article(language="de"), own).action == "review"
    assert decide(article(), own).action == "reject"
    assert decide(article(site="brief.example"), own).action == "publish"
    assert decide(article(SENTENCE.split()[0], url=None, site="www.brief.example"), own).action == "reject"
    assert decide(article(site="loud.example"), own).findings == ()
    assert decide(article(site="example", url="https://www.loud.example/a"), own).findings == ()


def test_advertising_that_cleaning_removed_is_noted() -> None:
    removed = (Removed("Play slots for real money at the best online casino.", "spam"),)

    decision = decide(article(removed=removed), policy("spam.injected: {}"))

    assert decision.action == "publish"
    assert [(found.rule, found.score) for found in decision.findings] == [("spam.injected", 0.3)]
    assert "real money" in decision.findings[0].evidence


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=5), st.sampled_from(["en", "ja", "und"]))
def test_any_text_is_decided_and_the_same_again(title: str, blocks: list[str], language: str) -> None:
    strange = Article(title=title, blocks=tuple(blocks), language=language)

    decision = decide(strange, default_policy())

    assert decision == decide(strange, default_policy())
    assert decision.action in SEVERITY
    assert all(0 <= found.score <= 1 and len(found.evidence) <= 500 for found in decision.findings)
