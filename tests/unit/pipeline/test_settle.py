"""What a copy costs that comes to a large cluster."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

from tests.unit.pipeline.test_ingest import take_in
from unspin.pipeline.join import MEMBERS
from unspin.pipeline.relate import COMPARED
from unspin.pipeline.services import Services
from unspin.runtime import embedded

SENTENCES = 30


class Counted:
    """An index that counts what it is asked, and how much it answers with."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.calls: Counter[str] = Counter()
        self.items: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._index, name)
        if not callable(asked):
            return asked

        def counted(*args: Any, **more: Any) -> Any:
            found = asked(*args, **more)
            self.calls[name] += 1
            self.items[name] += len(found) if isinstance(found, dict | list | set) else 1
            return found

        return counted


def sentence(chance: random.Random) -> str:
    names = " ".join(f"N{chance.randrange(10_000)}quist" for _ in range(4))
    return f"The harbour of {names} counted {chance.randrange(10_000)} crates of herring before noon, said its captain."


def of_a_cluster(size: int, seen: tuple[int, ...]) -> dict[int, Counted]:
    """Take in so many copies, each with some sentences of its own; return what those *seen* asked the index."""
    services: Services = embedded()
    chance = random.Random(1)
    text = [sentence(chance) for _ in range(SENTENCES)]
    found: dict[int, Counted] = {}
    for number in range(size):
        copy = [sentence(chance) if chance.random() < 0.1 else each for each in text]
        counted = Counted(services.index)
        asked: Any = replace(services, index=counted)
        [outcome] = take_in(
            asked,
            f"s{number}/a.txt",
            " ".join(copy).encode(),
            at=f"2026-11-02T10:{number // 60:02}:{number % 60:02}.000Z",
        )
        assert outcome.entry is not None
        assert number == 0 or outcome.entry.relation == "near_duplicate"
        if number in seen:
            found[number] = counted
    return found


def test_a_copy_asks_as_often_however_many_copies_there_are() -> None:
    """Beyond those that it is compared with; of members it reads one item each, and of those 2,000 are named."""
    before, after = of_a_cluster(100, (50, 99)).values()

    asked = {name: (before.calls[name], after.calls[name]) for name in after.calls}
    assert {name: each for name, each in asked.items() if each[1] > each[0] + 1} == {}
    read = after.items["entries"] + after.items["linked"]
    assert read <= 4 * 100, "twice the entries, and twice who is linked with the canonical article"
    assert after.items["links"] + after.items["bodies"] <= 6 * COMPARED
    assert MEMBERS == 2_000
