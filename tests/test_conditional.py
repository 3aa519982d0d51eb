"""Spaces some of whose parameters exist only where others say so."""

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int
from bayesopt.conditional import MIDDLE, NOWHERE, ConditionalSpace, Placed
from bayesopt.score import Score

PARAMS = {
    "model": Categorical(["linear", "forest", "net"]),
    "depth": Int(1, 9),
    "layers": Int(1, 4),
    "units": Categorical([8, 16]),
    "rate": Float(0, 1),
}


def trials(n, seed=0):
    """Points (n, d): depth in forests; layers in nets, units and rate in nets of 3 or more."""
    X = ConditionalSpace(PARAMS, {}).snap(np.random.default_rng(seed).random((n, 5)))
    model, deep = np.floor(3 * X[:, 0]), X[:, 2] > 0.5
    X[model != 1, 1] = np.nan
    X[model != 2, 2] = np.nan
    X[(model != 2) | ~deep, 3:] = np.nan
    return X


def test_rules_hold_for_trials_that_have_not_been_seen():
    space = ConditionalSpace.learnt(PARAMS, trials(60))
    new = trials(500, seed=1)
    latent = np.where(np.isnan(new), 0.3, new)
    assert np.array_equal(space.active(latent), ~np.isnan(new))


def test_trials_that_ended_early_tell_what_they_had():
    """All forests and all deep nets have failed, some before their last parameters."""
    X = trials(90)
    fails = (X[:, 0] == 0.5) | ~np.isnan(X[:, 3])
    broken = X[fails]
    broken[::3, 3:] = np.nan
    broken[::4, 1:] = np.nan
    space = ConditionalSpace.learnt(PARAMS, X[~fails], broken)
    new = trials(500, seed=1)
    latent = np.where(np.isnan(new), 0.3, new)
    assert np.array_equal(space.active(latent), ~np.isnan(new))


def test_trials_cut_short_do_not_tell_that_a_parameter_is_inactive():
    X = np.full((3, 2), 0.5)
    broken = np.tile([0.2, np.nan], (9, 1))
    params = {"a": Float(0, 1), "b": Float(0, 1)}
    assert ConditionalSpace.learnt(params, X, broken).rules == {}


def test_what_is_always_there_needs_no_rule():
    space = ConditionalSpace.learnt(PARAMS, np.full((4, 5), 0.5))
    assert space.rules == {}
    X = np.random.default_rng(0).random((6, 5))
    assert np.array_equal(space.place(X), X)


def test_inactive_coordinates_hold_nothing():
    space = ConditionalSpace.learnt(PARAMS, trials(60))
    X = np.array([[0.5 / 3, 0.9, 0.9, 0.9, 0.9]])
    assert space.place(X)[0].tolist() == [0.5 / 3, MIDDLE, MIDDLE, NOWHERE, MIDDLE]
    roaming = space.roam(X, np.random.default_rng(0))
    assert roaming[0, 0] == X[0, 0] and np.all(roaming[0, 1:] != 0.9)
    assert np.array_equal(space.place(roaming), space.place(X))


def test_only_active_parameters_are_suggested():
    space = ConditionalSpace.learnt(PARAMS, trials(60))
    assert space.decode([0.5, 0.5, 0.9, 0.9, 0.9]) == {"model": "forest", "depth": 5}
    assert space.draw([0.9, 0.5, 0.1, 0.9, 0.9]) == {"model": "net", "layers": 1}


def test_activity_that_nothing_explains_is_that_of_most_trials():
    X = np.full((9, 2), 0.5)
    X[:4, 1] = np.nan
    space = ConditionalSpace.learnt({"a": Float(0, 1), "b": Float(0, 1)}, X)
    assert space.active(np.array([[0.1, 0.1]])).all()


@pytest.mark.parametrize("model, moving", [(0.1, [0]), (0.5, [0, 1])])
def test_scores_do_not_change_along_what_is_inactive(model, moving):
    class Total(Score):
        def __call__(self, X):
            return X.sum(axis=1)

    space = ConditionalSpace.learnt(PARAMS, trials(60))
    score = Placed(Total(), space)
    X = np.array([[model, 0.3, 0.3, 0.3, 0.3]])
    moved = X + np.where(np.isin(np.arange(5), moving), 0.0, 0.1)
    assert score(X) == score(moved)
    _, slopes = score.gradient(X)
    assert np.flatnonzero(slopes[0]).tolist() == moving


def test_whole_numbers_that_decide_what_exists_are_switches():
    space = ConditionalSpace.learnt(PARAMS, trials(60))
    assert [name for name, on in zip(space, space.switches, strict=True) if on] == [
        "model",
        "layers",
        "units",
    ]
    assert ConditionalSpace(PARAMS, {}).switches.sum() == 2


def test_whole_numbers_of_uneven_cells_are_no_switches():
    params = {"n": Int(1, 8, log=True), "x": Float(0, 1)}
    X = np.array([[0.1, np.nan], [0.9, 0.5]])
    assert not ConditionalSpace.learnt(params, X).switches.any()


def test_what_is_inactive_is_not_beyond_the_cube():
    joint = {"kind": Categorical(["a", "b"]), "c": Categorical([1, 2]), "x": Float(0, 1)}
    X = np.array([[0.25, 0.25, np.nan], [0.75, np.nan, 0.3], [0.25, 0.75, np.nan]] * 3)
    space = ConditionalSpace.learnt(joint, X)
    placed = space.placed(X)
    assert placed.min() < 0
    assert space.offers(placed).all()
    placed[1, 2] = 1.2
    assert space.offers(placed).tolist() == [True, False] + [True] * 7


def test_trials_that_lack_a_parameter_that_was_added_stand_nowhere():
    rng = np.random.default_rng(0)
    X = rng.random((30, 2))
    X[:12, 1] = np.nan
    space = ConditionalSpace.learnt({"x": Float(0, 1), "y": Float(0, 1)}, X)
    assert not space.rules
    np.testing.assert_array_equal(space.placed(X), X)
    assert space.active(rng.random((9, 2))).all()
