"""The labelled examples of the rules: tests/unit/moderation/examples/<rule>.yaml.

A file holds ``positive`` and ``negative`` examples, and may hold ``options`` (the rule's parameters), ``now``, and
``as``: the attribute of the article that an example of one string is. An example is a string or a mapping:

    text        paragraphs, set apart by " ¶ "        repeat   how often the text stands there, 1
    title, language, site, url, published_at, link_density: as in an article
    removed     a line that cleaning removed
    line        another line of the page, which cleaning compares with the title
    swaps       "before > after, ..." against the article that this one copies; ``relation`` is rewritten
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from unspin.model import Article, Comparison, Evidence, Removed, Substitution
from unspin.moderation.policy import Policy, read_policy
from unspin.moderation.reading import Context, Reading
from unspin.text.titles import respun

FOLDER = Path(__file__).parents[1] / "tests" / "unit" / "moderation" / "examples"
FIRES_AT = 0.5  # the score from which a rule says yes; below, it notes


@dataclass(frozen=True, slots=True)
class Example:
    """An article, and whether the rule should see something in it."""

    shown: str
    article: Article
    context: Context
    expected: bool


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one rule, and the policy that they are tried with."""

    rule: str
    policy: Policy
    examples: tuple[Example, ...]


def load(rule: str) -> Examples:
    """Return the examples of *rule*."""
    held = yaml.safe_load((FOLDER / f"{rule}.yaml").read_text(encoding="utf-8"))
    options = yaml.safe_dump({rule: held.get("options", {})}, default_flow_style=True, width=10_000)
    policy = read_policy(f'version: "examples"\nactions: {{}}\nrules: {options}', name=f"{rule}.yaml")
    examples = [_example(each, held, label) for label in ("positive", "negative") for each in held[label]]
    return Examples(rule, policy, tuple(examples))


def score_of(example: Example, examples: Examples) -> float:
    """Return the worst score that the rule gives to an example; 0 if it sees nothing."""
    rules = examples.policy.rules_for(example.article.language)
    reading = Reading(example.article, rules.terms, example.context)
    seen = rules.rules[examples.rule].see(reading, examples.rule)
    return max((each.score for each in seen), default=0.0)


def _example(each: Any, held: dict[str, Any], label: str) -> Example:
    given = dict(each) if isinstance(each, dict) else {held.get("as", "text"): str(each)}
    given = {"title": "Town council meets", "language": held.get("language", "en")} | given
    text = " ".join([given.pop("text", "The mayor spoke for an hour.")] * given.pop("repeat", 1))
    gone = given.pop("removed", None)
    line, swaps, relation = given.pop("line", None), given.pop("swaps", None), given.pop("relation", "rewritten")
    found = respun(given["title"], [line]) if line else None
    blocks = tuple(part.strip() for part in text.split("¶") if part.strip())
    removed = (Removed(gone, "other"),) if gone else ()
    article = Article(blocks=blocks, removed=removed, findings=(found,) if found else (), **given)
    comparison = Comparison(relation, 0.8, evidence=Evidence(substitutions=_swaps(swaps))) if swaps else None
    context = Context(now=held.get("now"), comparison=comparison)
    return Example(str(each)[:100], article, context, label == "positive")


def _swaps(text: str) -> tuple[Substitution, ...]:
    pairs = [pair.split(" > ") for pair in text.split(", ")]
    return tuple(Substitution(before.strip(), after.strip(), 1) for before, after in pairs)
