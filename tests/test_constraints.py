"""One rule of what is feasible, whoever asks."""

import math

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bayesopt import FrozenTrial, InvalidValue, Space, TrialState, create_study, create_trial
from bayesopt.constraints import feasible, with_constraint
from bayesopt.samplers import RandomSampler

ROWS = [{}, {"a": 0.0}, {"a": 0.1}, {"a": -1.0, "b": 2.0}, {"b": -math.inf}, {"b": math.inf}]
FEASIBLE = [True, True, False, False, True, False]


def test_feasible_is_what_violates_nothing():
    C = np.array([[np.nan, np.nan], [0.0, np.nan], [0.1, -1.0], [-1.0, 2.0]])
    assert_array_equal(feasible(C), [True, True, False, False])
    assert feasible(np.empty((3, 0))).all()


def test_trials_and_observations_agree():
    study = create_study()
    for row in ROWS:
        study.add_trial(create_trial(value=0.0, constraints=row))
    seen = study.history().observe(Space())
    assert seen.C.shape == (6, 2)
    assert_array_equal(seen.C[3], [-1.0, 2.0])
    assert_array_equal(np.isnan(seen.C[2]), [False, True])
    assert seen.feasible.tolist() == [trial.feasible for trial in study.trials] == FEASIBLE


def test_a_view_does_not_see_later_constraints():
    study = create_study()
    study.add_trial(create_trial(value=0.0, constraints={"a": 1.0}))
    before = study.history()
    study.add_trial(create_trial(value=0.0, constraints={"b": 1.0}))
    assert study.history().observe(Space()).C.shape == (2, 2)
    assert before.observe(Space()).C.tolist() == [[1.0]]


def test_only_complete_trials_have_rows():
    study = create_study(sampler=RandomSampler(seed=1))
    study.ask().set_constraint("a", 1.0)
    study.tell(study.ask(), state=TrialState.FAIL)
    assert study.history().observe(Space()).C.shape == (0, 0)


def test_the_first_value_stands():
    with pytest.warns(UserWarning, match=r"'a' = 1\.0 has been set"):
        assert with_constraint({"a": 1.0}, "a", 2) == {"a": 1.0}
    assert with_constraint({"a": 1.0}, "b", np.float32(2)) == {"a": 1.0, "b": 2.0}


@pytest.mark.parametrize(("value", "error"), [(math.nan, InvalidValue), (None, TypeError)])
def test_what_is_no_constraint(value, error):
    with pytest.raises(error, match="'a'"):
        with_constraint({}, "a", value)


def test_constraints_of_optunas_system_attributes_are_understood():
    trial = create_trial(value=1.0, system_attrs={"constraints:a": 2.0, "fixed_params": {"x": 1}})
    assert (trial.constraints, trial.fixed_params) == ({"a": 2.0}, {"x": 1})
    assert trial.system_attrs == {"constraints:a": 2.0, "fixed_params": {"x": 1}}
    assert FrozenTrial(0, TrialState.RUNNING).system_attrs == {}


def test_the_front_is_what_a_walk_over_all_pairs_finds():
    rng = np.random.default_rng(1)
    study = create_study(directions=["minimize", "maximize", "minimize"])
    for values, c in zip(rng.integers(0, 5, (60, 3)), rng.normal(size=60), strict=True):
        study.add_trial(create_trial(values=values.tolist(), constraints={"c": c}))
    kept = [trial for trial in study.trials if trial.constraints["c"] <= 0]
    signs = np.array([1, -1, 1])

    def beaten(trial):
        y = signs * trial.values
        others = [signs * other.values for other in kept]
        return any((z <= y).all() and (z < y).any() for z in others)

    assert study.best_trials == [trial for trial in kept if not beaten(trial)]
