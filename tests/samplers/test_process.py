"""How deep values go on a logarithmic scale, by the evidence of a process."""

import numpy as np
import pytest

from bayesopt import create_study
from bayesopt.gp import GP
from bayesopt.outputs import Warp, shortening
from bayesopt.samplers import ActiveLearningSampler, GPSampler
from bayesopt.samplers.learning import Learnt
from bayesopt.samplers.process import best_depth
from bayesopt.space import Float, Space
from tests.samplers.resuming import resumed

SPACE = Space({f"x{j}": Float(0.0, 1.0) for j in range(4)})


def bowl(X):
    return np.sum(np.square(X - 0.4), axis=-1)


def fifth_power(trial):
    return float(bowl(np.array([trial.suggest_float(name, 0, 1) for name in SPACE])) ** 5)


def depths(study):
    notes = [note for trial in study.trials for note in trial.notes.values()]
    return [note.get("depth", 0) for note in notes if isinstance(note, dict) and "theta" in note]


def points(seed, n=30):
    return np.random.default_rng(seed).random((n, 4))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "f",
    [bowl, lambda X: np.sqrt(bowl(X)), lambda X: np.sin(5 * X).sum(axis=1), lambda X: X[:, 0]],
    ids=["bowl", "cone", "waves", "slope"],
)
def test_what_has_no_long_tail_is_left_as_it_is(f, seed):
    X = points(seed)
    y = f(X)
    assert best_depth(GP(), X, y, shortening(y), 3, SPACE, None) == 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("tail", "n"), [(lambda u: u**5, 120), (lambda u: np.exp(40 * u), 30)], ids=["power", "exp"]
)
def test_a_long_tail_of_the_better_half_goes_on_a_logarithmic_scale(tail, n, seed):
    X = points(seed, n)
    y = tail(bowl(X))
    assert best_depth(GP(), X, y, shortening(y), 3, SPACE, None) == 1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "tail", [lambda u: -np.exp(-30 * u), lambda u: -((u + 0.01) ** -4)], ids=["exp", "power"]
)
def test_a_long_tail_of_good_values_goes_on_a_logarithmic_scale(tail, seed):
    X = points(seed, 30)
    y = tail(bowl(X))
    assert shortening(y) == Warp()
    assert best_depth(GP(), X, y, Warp(), 3, SPACE, None) == -1


def test_what_had_a_long_good_tail_comes_back_step_by_step():
    X = points(0, 60)
    deep = Learnt(60, 60, 60, GP().fit(X, bowl(X)).hyperparameters, depth=-3)
    y = bowl(X)
    assert best_depth(GP(), X, y, shortening(y), 3, SPACE, deep) == -2


def test_values_from_beyond_the_range_keep_all_as_they_are():
    X = points(0, 30)
    y = np.exp(40 * bowl(X))
    assert best_depth(GP(), X, y, shortening(y), 3, SPACE, None) == 1
    X[0, 0] = 1.5
    assert best_depth(GP(), X, y, shortening(y), 3, SPACE, None) == 0


@pytest.mark.parametrize("given", [{"mean": 0.5}, {"scale": 2.0}, {"noise_std": 0.1}])
def test_what_is_given_in_the_units_of_values_keeps_them(given):
    X = points(0)
    y = bowl(X) ** 5
    assert best_depth(GP(**given), X, y, shortening(y), 3, SPACE, None) == 0


@pytest.mark.parametrize("sampler", [GPSampler(warp=False), ActiveLearningSampler()])
def test_values_that_are_not_to_be_warped_are_not(sampler):
    study = create_study(sampler=sampler, seed=1)
    study.optimize(fifth_power, 30)
    assert not any(depths(study))


def test_the_depth_travels_in_the_notes():
    whole = create_study(sampler=GPSampler(), seed=3)
    whole.optimize(fifth_power, 36)
    assert len(set(depths(whole))) > 1
    again = resumed(whole, 24, GPSampler, fifth_power, seed=3)
    assert [t.params for t in again.trials] == [t.params for t in whole.trials]


def test_evidence_is_that_of_the_values_in_their_units():
    X = points(1, 12)
    y = bowl(X)
    one, two = GP().evidence(X, y), GP().evidence(X, 2 * y + 7)
    assert two == pytest.approx(one - 12 * np.log(2), abs=1e-6)


def test_evidence_tells_values_from_noise():
    X = points(2)
    y = bowl(X)
    assert GP().evidence(X, y) > GP().evidence(X, np.random.default_rng(0).permutation(y)) + 10
