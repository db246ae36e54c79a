"""The worst finding decides, and every finding shows what it saw."""

import pytest

from unspin.model import Action, Article, Finding
from unspin.moderation.decision import decide
from unspin.moderation.policy import Policy, default_policy, read_policy
from unspin.moderation.rules import link_density
from unspin.moderation.words import word_count

SENTENCE = "The council met on Tuesday and agreed to repair the old bridge. "  # 12 words


def article(text: str = SENTENCE * 5, **attributes: object) -> Article:
    return Article(title="Bridge to be repaired", blocks=(text,), **{"language": "en"} | attributes)  # type: ignore[arg-type]


def policy(rule: str, *, review_at: float = 0.5, reject_at: float = 0.9) -> Policy:
    return read_policy(
        f'version: "1"\nreview_at: {review_at}\nreject_at: {reject_at}\nrules:\n  - {{id: r, {rule}}}',
        name="test",
    )


def test_an_ordinary_article_is_published() -> None:
    decision = decide(article(), default_policy())

    assert (decision.action, decision.findings) == ("publish", ())
    assert decision.policy_version == default_policy().version


@pytest.mark.parametrize(("words", "action"), [(39, "review"), (40, "publish"), (41, "publish")])
def test_the_minimum_length_is_inclusive(words: int, action: Action) -> None:
    rule = policy("kind: minimum_length, words: 40, score: 0.6")

    assert decide(article(" ".join(["word"] * words)), rule).action == action


@pytest.mark.parametrize(
    ("score", "action"),
    [(0.49, "publish"), (0.5, "review"), (0.89, "review"), (0.9, "reject"), (1, "reject")],
)
def test_the_bounds_are_inclusive(score: float, action: Action) -> None:
    rule = policy(f"kind: language, accepted: [de], score: {score}")

    assert decide(article(), rule).action == action


def test_a_score_of_zero_is_a_note_whatever_the_bounds() -> None:
    rule = policy("kind: language, accepted: [de], score: 0", review_at=0, reject_at=0)

    decision = decide(article(), rule)

    assert decision.action == "publish"
    assert decision.findings == (Finding("r", 0, "the language is en, expected one of de"),)


def test_matches_of_blocked_terms_add_up_and_the_first_is_shown() -> None:
    rule = policy("kind: blocked_terms, terms: [free spins, casino], score_per_match: 0.4")

    [found] = decide(article("Get FREE\n spins at the casino, the best Casino."), rule).findings

    assert found.score == 1.0
    assert "Get FREE spins at" in found.evidence
    assert "3 matches" in found.evidence


def test_blocked_terms_match_whole_words_only() -> None:
    rule = policy("kind: blocked_terms, terms: [spins], score_per_match: 1")

    assert decide(article("He outspins and respins; spinster."), rule).findings == ()


def test_bare_addresses_count_as_links() -> None:
    assert link_density(article("https://a.example/xx 1234567890123456789")) == 0.5
    assert link_density(article("no link", link_density=0.25)) == 0.25
    assert link_density(article("")) == 0.0


def test_what_cleaning_noticed_counts_with_the_score_of_the_policy() -> None:
    noticed = article(findings=(Finding("r", 1.0, "Economic"), Finding("other", 0.1, "x")))

    decision = decide(noticed, policy("kind: noticed, score: 0.6"))

    assert decision.action == "review"
    assert decision.findings == (Finding("r", 0.6, "Economic"), Finding("other", 0.1, "x"))


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("one two", 2), ("don't e-mail U.S.", 3), ("新闻报道", 2), ("新闻 and 报道", 3), ("ข่าวสด", 3)],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert word_count(text) == words
