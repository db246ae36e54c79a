"""How the net is fitted: its gradients, and that what is written answers as what was fitted."""

from dataclasses import replace

import numpy as np
import pytest

from training import net
from training.net import Batch, Group, Lesson, Pass, Scale, begun, exported, fit
from unspin.text.features import Table, Told
from unspin.text.layout import of_text
from unspin.text.net import Net, numbered

LINES = ["The harbour board met twice in a week.", "Ice was dear.", "", "Read more", "!!!", "© Harbour News"]


def lessons(count: int = 3) -> list[Lesson]:
    tables = [Table(of_text("\n".join(LINES[at:] + LINES)), Told()) for at in range(count)]
    return [Lesson(table, table.matrix(), (table.size > 12).astype(int)) for table in tables]


def whole(lesson: Lesson, scale: Scale) -> Batch:
    """Return one page as a batch, nothing left out, with a block of nothing behind it."""
    table = lesson.table
    rows = np.concatenate((scale.scaled(lesson.rows), np.zeros((1, len(lesson.rows)))))
    tags, truth = np.append(table.layout.tags, 0), np.append(lesson.truth, 0)
    is_real = np.append(np.ones(table.count), 0)[:, None]
    groups = Group.by(1 - is_real[:, 0].astype(int)), Group.by(np.append(table.alike, 99))
    return Batch(rows, tags, *numbered(table.read, net.WORDS), is_real, groups, truth, is_real[:, 0] / table.count)


def weights_and_batch(*, long: bool):
    (lesson,) = lessons(1)
    rng = np.random.default_rng(2)
    weights = begun(rng, len(lesson.rows), 1)
    kind = np.float64 if long else np.float32
    moved = {key: value.astype(kind) + rng.normal(0, 0.05, value.shape).astype(kind) for key, value in weights.items()}
    return moved, whole(lesson, Scale.of([lesson])), lesson


def loss(weights, batch: Batch) -> float:
    odds = Pass(weights, batch).odds
    return float(((np.logaddexp(0, odds) - batch.truth * odds) * batch.weight).sum())


def test_gradients_are_how_fast_the_loss_changes():
    weights, batch, _ = weights_and_batch(long=True)
    one = Pass(weights, batch)
    gradients = one.gradients(one.slopes())
    assert gradients.keys() == weights.keys()
    for key, gradient in gradients.items():
        steepest = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        step = np.zeros_like(weights[key])
        step[steepest] = 1e-5
        up, down = (loss({**weights, key: weights[key] + sign * step}, batch) for sign in (1, -1))
        assert (up - down) / 2e-5 == pytest.approx(gradient[steepest], rel=1e-3), key


def test_what_is_dropped_has_no_gradient():
    weights, batch, _ = weights_and_batch(long=True)
    one = Pass(weights, batch, np.random.default_rng(0))
    nothing = replace(batch, weight=np.zeros_like(batch.weight))
    assert np.array_equal(Pass(weights, nothing).slopes(), np.zeros(len(one.odds)))
    assert not np.array_equal(one.odds, Pass(weights, batch).odds)


def test_what_is_written_answers_as_what_was_fitted():
    weights, batch, lesson = weights_and_batch(long=False)
    written = exported(weights, Scale.of([lesson]), lesson.table.names)
    odds = Net.of({f"x_{key}": value for key, value in written.items()}, "x_").odds(lesson.table)
    assert odds == pytest.approx(Pass(weights, batch).odds[:-1], abs=0.02)  # weights are written as halves


def test_equal_seeds_make_equal_nets_and_others_others(monkeypatch):
    monkeypatch.setattr(net, "_EPOCHS", 1)
    names = lessons(1)[0].table.names
    one, again, other = (fit(lessons(), names, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one[key], again[key]) for key in one)
    assert not np.array_equal(one["answer"], other["answer"])


def test_a_net_learns_what_a_page_shows():
    (lesson,) = lessons(1)
    found = Net.of(fit([lesson] * 24, lesson.table.names, 1), "").odds(lesson.table)
    assert ((found > 0) == lesson.truth).all()
