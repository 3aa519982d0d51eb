"""Some parameters held fixed."""

import pytest

from bayesopt import Float, Int, InvalidParameter, Space, create_study
from bayesopt.samplers import GridSampler, PartialFixedSampler, QMCSampler, RandomSampler
from bayesopt.samplers.base import Sampler, Suggestion


class Recording(Sampler):
    def __init__(self):
        self.asked = []

    def suggest(self, space, history, rng):
        self.asked.append(tuple(space))
        return Suggestion(space.decode(rng.random(len(space))), {"note": 1})


def objective(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_int("k", 0, 9)


@pytest.mark.parametrize("base", [RandomSampler, QMCSampler])
def test_fixed_values_are_fixed_and_others_are_not(base):
    study = create_study(sampler=PartialFixedSampler({"k": 4}, base()), seed=1)
    study.optimize(objective, n_trials=10)
    assert {t.params["k"] for t in study.trials} == {4}
    assert len({t.params["x"] for t in study.trials}) == 10


def test_the_base_sees_only_what_is_free():
    base = Recording()
    study = create_study(
        sampler=PartialFixedSampler({"k": 4}, base), space={"x": Float(0, 1), "k": Int(0, 9)}
    )
    assert study.ask().params["k"] == 4
    assert base.asked == [("x",)]
    assert study.trials[0].notes == {"note": 1}


def test_all_fixed_needs_no_base():
    base = Recording()
    study = create_study(
        sampler=PartialFixedSampler({"x": 0.5, "k": 4}, base),
        space={"x": Float(0, 1), "k": Int(0, 9)},
    )
    assert study.ask().params == {"x": 0.5, "k": 4}
    assert base.asked == []


def test_the_base_decides_seed_and_exhaustion():
    assert PartialFixedSampler({}, RandomSampler(seed=3)).seed == 3
    sampler = PartialFixedSampler({"k": 4}, GridSampler({"x": [0, 1]}))
    study = create_study(sampler=sampler)
    study.optimize(objective)
    assert sorted(t.params["x"] for t in study.trials) == [0, 1]


def test_a_grid_visits_each_of_the_other_combinations_once():
    grid = GridSampler({"x": [0.0, 0.5, 1.0], "k": [0, 4, 9], "m": [1, 2]})
    study = create_study(sampler=PartialFixedSampler({"k": 4}, grid), seed=1)
    study.optimize(lambda trial: objective(trial) + trial.suggest_int("m", 1, 2))
    found = [(t.params["x"], t.params["k"], t.params["m"]) for t in study.trials]
    assert sorted(found) == [(x, 4, m) for x in (0.0, 0.5, 1.0) for m in (1, 2)]


def test_values_out_of_range_are_refused():
    study = create_study(sampler=PartialFixedSampler({"k": 40}, RandomSampler()))
    with pytest.raises(InvalidParameter, match=r"'k' = 40 is outside Int"):
        study.optimize(objective, n_trials=1)


def test_names_that_nobody_asks_for_are_ignored():
    sampler = PartialFixedSampler({"other": 1}, RandomSampler())
    study = create_study(sampler=sampler, space=Space({"x": Float(0, 1)}))
    assert list(study.ask().params) == ["x"]


def test_a_grid_does_not_overrule_what_is_fixed():
    grid = GridSampler({"x": [0.0, 0.5, 1.0], "k": [1, 2]})
    study = create_study(sampler=PartialFixedSampler({"x": 0.5}, grid), seed=1)
    study.optimize(objective, n_trials=4)
    assert [trial.params["x"] for trial in study.trials] == [0.5] * 2


def test_what_is_no_sampler_is_refused():
    with pytest.raises(TypeError, match="base_sampler = 'random' is no Sampler"):
        PartialFixedSampler({"x": 0.5}, "random")
