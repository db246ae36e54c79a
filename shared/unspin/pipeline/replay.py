"""Try a policy on articles as they are stored: nothing is fetched again, and nothing is written.

What rules saw is stored with every record, so that bounds, actions and lists of sites are tried without looking again.
Rules that are new, or whose parameters are, look at the clean text. Times are taken as they were when it was ingested.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from unspin.model import Action, Decision
from unspin.moderation.beside import Redecided, redecide
from unspin.moderation.decision import SEVERITY
from unspin.moderation.duplicates import about_text, decide_relation
from unspin.moderation.policy import Policy
from unspin.moderation.reading import Context
from unspin.pipeline.commit import Record
from unspin.pipeline.days import Page, pages
from unspin.pipeline.record import article_of, comparison_of, findings_of
from unspin.pipeline.rewrite import Basis, stored
from unspin.pipeline.services import Services
from unspin.stored import Entry


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a policy makes of an article as it is stored."""

    entry: Entry
    action: Action
    because: str | None = None  # the rule by which the stricter decision was made, where they differ
    evidence: str = ""  # of that rule
    is_uncertain: bool = False  # rules looked again at a text of which something was redacted
    redacts_otherwise: bool = False  # only the original tells what its text would be
    is_readable: bool = True

    @property
    def is_changed(self) -> bool:
        """Whether it would be decided otherwise; what a person decided never is."""
        return self.action != self.entry.action


def replay(policy: Policy, since: str, services: Services, *, after: str = "") -> Iterator[tuple[Page, list[Replayed]]]:
    """Yield what *policy* makes of the articles ingested on the day *since* or later, page by page.

    *after* is the place of the last article of that day that was tried before.
    """
    for page in pages(since, services, after=after):
        yield page, list(replayed(page.entries, policy, services))


def replayed(entries: list[Entry], policy: Policy, services: Services) -> Iterator[Replayed]:
    """Yield what *policy* makes of each of the articles."""
    records = services.clean.load_all([entry.path for entry in entries if entry.ruling is None])
    for entry in entries:
        if entry.ruling is not None:
            yield Replayed(entry, entry.action)
            continue
        held = records.get(entry.path)
        record = held.record if held is not None and _is_its(held.record, entry) else stored(entry, services)
        if record is None:
            yield Replayed(entry, entry.action, is_readable=False)
        else:
            yield _replayed(entry, record, policy, services)


def under(policy: Policy, record: Record, services: Services) -> Redecided:
    """Return what *policy* makes of the text alone of the article that *record* holds."""
    article, then = article_of(record), services.policy_of(record["policy_version"])
    findings = about_text(findings_of(record), then, article) if then else ()
    return redecide(article, findings, then, policy, Context(now=record["ingested_at"]))


def basis(policy: Policy, services: Services, record: Record) -> Basis:
    """Return what *policy* makes of the text alone of what *record* holds, to rewrite its entry by."""
    return Basis(under(policy, record, services).decision, policy)


def _replayed(entry: Entry, record: Record, policy: Policy, services: Services) -> Replayed:
    found = under(policy, record, services)
    decision = decide_relation(
        found.decision,
        policy,
        article_of(record),
        relation=record["relation"],
        duplicate_of=record["duplicate_of"],
        comparison=comparison_of(record),
    )
    rule, evidence = _because(entry, record, decision)
    return Replayed(
        entry,
        decision.action,
        rule,
        evidence,
        is_uncertain=bool(found.hidden_from),
        redacts_otherwise=found.redacts_otherwise,
    )


def _because(entry: Entry, record: Record, decision: Decision) -> tuple[str | None, str]:
    """Return the rule, and what it saw, by which the stricter of both decisions was made."""
    if decision.action == entry.action:
        return None, ""
    stricter = SEVERITY[decision.action] > SEVERITY[entry.action]
    findings = decision.findings if stricter else findings_of(record)
    return (findings[0].rule, findings[0].evidence) if findings else (None, "")


def _is_its(record: Record, entry: Entry) -> bool:
    return bool(record["source"] == asdict(entry.source))
