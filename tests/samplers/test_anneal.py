"""Annealing: near the good, and nearer as more is known."""

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Space, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.randomness import generator
from bayesopt.samplers import AnnealSampler

SPACE = Space({"x": Float(0, 1), "c": Categorical(["a", "b", "c", "d"])})


def history_of(rows, space=SPACE):
    log = Log((StudyDirection.MINIMIZE,), seed=3)
    log.absorb(
        FrozenTrial(k, TrialState.COMPLETE, row, {name: space[name] for name in row}, (value,))
        for k, (row, value) in enumerate(rows)
    )
    return log


def suggestions(log, sampler, n=400, space=SPACE):
    for number in range(1000, 1000 + n):
        yield sampler.suggest(space, log.view(number), generator(3, number)).params


def test_the_window_shrinks_about_the_best():
    rows = [({"x": 0.4, "c": "a"}, 0.0)] + [({"x": 0.9, "c": "b"}, 1.0)] * 9
    best = AnnealSampler(avg_best_idx=1.0, shrink_coef=0.9)
    x = np.array([p["x"] for p in suggestions(history_of(rows), best)])
    # width 1 / (1 + 10 x 0.9) = 0.1
    assert x.min() == pytest.approx(0.35, abs=0.005)
    assert x.max() == pytest.approx(0.45, abs=0.005)


def test_what_breaks_constraints_is_never_good():
    study = create_study(sampler=AnnealSampler(seed=0), space={"x": Float(0, 1)})

    def far(trial):
        trial.set_constraint("far", 0.8 - trial.params["x"])
        return trial.params["x"]

    study.optimize(far, 60)
    assert sum(not trial.feasible for trial in study.trials[30:]) < 20
    assert study.best_value < 0.81


def test_the_window_is_moved_into_the_range():
    best = AnnealSampler(avg_best_idx=1.0, shrink_coef=1.0)
    x = [p["x"] for p in suggestions(history_of([({"x": 1.0, "c": "a"}, 0.0)]), best)]
    assert min(x) == pytest.approx(0.5, abs=0.02)
    assert max(x) == pytest.approx(1.0, abs=0.02)


def test_choices_stay_more_often_the_more_is_known():
    rows = [({"x": 0.4, "c": "c"}, 0.0)] + [({"x": 0.9, "c": "b"}, 1.0)] * 9
    best = AnnealSampler(avg_best_idx=1.0, shrink_coef=0.1)
    c = [p["c"] for p in suggestions(history_of(rows), best)]
    # width 1 / 2: half stay, the other half is blind; deviation 0.025, four of them
    assert c.count("c") / len(c) == pytest.approx(0.5 + 0.5 / 4, abs=0.1)


def test_parameters_follow_the_same_good_trial():
    rows = [({"x": k / 10, "c": "a"}, float(k)) for k in range(10)]
    wide = Space({"x": Float(0, 1), "y": Float(0, 1)})
    log = history_of([({"x": r["x"], "y": r["x"]}, value) for r, value in rows], wide)
    near = AnnealSampler(avg_best_idx=3.0, shrink_coef=1e6)
    for number in range(1000, 1050):
        rng = generator(3, number)
        x = near.suggest(Space({"x": wide["x"]}), log.view(number), rng).params["x"]
        y = near.suggest(Space({"y": wide["y"]}), log.view(number), rng).params["y"]
        assert x == pytest.approx(y, abs=1e-5)


def test_what_the_good_trial_did_not_use_follows_one_that_did():
    rows = [({"x": 0.1}, 0.0), ({"x": 0.2, "c": "d"}, 1.0)]
    sampler = AnnealSampler(avg_best_idx=1.0, shrink_coef=1e6)
    assert {p["c"] for p in suggestions(history_of(rows), sampler, 20)} == {"d"}


def test_it_finds_more_than_chance():
    study = create_study(sampler=AnnealSampler(seed=1))
    study.optimize(lambda t: (t.suggest_float("x", 0, 1) - 0.3) ** 2, n_trials=60)
    assert study.best_value < 1e-5  # 60 random draws come to 3e-5 in the median


@pytest.mark.parametrize("wrong", [{"avg_best_idx": 0.5}, {"shrink_coef": -1}])
def test_settings_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=r"pass \d or more"):
        AnnealSampler(**wrong)
