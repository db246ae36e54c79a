"""The net beside the forests: what it answers, and what a page may cost."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.text import body
from unspin.text.characters import Words, characters_of, words_of
from unspin.text.features import Table, Told
from unspin.text.layout import of_text
from unspin.text.looks import look
from unspin.text.net import Layer, Net, chosen_words, convolved

RNG = np.random.default_rng(5)
LINES = ["The harbour board met twice.", "Ice was dear.", "", "Read more", "© Harbour News", "!!!"]


def seen(content: str) -> Table:
    """Return the table of a dump as the net sees it: after a first look."""
    table = Table(of_text(content), Told(), body.said([None] * len(of_text(content))))
    look(table, np.linspace(0, 1, table.count))
    return table


def layer(inputs: int, channels: int) -> Layer:
    parts = (RNG.normal(size=shape).astype(np.float32) for shape in ((inputs, channels), *[(channels,)] * 3))
    return Layer.of(dict(zip(("weights", "bias", "gain", "shift"), parts, strict=True)), "")


def slowly(each: Layer, inputs: np.ndarray) -> np.ndarray:
    """Return what a layer makes of *inputs* (blocks, inputs), as its definition says it."""
    sums = inputs @ each.weights + each.bias
    scaled = (sums - sums.mean(axis=1, keepdims=True)) / np.sqrt(sums.var(axis=1, keepdims=True) + 1e-5)
    return np.maximum(scaled * each.gain + each.shift, 0)


@settings(max_examples=30)
@given(st.integers(1, 12), st.sampled_from([1, 3, 9]))
def test_a_convolution_sees_as_many_blocks_before_and_behind_as_it_says(count, apart):
    each, hidden = layer(3 * 4, 4), RNG.normal(size=(count, 4)).astype(np.float32)
    nothing = np.zeros((apart, 4), np.float32)
    padded = np.concatenate((nothing, hidden, nothing))
    around = np.concatenate((padded[:count], hidden, padded[2 * apart :]), axis=1)
    assert convolved(hidden, each, apart) == pytest.approx(slowly(each, around), abs=1e-4)


def test_the_page_and_like_places_are_told_by_their_means():
    net = body.shipped(0).net
    hidden = RNG.normal(size=(4, len(net.answer))).astype(np.float32)
    group = np.array([7, 2, 7, 2])
    means = np.stack([hidden[group == own].mean(axis=0) for own in group])
    inputs = np.concatenate((hidden, np.broadcast_to(hidden.mean(axis=0), hidden.shape), means), axis=1)
    assert net._page(hidden, group) == pytest.approx(slowly(net.page, inputs), abs=1e-4)


def test_a_block_means_what_its_words_mean_on_average_and_without_words_nothing():
    net = body.shipped(0).net
    words = words_of(characters_of(["ice ice harbour", "...", "harbour"]))
    ice, harbour = (net._meant(words_of(characters_of([word])), 1)[0] for word in ("ice", "Harbour"))
    expected = [(2 * ice + harbour) / 3, np.zeros(len(ice)), harbour]
    assert net._meant(words, 3) == pytest.approx(np.array(expected), abs=1e-6)


def test_only_the_first_and_the_last_words_of_a_block_are_read():
    long = Words(np.arange(60, dtype=np.uint64) << np.uint64(60 - 6), np.ones(60, np.int64), np.zeros(60, np.int64))
    numbers, owner = chosen_words(long, 2, 1 << 10)
    assert numbers.tolist() == [*range(32), *range(44, 60)]
    assert not owner.any()


@pytest.mark.parametrize("content", ["One block.", "!!!", "\n".join(LINES), "\n".join(LINES * 700)])
def test_every_block_gets_odds_and_twice_the_same(content):
    net, table = body.shipped(0).net, seen(content)
    odds = net.odds(table)
    assert odds.shape == (table.count,)
    assert np.isfinite(odds).all()
    assert np.array_equal(odds, net.odds(table))


def test_what_is_far_away_changes_nothing_but_the_means():
    net, table = body.shipped(0).net, seen("\n".join(LINES * 20))
    read, changed = net._read(table), net._read(table)
    changed[80:] += 1
    for apart, each in net.convolutions:
        read, changed = read + convolved(read, each, apart), changed + convolved(changed, each, apart)
    reach = sum(apart for apart, _ in net.convolutions)
    assert np.array_equal(read[: 80 - reach], changed[: 80 - reach])
    assert not np.array_equal(read[80 - reach], changed[80 - reach])


def test_the_net_knows_every_row_of_the_table_by_its_name():
    assert body.shipped(0).net.names == tuple(seen("One block.").names)


def test_a_page_of_20_000_blocks_takes_little_memory_beside_its_table():
    net, table = body.shipped(0).net, seen("\n".join(["The harbour board met twice."] * 20_000))
    assert table.count == 20_000
    tracemalloc.start()
    net.odds(table)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_a_net_is_held_in_arrays_by_name():
    single = Net.of(arrays := _small(), "")
    assert [apart for apart, _ in single.convolutions] == arrays["apart"].tolist()
    assert single.read.weights.mean(axis=1) == pytest.approx(0, abs=1e-6)


def _small() -> dict[str, np.ndarray]:
    named = {"read": 2, "page": 12, "convolution0": 12}
    layers = {f"{name}_weights": RNG.normal(size=(count, 4)) for name, count in named.items()}
    layers |= {f"{name}_{key}": RNG.normal(size=4) for name in named for key in ("bias", "gain", "shift")}
    rest = {"tags": (3, 4), "words": (8, 2), "meaning": (2, 4), "answer": (4,), "middle": (2,), "spread": (2,)}
    return layers | {name: RNG.normal(size=shape) for name, shape in rest.items()} | {
        "names": np.array(["a", "b"]), "apart": np.array([1]), "bias": np.float64(0)
    }  # fmt: skip
