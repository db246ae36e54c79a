"""Texts as rows of numbers."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.dedup import lexicon as module
from unspin.dedup.lexicon import CAPITAL, NAME, NUMBER, STOP, Lexicon, hashed
from unspin.dedup.tokens import ENDERS, marks, normalised, pieces

TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["The", "ship", "(Reuters)", "1,5", "1.", "2", "well-known", "U.S.", "\n", " ", "\u2028", "—", "船", "ship'"]
    ),
    max_size=40,
).map("".join)


@given(TEXTS, st.sampled_from(["en", "zh", "xx"]))
def test_a_scan_holds_the_tokens_of_a_text_and_knows_which_open_a_sentence(text: str, language: str) -> None:
    read = normalised(text)
    whole = marks(read)
    words = [at for at, mark in enumerate(whole) if mark not in ENDERS]
    scan = Lexicon(language).scan(read)

    assert scan.hashes.tolist() == [hashed(whole[at].casefold()) for at in words]
    assert scan.opens.tolist() == [at == 0 or whole[at - 1] in ENDERS for at in words]


def test_a_capital_is_a_name_unless_it_opens_a_sentence() -> None:
    scan = Lexicon("en").scan("Ships left Oslo\nPort said 35 of them. Bergen too")

    named = ((scan.flags & NAME) != 0).tolist()
    assert named == [False, False, True, False, False, False, False, False, False, False]
    assert (scan.flags & CAPITAL != 0).tolist() == [True, False, True, True, False, False, False, False, True, False]
    assert np.count_nonzero(scan.flags & NUMBER) == 1
    assert np.count_nonzero(scan.flags & STOP) == 3


def test_threads_may_share_a_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECES", 2_000)  # it starts anew meanwhile, too
    texts = [" ".join(f"W{one * other}x{other}, ({one}) b{one}." for other in range(100)) for one in range(100)]
    shared, pause = Lexicon("en"), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(shared.scan, texts))
    finally:
        sys.setswitchinterval(pause)

    for found, text in zip(together, texts, strict=True):
        alone = Lexicon("en").scan(text)
        assert found.stems.tolist() == alone.stems.tolist()
        assert found.flags.tolist() == alone.flags.tolist()


def test_what_is_held_is_bounded_and_forgetting_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECES", 3)
    crowded = Lexicon("en")
    texts = ["One ship left.", "Two ships, (35) of them, left Oslo.", "One ship left Bergen."]

    for text in texts:
        ours, theirs = crowded.scan(text), Lexicon("en").scan(text)
        assert ours.stems.tolist() == theirs.stems.tolist()
        assert ours.rarity.tolist() == theirs.rarity.tolist()
        assert ours.flags.tolist() == theirs.flags.tolist()
    assert len(crowded) <= 3 + len(set(pieces(texts[-1])))
