"""How far a replay is, in a file: a run that was cut off is taken up where it stopped."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from unspin.pipeline.answers import Example
from unspin.pipeline.days import Page
from unspin.pipeline.differences import Tally


@dataclass
class KeptReplay:
    """What was counted of a policy since a day, and the last article that was."""

    policy: str
    since: str
    tally: Tally
    day: str
    place: str = ""

    def save(self, path: Path, page: Page) -> None:
        """Write everything anew, in one step: who is cut off here leaves the file from before."""
        self.day, self.place = page.day, page.place
        told = {
            "policy": self.policy,
            "since": self.since,
            "day": self.day,
            "place": self.place,
            "counts": self.tally.counts,
            "groups": [
                [*group, count, [asdict(each) for each in self.tally.examples.get(group, [])]]
                for group, count in self.tally.groups.items()
            ],
        }
        written = path.with_name(f"{path.name}.new")
        written.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        written.replace(path)


def begun(path: Path | None, policy: str, since: str | None, default: str, examples: int) -> KeptReplay:
    """Return a replay as *path* keeps it, or a new one.

    Raises:
        ClickException: The file is none, or one of another policy or another first day.
    """
    first = since or default
    if path is None or not path.exists():
        return KeptReplay(policy, first, Tally(examples), first)
    try:
        found = _read(json.loads(path.read_text(encoding="utf-8")), examples)
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} keeps no replay: expected a file that --keep wrote") from error
    if found.policy != policy or since not in {None, found.since}:
        expected = f"expected {policy} since {first}; name another file, or remove this one"
        raise click.ClickException(f"{path} keeps a replay of {found.policy} since {found.since}: {expected}")
    return found


def _read(told: dict[str, Any], examples: int) -> KeptReplay:
    tally = Tally(examples, Counter(told["counts"]))
    for because, before, after, count, shown in told["groups"]:
        group = because, before, after
        tally.groups[group] = count
        tally.examples[group] = [Example(**each) for each in shown]
    day = date.fromisoformat(told["day"]).isoformat()
    return KeptReplay(told["policy"], told["since"], tally, day, told["place"])
