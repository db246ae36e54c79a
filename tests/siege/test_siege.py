"""A small siege, on a real server."""

from pathlib import Path

import pytest

from tests.siege.articles import articles
from tests.siege.reckoning import behind_crowds
from tests.siege.server import MINISTACK, besieged
from tests.siege.siege import Siege
from unspin.local.stack import variables
from unspin.ports import POSTINGS_READ


def test_equal_seeds_make_equal_articles_of_the_share_of_copies_asked_for() -> None:
    made = articles(100)

    assert made == articles(100)
    assert made != articles(100, seed=2)
    assert sum(each.kind != "original" for each in made) == 30
    assert len({each.text for each in made if each.kind == "original"}) == 70
    assert all(200 < len(each.text.split()) < 700 for each in made if each.kind == "original")


@pytest.mark.server
@pytest.mark.timeout(900)
def test_workers_that_are_killed_lose_nothing_double_nothing_and_leave_nothing_behind(tmp_path: Path) -> None:
    assert MINISTACK.exists(), "set it up with scripts/tool.sh siege, as `make server-test` does"
    # Small batches, so that one is done long before its messages are shown to others again.
    with besieged(tmp_path) as stack, variables({"SIEGE_BATCH": "3"}):
        siege = Siege(stack, tmp_path, workers=3, kill_every_s=4, hidden_s=40, told=lambda _: None)
        result = siege.run(40)

    assert result.kills > 0
    assert {kind: found[:3] for kind, found in result.wrong.items() if found} == {}
    assert (result.poison, result.redriven > 0) == ("stored", True)


def test_a_posting_is_missed_unless_it_would_stand_behind_all_that_are_read() -> None:
    names = [f"{number:03}" for number in range(POSTINGS_READ + 2)]
    postings = {("crowded", name) for name in names[:POSTINGS_READ]} | {("other", names[0])}
    missing = {("crowded", names[-1]), ("other", names[-1])}

    assert behind_crowds(missing, postings) == {("crowded", names[-1])}
    assert behind_crowds({("crowded", names[0])}, postings | {("crowded", names[-1])}) == set()
