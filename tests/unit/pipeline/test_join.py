"""Clusters that grow while others change them."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from unspin.adapters.memory import MemoryIndex
from unspin.errors import TransientError
from unspin.pipeline.join import ATTEMPTS, MEMBERS, alone, cluster_of, find_cluster, join
from unspin.stored import Cluster, Standing

A, B, C, D = (
    Standing(name, published_at=day, words=words, first_seen=seen)
    for name, day, words, seen in [
        ("a", "2026-03-02", 500, "4"),
        ("b", "2026-03-01", 100, "3"),
        ("c", "2026-03-01", 400, "2"),
        ("d", None, 900, "1"),
    ]
)


def test_an_article_without_relations_is_a_cluster_of_its_own_that_is_not_written() -> None:
    index = MemoryIndex()

    cluster = join(A, [], index, now="5")

    assert (cluster.cluster_id, cluster.size, cluster.canonical) == ("a", 1, "a")
    assert find_cluster("a", index) is None


@pytest.mark.parametrize("order", list(itertools.permutations([(A, B), (B, C), (C, D)])))
def test_members_and_the_canonical_one_are_the_same_in_any_order(order: Any) -> None:
    index = MemoryIndex()
    for one, other in order:
        join(one, [other], index, now="5")

    found = {cluster_of(each, index).cluster_id for each in (A, B, C, D)}
    cluster = cluster_of(A, index)
    assert found == {"d"}  # the one opened first
    assert [member.article_id for member in cluster.members] == ["c", "b", "a", "d"]
    assert cluster.size == 4


def test_joining_again_changes_nothing() -> None:
    index = MemoryIndex()
    first = join(A, [B, C], index, now="5")

    assert join(A, [B, C], index, now="6") == first
    assert join(C, [A], index, now="7") == first


def test_a_cluster_that_changed_meanwhile_is_read_again() -> None:
    index = Racing(times=2)

    cluster = join(A, [B], index, now="5")

    assert {member.article_id for member in cluster.members} >= {"a", "b"}


def test_a_cluster_that_keeps_changing_comes_again_later() -> None:
    with pytest.raises(TransientError, match=f"under {ATTEMPTS} attempts"):
        join(A, [B], Racing(times=ATTEMPTS), now="5")


def test_an_article_that_comes_back_takes_no_more_room_than_there_is() -> None:
    index = MemoryIndex()
    members = [Standing(f"{number:020x}", None, MEMBERS - number, "1") for number in range(MEMBERS)]
    other, last = members[1], members[-1]
    assert index.merge(Cluster(other.article_id, "1", tuple(members), MEMBERS, "1"), alone(last))
    late = Standing("f" * 20, None, MEMBERS, "1")  # its cluster is found, and it is not in there: it was taken down
    assert index.merge(replace(cluster_of(other, index), updated_at="2"), alone(late))

    cluster = join(late, [], index, now="3")

    assert (cluster.size, len(cluster.members)) == (MEMBERS + 1, MEMBERS)
    assert late in cluster.members
    assert last not in cluster.members


class Racing(MemoryIndex):
    """An index in which others win the first writes."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def merge(self, merged: Cluster, younger: Cluster) -> bool:
        if self.times:
            self.times -= 1
            return False
        return super().merge(merged, younger)
