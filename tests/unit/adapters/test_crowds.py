"""Crowded keys are written by those alone whose postings would be read."""

from random import Random

from unspin.adapters.crowds import TRUSTED_S, Crowds


def test_only_what_would_be_read_is_written() -> None:
    crowds = Crowds(most=3)
    crowds.note("k", ["b", "d", "f"], now_s=0)

    assert crowds.wanted("e", ["k", "other"], now_s=1) == ["k", "other"]
    assert crowds.wanted("f", ["k"], now_s=1) == ["k"]
    assert crowds.wanted("g", ["k", "other"], now_s=1) == ["other"]


def test_a_key_that_is_not_crowded_is_written() -> None:
    crowds = Crowds(most=3)
    crowds.note("k", ["b", "d"], now_s=0)

    assert crowds.wanted("g", ["k"], now_s=1) == ["k"]
    assert crowds.taken() == 0


def test_it_is_trusted_for_a_while_only() -> None:
    crowds = Crowds(most=1)
    crowds.note("k", ["b"], now_s=0)

    assert crowds.wanted("g", ["k"], now_s=TRUSTED_S - 1) == []
    assert crowds.wanted("g", ["k"], now_s=TRUSTED_S) == ["k"]


def test_of_many_that_share_a_key_few_write_it() -> None:
    crowds, posted, written, random = Crowds(most=200), set[str](), 0, Random(1)
    for _ in range(20_000):
        name = f"{random.getrandbits(80):020x}"
        for key in crowds.wanted(name, ["k"], now_s=0):
            assert key == "k"
            posted.add(name)
            written += 1
        crowds.note("k", sorted(posted)[:200], now_s=0)

    assert written < 1_300  # 200 * (1 + log(100)), and some luck
