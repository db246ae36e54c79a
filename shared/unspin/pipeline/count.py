"""Keep the counts and lists that people ask for, from what the index's stream tells.

Changes come at least once, in the order of their shard; a batch may come again with another end. Lists are written
before counts, and writing them again changes nothing; every tally remembers how far it has counted each shard.
"""

from collections import defaultdict
from collections.abc import Iterable

from unspin.errors import TransientError
from unspin.pipeline.fold import counted, days_of, leaves
from unspin.ports import Catalogue
from unspin.stored import Change

ATTEMPTS = 20  # of a tally that others write, too


def count(changes: Iterable[Change], catalogue: Catalogue) -> int:
    """Count *changes*; return how many days they touched. Repeating it changes nothing.

    Raises:
        TransientError: An adapter failed, or others keep writing the same day; deliver again.
    """
    told = list(changes)
    catalogue.put_leaves(leaves(told))
    by_day = defaultdict(list)
    for change in told:
        for day in days_of(change):
            by_day[day].append(change)
    for day in sorted(by_day):
        _count_day(day, by_day[day], catalogue)
    return len(by_day)


def _count_day(day: str, changes: list[Change], catalogue: Catalogue) -> None:
    for _ in range(ATTEMPTS):
        before = catalogue.tally(day)
        after = counted(before, changes)
        if after.seen == before.seen or catalogue.put_tally(after):
            return
    raise TransientError(f"the counts of {day}: others kept writing them in {ATTEMPTS} attempts")
