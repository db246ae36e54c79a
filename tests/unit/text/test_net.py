"""The net beside the forests: what it answers, and what a page may cost."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.text import body
from unspin.text import net as net_module
from unspin.text.characters import Words, characters_of, words_of
from unspin.text.features import Table, Told
from unspin.text.layout import of_text
from unspin.text.looks import look
from unspin.text.net import Layer, Net, convolved, numbered, product

RNG = np.random.default_rng(5)
LINES = ["The harbour board met twice.", "Ice was dear.", "", "Read more", "© Harbour News", "!!!"]


def seen(content: str) -> Table:
    """Return the table of a dump as the net sees it: after a first look."""
    table = Table(of_text(content), Told(), body.said([None] * len(of_text(content))))
    look(table, np.linspace(0, 1, table.count))
    return table


@settings(max_examples=30)
@given(st.integers(1, 12), st.sampled_from([1, 3, 9]))
def test_a_convolution_sees_as_many_blocks_before_and_behind_as_it_says(count, apart):
    weights, hidden = RNG.normal(size=(3 * 4, 5)), RNG.normal(size=(count, 4))
    nothing = np.zeros((apart, 4))
    padded = np.concatenate((nothing, hidden, nothing))
    around = np.concatenate((padded[:count], hidden, padded[2 * apart :]), axis=1)
    beside = np.concatenate(np.split(weights, 3), axis=1)
    assert convolved(hidden, beside, apart) == pytest.approx(around @ weights)


@pytest.mark.parametrize("rows", [0, 1, 99, 100, 101, 250])
def test_a_product_in_pieces_is_the_product(rows, monkeypatch):
    monkeypatch.setattr(net_module, "_SINGLE", 100 * 12)
    left, right = RNG.normal(size=(rows, 3)), RNG.normal(size=(3, 4))
    assert product(left, right) == pytest.approx(left @ right)
    assert product(np.asfortranarray(left), right) == pytest.approx(left @ right)


def test_sums_are_brought_to_one_scale_row_by_row_and_cut_off_below_nothing():
    weights, bias, gain, shift = (RNG.normal(size=size) for size in ((6, 4), 4, 4, 4))
    inputs = RNG.normal(size=(9, 6))
    sums = inputs @ weights + bias
    scaled = (sums - sums.mean(axis=1, keepdims=True)) / np.sqrt(sums.var(axis=1, keepdims=True) + 1e-5)
    layer = Layer.of({"weights": weights, "bias": bias, "gain": gain, "shift": shift}, "")
    assert layer.scaled(inputs @ layer.weights) == pytest.approx(np.maximum(scaled * gain + shift, 0), abs=1e-4)


def test_the_page_and_like_places_are_told_by_their_means():
    net = body.shipped(0).net
    hidden = RNG.normal(size=(4, len(net.answer))).astype(np.float32)
    group = np.array([7, 2, 7, 2])
    means = np.stack([hidden[group == own].mean(axis=0) for own in group])
    inputs = np.concatenate((np.broadcast_to(hidden.mean(axis=0), hidden.shape), means), axis=1)
    assert net._means(hidden, group) == pytest.approx(inputs @ net.means, abs=1e-4)


def test_a_block_means_what_its_words_mean_on_average_and_without_words_nothing():
    net = body.shipped(0).net
    words = words_of(characters_of(["ice ice harbour", "...", "harbour"]))
    ice, harbour = (net._meant(words_of(characters_of([word])), 1)[0] for word in ("ice", "Harbour"))
    expected = [(2 * ice + harbour) / 3, np.zeros(len(ice)), harbour]
    assert net._meant(words, 3) == pytest.approx(np.array(expected), abs=1e-6)


def test_words_are_numbered_by_the_first_bits_of_their_hashes():
    words = Words(np.array([0, 3, 2**64 - 1], np.uint64), np.ones(3, np.int64), np.array([0, 0, 1]))
    numbers, owner = numbered(words, 1 << 4)
    assert numbers.tolist() == [0, 0, 15]
    assert owner.tolist() == [0, 0, 1]


def test_of_a_page_of_endless_words_so_many_are_read():
    words = Words(np.zeros(300_000, np.uint64), np.ones(300_000, np.int64), np.zeros(300_000, np.int64))
    assert len(numbered(words, 1 << 4)[0]) == 200_000


@pytest.mark.parametrize("content", ["One block.", "!!!", "\n".join(LINES), "\n".join(LINES * 700)])
def test_every_block_gets_odds_and_twice_the_same(content):
    net, table = body.shipped(0).net, seen(content)
    odds = net.odds(table)
    assert odds.shape == (table.count,)
    assert np.isfinite(odds).all()
    assert np.array_equal(odds, net.odds(table))


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
    arrays = _small()
    single = Net.of({f"x_{name}": array for name, array in arrays.items()}, "x_")
    assert [apart for apart, _ in single.convolutions] == arrays["apart"].tolist()
    assert single.read.weights.mean(axis=1) == pytest.approx(0, abs=1e-6)


def _small() -> dict[str, np.ndarray]:
    named = {"read": 2, "convolution0": 12}
    layers = {f"{name}_weights": RNG.normal(size=(count, 4)) for name, count in named.items()}
    layers |= {f"{name}_{key}": RNG.normal(size=4) for name in named for key in ("bias", "gain", "shift")}
    rest = {
        "tags": (3, 4),
        "words": (8, 2),
        "meaning": (2, 4),
        "means": (8, 4),
        "answer": (4,),
        "middle": (2,),
        "spread": (2,),
    }
    return layers | {name: RNG.normal(size=shape) for name, shape in rest.items()} | {
        "names": np.array(["a", "b"]), "apart": np.array([1]), "bias": np.float64(0)
    }  # fmt: skip
