"""Score every rule on its labelled examples, and the default policy on legitimate pages if some are given.

usage: python benchmarks/moderation_eval.py [PAGES.jsonl[.gz]...] [--shown N] [--markdown]

Prints precision and recall of each rule, and fails where one is below its floor. Of pages, lines that hold
{id, html or text, url?}, it prints how many are published, by which rules others are held, and the time.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clean_eval import records
from benchmarks.moderation_examples import FIRES_AT, Examples, load, score_of
from unspin.model import Article, Decision, Page
from unspin.moderation.decision import decide
from unspin.moderation.policy import default_policy
from unspin.moderation.rules import RULES
from unspin.text.cleaning import clean

FLOOR = 0.9  # of precision and of recall, for every rule
LEAST = 20  # examples of each kind
PUBLISHED = 0.98  # share of legitimate pages


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule did on its examples."""

    rule: str
    positives: int
    negatives: int
    missed: tuple[str, ...]
    raised_falsely: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of what it saw that was there."""
        right = self.positives - len(self.missed)
        return right / max(1, right + len(self.raised_falsely))

    @property
    def recall(self) -> float:
        """Share of what was there that it saw."""
        return 1 - len(self.missed) / max(1, self.positives)

    @property
    def is_good(self) -> bool:
        """Whether it has examples enough, and reaches the floors."""
        return min(self.positives, self.negatives) >= LEAST and min(self.precision, self.recall) >= FLOOR


def main() -> int:
    """Print the tables; return 1 if something is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--shown", type=int, default=0, help="how many wrong examples to show of each rule")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    scores = [score(load(rule)) for rule in RULES]
    for each in scores:
        _print_score(each, options.shown, is_markdown=options.markdown)
    published = [pages(path) for path in options.pages]
    total, decided = sum(count for count, _ in published), sum(count for _, count in published)
    is_enough = not decided or total / decided >= PUBLISHED
    if decided:
        print(f"all pages: {total} of {decided} published, {total / decided:.2%}")
    return 0 if is_enough and all(each.is_good for each in scores) else 1


def score(examples: Examples) -> Score:
    """Return how a rule did on its *examples*."""
    fired = [(example, score_of(example, examples) >= FIRES_AT) for example in examples.examples]
    return Score(
        examples.rule,
        positives=sum(example.expected for example, _ in fired),
        negatives=sum(not example.expected for example, _ in fired),
        missed=tuple(example.shown for example, did in fired if example.expected and not did),
        raised_falsely=tuple(example.shown for example, did in fired if did and not example.expected),
    )


def _print_score(each: Score, shown: int, *, is_markdown: bool) -> None:
    counts = f"{each.positives:3} {each.negatives:3}"
    line = f"{each.rule:28} {counts}  P={each.precision:.3f} R={each.recall:.3f}"
    if is_markdown:
        line = f"| `{each.rule}` | {each.positives} | {each.negatives} | {each.precision:.3f} | {each.recall:.3f} |"
    print(line if each.is_good or is_markdown else f"{line}  BELOW THE FLOOR")
    for text in each.missed[:shown]:
        print(f"    missed: {text}")
    for text in each.raised_falsely[:shown]:
        print(f"    raised falsely: {text}")


def pages(path: Path) -> tuple[int, int]:
    """Decide about the pages of *path*, print what happened; return how many are published, and how many there are."""
    articles = [(str(page["id"]), _cleaned(page)) for page in records(path, 1_000_000)]
    with_text = [(name, article) for name, article in articles if article.blocks]
    policy = default_policy()
    decide(with_text[0][1], policy)  # what is loaded once is not what an article costs
    start = time.process_time()
    decided = [(name, decide(article, policy)) for name, article in with_text]
    spent = 1000 * (time.process_time() - start) / len(decided)
    actions = Counter(decision.action for _, decision in decided)
    words = sum(len(article.text.split()) for _, article in with_text) // len(with_text)
    print(f"\n{path.name}: {len(decided)} articles of {words} words, {dict(actions)}, {spent:.2f} ms/article")
    print("   ", Counter(found.rule for _, decision in decided for found in decision.findings).most_common(12))
    for name, decision in decided:
        if decision.action != "publish":
            print("   ", name[:40], decision.action, _told(decision))
    return actions["publish"], len(decided)


def _cleaned(page: dict[str, str]) -> Article:
    if page.get("html"):
        return clean(Page("html", page["html"], id=str(page["id"]), url=page.get("url")))
    return clean(Page("text", page["text"], id=str(page["id"]), url=page.get("url")))


def _told(decision: Decision) -> str:
    worst = decision.findings[0]
    return f"{worst.rule} {worst.score}: {worst.evidence[:120]}"


if __name__ == "__main__":
    sys.exit(main())
