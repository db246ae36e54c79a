"""A policy says clearly what is wrong with it, and on which line."""

import time

import pytest

from unspin.errors import PolicyError
from unspin.moderation.policy import Policy, RuleSet, default_policy, read_policy
from unspin.moderation.rules import RULES

GOOD = """
version: "1"
actions: {review: 0.5, reject: 0.9}
rules:
  length.minimum:
    words: 40
    score: 0.6
  own.terms: {kind: block.terms, terms: [casino]}
"""


def test_the_policy_that_comes_along_is_valid() -> None:
    assert set(default_policy().form.rules) <= set(RULES)


def test_a_policy_is_read() -> None:
    policy = read_policy(GOOD, name="p.yaml")

    assert set(policy.rules_for("en").rules) == {"length.minimum", "own.terms"}
    assert policy == read_policy(GOOD, name="other.yaml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("words: 40", "words: forty", "line 6: rules.length.minimum.words: .*valid integer.*got 'forty'"),
        ("score: 0.6", "score: 1.1", "line 7: rules.length.minimum.score: .*less than or equal to 1.*got 1.1"),
        ("length.minimum", "length.min", "line 5: rules.length.min: there is no rule length.min; expected one of"),
        (
            "own.terms: {kind: block.terms, terms: [casino]}",
            "spam.trems: false",
            "line 8: rules.spam.trems: there is no rule",
        ),
        (
            "score: 0.6",
            "score: 0.6\n  date.stale: {days: 99999999999}",
            "line 8: rules.date.stale.days: .*got 99999999999",
        ),
        ("score: 0.6", "score: 0.6\n  date.future: {hours: 99999999999}", "line 8: rules.date.future.hours: input"),
        ("kind: block.terms", "kind: blok.terms", "line 8: rules.own.terms: there is no rule blok.terms"),
        ("score: 0.6", "weight: 2", "line 7: rules.length.minimum.weight: there is no such key here"),
        ("review: 0.5", "review: 0.95", r"line 3: actions: review \(0.95\) must not be above reject \(0.9\)"),
        ("review: 0.5", "hold: 0.5", "line 3: actions.hold: input should be 'review', 'reject' or 'redact'"),
        ('version: "1"', "", "line 3: version: field required"),
        ("rules:", "rulez: {}\nrules:", "line 4: rulez: there is no such key here"),
        (
            "    words: 40",
            "    words: 40\n    words: 41",
            "line 7: rules.length.minimum: words is given twice, first on line 6",
        ),
        (
            "  own.terms",
            "  length.minimum: {}\n  own.terms",
            "line 8: rules: length.minimum is given twice, first on line 5",
        ),
        ("score: 0.6", "actions: {redact: 0.5}", "line 5: rules.length.minimum: length.minimum does not say where"),
        (
            "{kind: block.terms, terms: [casino]}",
            "5",
            "line 8: rules.own.terms: expected parameters, {} or false, got 5",
        ),
        ("rules:", "rules: [", "p.yaml is not valid YAML"),
        ("terms: [casino]", "terms: [a]", "line 8: rules.own.terms.terms.0: .*at least 2 characters.*got 'a'"),
        ("[casino]}", "&a [casino]}\n  block.terms: {terms: *a }", "line 9: aliases are not supported"),
        (
            "own.terms: {kind: block.terms, terms: [casino]}",
            "block.patterns: {patterns: ['(a']}",
            r"line 8: rules.block.patterns.patterns.0: '\(a' is no regular expression of RE2: missing \)",
        ),
        (
            "own.terms: {kind: block.terms, terms: [casino]}",
            "block.patterns: {patterns: ['a*']}",
            "matches an empty text, and so every article",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_place(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(PolicyError, match=told):
        read_policy(GOOD.replace(old, new, 1), name="p.yaml")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("allow: {sites: [a.example]}\ndeny: {sites: [a.example]}", "line 9: allow.sites.0: a.example is allowed here"),
        (
            "allow: {phrases: [Café Noir]}\ndeny: {phrases: [cafe noir]}",
            "line 9: allow.phrases.0: 'Café Noir' is allowed",
        ),
        (
            "sites: {a.example: {rules: {length.minimum: {words: 0}}}}",
            "line 9: sites.a.example.rules.length.minimum.words",
        ),
        ("languages: {english: {rules: {}}}", "line 9: languages.english: string should match pattern"),
        ("languages: {de: {rules: {own.terms: {kind: block.domains}}}}", "own.terms"),
        ("duplicates: {exact: redact}", "line 9: duplicates.exact: input should be 'publish', 'review' or 'reject'"),
        ("duplicates: {copy: reject}", "line 9: duplicates.copy: input should be 'unique'"),
    ],
)
def test_what_contradicts_itself_is_refused(more: str, told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        read_policy(GOOD + more, name="p.yaml")


@pytest.mark.parametrize(
    "text", ["", "- a", "5", "[" * 10_000, "? [a]\n: b", "!!python/object:os.system {}", "a: \x00"]
)
def test_what_is_no_policy_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(PolicyError, match=r"p.yaml"):
        read_policy(text, name="p.yaml")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(GOOD.replace("40", "0").replace("0.6", "6.0"), name="p.yaml")

    assert str(caught.value).count("\n") == 2


def test_a_list_of_ten_thousand_terms_is_read_in_seconds() -> None:
    terms = ", ".join(f"term number {at}" for at in range(10_000))
    start = time.process_time()

    policy = read_policy(GOOD.replace("casino", terms), name="p.yaml")
    policy.rules_for("en")

    assert time.process_time() - start < 10


class EmptiedByOthers(dict[tuple[str | None, str | None], RuleSet]):
    """Forgets what it is given, as if another thread made room at once."""

    def __setitem__(self, key: tuple[str | None, str | None], value: RuleSet) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_a_thread_keeps_the_rules_that_another_one_makes_room_for() -> None:
    read = default_policy()

    assert "spam.terms" in Policy(read.form, read.text, EmptiedByOthers()).rules_for("en").rules


def test_a_misspelt_rule_of_a_site_is_not_switched_off_in_silence() -> None:
    with pytest.raises(PolicyError, match=r"sites\.a\.example\.rules\.spam\.trems: there is no rule"):
        read_policy(f"{GOOD}sites: {{a.example: {{rules: {{spam.trems: false}}}}}}", name="p.yaml")


def test_a_rule_of_ones_own_may_be_off_wherever_some_section_says_of_which_kind_it_is() -> None:
    sites = "sites: {a.example: {rules: {our.terms: {kind: block.terms}}}, b.example: {rules: {own.terms: false}}}"

    policy = read_policy(f"{GOOD}  our.terms: false\n{sites}", name="p.yaml")

    assert "our.terms" in policy.rules_for("en", "a.example").rules
    assert "own.terms" not in policy.rules_for("en", "b.example").rules
