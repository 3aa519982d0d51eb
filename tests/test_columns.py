"""Trials column by column: whatever is read together, every trial stands in its row."""

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState
from bayesopt.columns import TOGETHER, Section

X, K, C = Float(0, 1), Int(0, 9), Categorical(["a", "b", "c"])
SPACE = Space({"x": X, "k": K, "c": C})
PART = Space({"c": Categorical(["c", "a"]), "x": X})


def trials_of(n):
    """Some without `k`."""
    rng = np.random.default_rng(0)
    for number in range(n):
        params = {"x": float(rng.random()), "c": "abc"[number % 3]}
        used = {"x": X, "c": C}
        if number % 4:
            params, used = {**params, "k": int(rng.integers(10))}, {**used, "k": K}
        yield FrozenTrial(number, TrialState.COMPLETE, params, used, (0.0,))


@pytest.mark.parametrize("moments", [(2 * TOGETHER + 3,), (1, TOGETHER, TOGETHER + 1, 1100)])
def test_every_trial_is_read_whenever_it_comes(moments):
    trials = list(trials_of(max(moments)))
    section = Section(1)
    for n in moments:
        section.trials[:] = trials[:n]
        section.encode(PART, n)  # so that columns have been read unequally far
    section.encode(Space({"k": K}), 1)
    for space in (SPACE, PART):
        expected = space.encode([trial.params for trial in trials])
        np.testing.assert_array_equal(section.encode(space, len(trials)), expected)
    labels = section.labels("c", len(trials), section)
    assert len(np.unique(labels)) == 3
    assert np.array_equal(labels[:-3], labels[3:])


def test_a_space_without_parameters_has_rows():
    section = Section(1)
    section.trials.extend(trials_of(3))
    assert section.encode(Space(), 3).shape == (3, 0)
