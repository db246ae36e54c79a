"""How the net is fitted: its gradients, and that what is written answers as what was fitted."""

from dataclasses import replace

import numpy as np
import pytest

from training import net
from training.net import Batch, Group, Lesson, Pass, Scale, Settings, Taught, begun, exported, fit
from unspin.text.features import Table, Told
from unspin.text.layout import of_text
from unspin.text.net import Net, numbered

SETTINGS = Settings(channels=12, rounds=1, belief=0.5, curiosity=2.0)
FACTS = 3
LINES = ["The harbour board met twice in a week.", "Ice was dear.", "", "Read more", "!!!", "© Harbour News"]


def lessons(count: int = 3) -> list[Lesson]:
    tables = [Table(of_text("\n".join(LINES[at:] + LINES)), Told()) for at in range(count)]
    return [Lesson(table, table.matrix(), (table.size > 12).astype(int), said_of(table)) for table in tables]


def said_of(table: Table, chance: float = 0.5) -> Taught:
    """Return what a teacher says: that a chance is *chance*, and whether blocks stand at even places."""
    even = np.arange(table.count) % 2 == 0
    facts = np.stack((even, ~even, even), axis=1).astype(np.float32)
    return Taught(np.full(table.count, chance, np.float32), facts, np.ones(table.count, bool))


def whole(lesson: Lesson, scale: Scale) -> Batch:
    """Return one page as a batch, nothing left out, with a block of nothing behind it."""
    table = lesson.table
    rows = np.concatenate((scale.scaled(lesson.rows), np.zeros((1, len(lesson.rows)))))
    tags, truth = np.append(table.layout.tags, 0), np.append(lesson.truth, 0)
    is_real = np.append(np.ones(table.count), 0)[:, None]
    groups = Group.by(1 - is_real[:, 0].astype(int)), Group.by(np.append(table.alike, 99))
    weight = is_real[:, 0] / table.count
    facts = np.concatenate((lesson.taught.facts, np.zeros((1, FACTS))))
    return Batch(rows, tags, *numbered(table.read, net.WORDS), is_real, groups, truth, weight, facts, 2 * weight)


def weights_and_batch(*, long: bool):
    (lesson,) = lessons(1)
    rng = np.random.default_rng(2)
    weights = begun(rng, len(lesson.rows), 1, SETTINGS.channels, FACTS)
    kind = np.float64 if long else np.float32
    moved = {key: value.astype(kind) + rng.normal(0, 0.05, value.shape).astype(kind) for key, value in weights.items()}
    return moved, whole(lesson, Scale.of([lesson])), lesson


def test_gradients_are_how_fast_the_loss_changes():
    weights, batch, _ = weights_and_batch(long=True)
    gradients = Pass(weights, batch).gradients()
    assert gradients.keys() == weights.keys()
    for key, gradient in gradients.items():
        steepest = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        step = np.zeros_like(weights[key])
        step[steepest] = 1e-5
        up, down = (Pass({**weights, key: weights[key] + sign * step}, batch).loss() for sign in (1, -1))
        assert (up - down) / 2e-5 == pytest.approx(gradient[steepest], rel=1e-3), key


def test_what_is_dropped_has_no_gradient():
    weights, batch, _ = weights_and_batch(long=True)
    one = Pass(weights, batch, np.random.default_rng(0))
    nothing = np.zeros_like(batch.weight)
    still = Pass(weights, replace(batch, weight=nothing, counts=nothing)).gradients()
    assert not any(gradient.any() for gradient in still.values())
    assert not np.array_equal(one.odds, Pass(weights, batch).odds)


def test_what_is_written_answers_as_what_was_fitted():
    weights, batch, lesson = weights_and_batch(long=False)
    written = exported(weights, Scale.of([lesson]), lesson.table.names)
    odds = Net.of({f"x_{key}": value for key, value in written.items()}, "x_").odds(lesson.table)
    assert odds == pytest.approx(Pass(weights, batch).odds[:-1], abs=0.02)  # weights are written as halves


def test_equal_seeds_make_equal_nets_and_others_others():
    names = lessons(1)[0].table.names
    one, again, other = (fit(lessons(), names, seed, SETTINGS) for seed in (1, 1, 2))
    assert all(np.array_equal(one[key], again[key]) for key in one)
    assert not np.array_equal(one["answer"], other["answer"])


def test_a_net_learns_what_a_page_shows():
    (lesson,) = lessons(1)
    untaught = replace(lesson, taught=None)
    found = Net.of(fit([untaught] * 24, lesson.table.names, 1, Settings()), "").odds(lesson.table)
    assert ((found > 0) == lesson.truth).all()


def test_a_net_believes_a_teacher_as_far_as_it_is_told_to():
    (lesson,) = lessons(1)
    wrong = replace(lesson, taught=replace(lesson.taught, chances=1 - lesson.truth))
    for belief, is_misled in ((0.2, False), (0.8, True)):
        settings = Settings(belief=belief, curiosity=0.0)
        found = Net.of(fit([wrong] * 24, lesson.table.names, 1, settings), "").odds(lesson.table)
        assert ((found > 0) == (lesson.truth != is_misled)).all()


def test_a_teacher_says_nothing_of_what_it_has_not_seen():
    (lesson,) = lessons(1)
    blind = replace(lesson.taught, chances=1 - lesson.truth, is_known=np.zeros(lesson.table.count, bool))
    settings = Settings(belief=0.8, curiosity=2.0)
    found = Net.of(fit([replace(lesson, taught=blind)] * 24, lesson.table.names, 1, settings), "").odds(lesson.table)
    assert ((found > 0) == lesson.truth).all()


def test_what_markup_says_is_learnt_and_not_written():
    (lesson,) = lessons(1)
    settings = replace(SETTINGS, rounds=0)
    written = fit([lesson] * 2, lesson.table.names, 1, settings)
    assert not any(key.startswith("facts") for key in written)
    assert written.keys() == fit([replace(lesson, taught=None)], lesson.table.names, 1, settings).keys()
