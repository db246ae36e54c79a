"""Sum up what another policy would change: by rule, with examples."""

from collections import Counter
from dataclasses import dataclass, field

from unspin.model import Action
from unspin.moderation.policy import Policy
from unspin.moderation.policy_changes import changes
from unspin.pipeline.answers import Difference, Differences, Example
from unspin.pipeline.days import pages
from unspin.pipeline.replay import Replayed
from unspin.pipeline.services import Services
from unspin.stored import Entry

EXAMPLES = 3  # of each difference

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
                Difference(*group, count, self.examples[group])
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


def _group(because: str | None, before: Action, after: Action) -> Group:
    return because or "", before, after


def _evidence(entry: Entry, services: Services) -> str:
    """Return what the rule saw by which the stricter of both policies decides."""
    held = services.clean.load(entry.path)
    if held is None or entry.shadow is None:
        return ""
    both = [*((held.record["shadow"] or {}).get("findings", [])), *held.record["findings"]]
    return next((str(each["evidence"]) for each in both if each["rule"] == entry.shadow.because), "")
