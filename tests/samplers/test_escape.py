"""Where trials go when little is gained."""

import math

import numpy as np
import pytest

from bayesopt import Float, create_study
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP, Hyperparameters
from bayesopt.samplers import GPSampler, escape
from bayesopt.samplers.escape import unless_known
from bayesopt.samplers.notes import OPTIMISTIC
from bayesopt.samplers.stall import SOON
from bayesopt.samplers.turns import ASIDE, falls
from bayesopt.space import Space

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})
CORNER = np.array([[0.2, 0.2], [0.25, 0.2], [0.2, 0.3], [0.3, 0.3]])


def placed(best, lengthscale=0.01):
    """Where a trial goes whose search has ended at `best`, as trials are in one corner alone."""
    theta = Hyperparameters((lengthscale,) * 2, 1.0, 1e-6)
    belief = GP().condition(CORNER, [1.0, 0.5, -0.3, 0.2], theta)
    return unless_known(np.array(best), (), belief, SPACE, np.random.default_rng(0))


def test_a_place_that_is_known_well_gives_way_to_one_far_from_all_trials():
    """Whatever lengthscales say that polishing has made short."""
    assert np.min(np.linalg.norm(CORNER - placed([0.25, 0.202]), axis=1)) > 0.4


def test_a_place_where_no_trial_has_been_stays():
    np.testing.assert_array_equal(placed([0.8, 0.9], lengthscale=10.0), [0.8, 0.9])


def test_no_trial_is_sent_where_something_is_likely_to_go_wrong(monkeypatch):
    monkeypatch.setattr(escape, "allowed", lambda X, judges, belief: X[:, 0] + X[:, 1] < 0.8)
    assert np.sum(placed([0.25, 0.202])) < 0.8
    monkeypatch.setattr(escape, "allowed", lambda X, judges, belief: np.zeros(len(X), bool))
    np.testing.assert_array_equal(placed([0.25, 0.202]), [0.25, 0.202])


def basin_and_well(seed):
    """A bowl somewhere, and far from it a deeper well, a tenth of the range wide."""
    rng = np.random.default_rng([seed, 11])
    centre, well = rng.uniform(0.1, 0.4, 2), rng.uniform(0.55, 0.9, 2)

    def objective(trial):
        x = np.array([trial.suggest_float(name, 0, 1) for name in "xy"])
        depth = 2 * math.exp(-np.sum((x - well) ** 2) / 0.09**2)
        return float(np.sum((x - centre) ** 2) - depth)

    return objective


def test_a_deeper_well_is_found_while_a_basin_is_polished():
    """Trials that go by optimism say so."""
    found = {"usual": 0, "LogEI": 0}
    for seed in range(10):
        objective = basin_and_well(seed)
        for name, acquisition in (("usual", None), ("LogEI", LogEI())):
            sampler = GPSampler(acquisition=acquisition)
            study = create_study(sampler=sampler, seed=seed)
            study.optimize(objective, 100)
            found[name] += study.best_value < -1
            notes = [note for trial in study.trials for note in trial.notes.values()]
            said = [number for number, note in enumerate(notes) if note.get(OPTIMISTIC)]
            said = [number + len(study.trials) - len(notes) for number in said]
            assert bool(said) == (acquisition is None)
            assert all(number >= SOON and falls(ASIDE, number) for number in said)
    assert found["usual"] >= 6 > 3 >= found["LogEI"]


def test_a_default_study_finds_it_as_often_beside_its_other_turns():
    """Which TPE and studies begun anew have taken from optimism."""
    found = 0
    for seed in range(40):
        study = create_study(seed=seed)
        study.optimize(basin_and_well(seed), 100)
        found += study.best_value < -1
    assert found > 20


def test_among_many_parameters_it_stays():
    space = Space({f"x{k}": Float(0, 1) for k in range(4)})
    belief = GP().fit(np.full((1, 4), 0.5), [0.0])
    best = np.full(4, 0.501)
    point = unless_known(best, (), belief, space, np.random.default_rng(0))
    np.testing.assert_array_equal(point, best)


@pytest.mark.parametrize("acquisition", [None, LogEI()])
def test_goes_elsewhere_only_where_no_acquisition_is_given(monkeypatch, acquisition):
    """And not before there is a standstill."""
    went = []

    def elsewhere(best, judges, belief, space, rng):
        went.append(belief.n)
        return unless_known(best, judges, belief, space, rng)

    monkeypatch.setattr("bayesopt.samplers.search.unless_known", elsewhere)
    study = create_study(sampler=GPSampler(acquisition=acquisition), seed=3)
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1) - 0.3) ** 2, 60)
    assert bool(went) == (acquisition is None)
    assert not went or min(went) >= SOON
