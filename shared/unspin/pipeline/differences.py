"""Sum up what another policy would change: by rule, with examples.

What a draft would change is there in two ways: read from the articles of some days, or, for who waits for the answer,
from the counts and lists that are kept of it, by a handful of requests and up to a minute behind.
"""

from collections import Counter
from dataclasses import dataclass, field

from unspin.model import Action
from unspin.moderation.policy import Policy
from unspin.moderation.policy_changes import changes
from unspin.pipeline.answers import Difference, Differences, Example
from unspin.pipeline.days import pages
from unspin.pipeline.fold import draft_list, read_beside
from unspin.pipeline.listing import days_back
from unspin.pipeline.present import present
from unspin.pipeline.replay import Replayed
from unspin.pipeline.services import Services
from unspin.ports import StoredRecord
from unspin.stored import Entry, Line

EXAMPLES = 3  # of each difference
LEAVES = 25  # of the list of a month, looked through for examples
LINES = 100  # what they name is read by one request
EXAMPLES_IN_ALL = 24  # whose records are read, at once
MOST_DAYS = 28  # counted: of two months at most, a request to each

Group = tuple[str, Action, Action]


@dataclass
class Tally:
    """Counts differences as they come."""

    examples_of_each: int = EXAMPLES
    counts: Counter[str] = field(default_factory=Counter)
    groups: Counter[Group] = field(default_factory=Counter)
    examples: dict[Group, list[Example]] = field(default_factory=dict)

    def add(self, found: Replayed) -> None:
        """Count an article that was tried."""
        self.counts["articles"] += 1
        self.counts["kept"] += found.entry.ruling is not None
        self.counts["uncertain"] += found.is_uncertain
        self.counts["originals"] += found.redacts_otherwise
        self.counts["unreadable"] += not found.is_readable
        if found.is_changed:
            self._differ(found.entry, found.action, found.because, found.evidence)

    def add_shadow(self, entry: Entry, services: Services) -> None:
        """Count an article that the draft ran beside."""
        shadow = entry.shadow
        if shadow is None:
            return
        self.counts["articles"] += 1
        self.counts["kept"] += entry.ruling is not None
        if shadow.action != entry.action:
            group = _group(shadow.because, entry.action, shadow.action)
            is_shown = len(self.examples.get(group, [])) < self.examples_of_each
            evidence = _evidence(entry, services) if is_shown else ""
            self._differ(entry, shadow.action, shadow.because, evidence)

    def summary(self, policy: Policy, live: Policy, since: str) -> Differences:
        """Return what was counted."""
        return Differences(
            policy=policy.version,
            since=since,
            parameters=changes(live.form, policy.form),
            articles=self.counts["articles"],
            changed=sum(self.groups.values()),
            kept=self.counts["kept"],
            uncertain=self.counts["uncertain"],
            originals=self.counts["originals"],
            unreadable=self.counts["unreadable"],
            differences=[
                Difference(*group, count, self.examples.get(group, []))
                for group, count in sorted(self.groups.items(), key=lambda each: (-each[1], each[0]))
            ],
        )

    def _differ(self, entry: Entry, action: Action, because: str | None, evidence: str) -> None:
        group = _group(because, entry.action, action)
        self.groups[group] += 1
        examples = self.examples.setdefault(group, [])
        if len(examples) < self.examples_of_each:
            examples.append(Example(entry.article_id, entry.title, entry.site, evidence))


def shadow_differences(since: str, services: Services, *, examples: int = EXAMPLES) -> Differences | None:
    """Return what the draft would change, of the articles that it ran beside since that day; None without a draft."""
    in_force = services.policies.current()
    if in_force.draft is None:
        return None
    tally = Tally(examples)
    for page in pages(since, services):
        for entry in page.entries:
            if entry.shadow is not None and entry.shadow.version == in_force.draft.version:
                tally.add_shadow(entry, services)
    return tally.summary(in_force.draft, in_force.live, since)


def draft_differences(services: Services, *, days: int, examples: int = EXAMPLES) -> Differences | None:
    """Return what the draft would change, of the articles of the last *days* (28 at most) that it ran beside.

    Counted, not read: by five requests at most, and a minute behind. None without a draft.
    """
    in_force = services.policies.current()
    if in_force.draft is None:
        return None
    version = in_force.draft.version
    first, last = days_back(min(days, MOST_DAYS), services)
    tally = Tally(examples)
    for of_day in services.catalogue.tallies(first, last):
        tally.counts["kept"] += of_day.counts.get("draft_kept", {}).get(version, 0)
        for value, count in of_day.counts.get("draft", {}).items():
            told = read_beside(value)
            if told is None or told[0] != version:
                continue
            tally.counts["articles"] += count
            if told[2] != told[3]:
                tally.groups[told[1:]] += count
    if tally.groups:
        tally.examples = _examples(version, first, last, tally, services)
    return tally.summary(in_force.draft, in_force.live, first)


def _examples(version: str, first: str, last: str, tally: Tally, services: Services) -> dict[Group, list[Example]]:
    """Return the newest articles of each difference, with what the rule saw.

    The record is read last: what is taken down while somebody asks has none, and is no example.
    """
    lines: list[Line] = []
    for month in sorted({first[:7], last[:7]}, reverse=True):
        leaves, _ = services.catalogue.leaves(draft_list(version), month, up_to=None, limit=LEAVES)
        lines += [line for leaf in leaves for line in leaf.lines if line.at[:10] >= first]
    entries = present(list(dict.fromkeys(line.id for line in lines))[:LINES], services)
    newest = sorted(entries.values(), key=lambda entry: (entry.ingested_at, entry.article_id), reverse=True)
    found: dict[Group, list[Entry]] = {}
    for entry in newest:
        shadow = entry.shadow
        if shadow is not None and shadow.version == version and shadow.action != entry.action:
            found.setdefault(_group(shadow.because, entry.action, shadow.action), []).append(entry)
    # The first of each difference before the second of any.
    ranked = [
        (group, those[place])
        for place in range(tally.examples_of_each)
        for group, those in sorted(found.items(), key=lambda each: -tally.groups[each[0]])
        if place < len(those)
    ][:EXAMPLES_IN_ALL]
    records = services.clean.load_all([entry.path for _, entry in ranked])
    examples: dict[Group, list[Example]] = {}
    for group, entry in ranked:
        if entry.path in records:
            seen = _seen(entry, records[entry.path])
            examples.setdefault(group, []).append(Example(entry.article_id, entry.title, entry.site, seen))
    return examples


def _group(because: str | None, before: Action, after: Action) -> Group:
    return because or "", before, after


def _evidence(entry: Entry, services: Services) -> str:
    """Return what the rule saw by which the stricter of both policies decides."""
    return _seen(entry, services.clean.load(entry.path))


def _seen(entry: Entry, held: StoredRecord | None) -> str:
    if held is None or entry.shadow is None:
        return ""
    both = [*((held.record["shadow"] or {}).get("findings", [])), *held.record["findings"]]
    return next((str(each["evidence"]) for each in both if each["rule"] == entry.shadow.because), "")
