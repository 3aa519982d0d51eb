"""What is recommended where objectives are several: the front that is believed in."""

import math

import numpy as np
import pytest

from bayesopt import Float, TrialState, create_study, create_trial, load_study
from bayesopt.gp import GP
from bayesopt.pareto import ranks
from bayesopt.samplers import GPSampler, RandomSampler, TPESampler

CENTRES = np.array([[0.9, 0.2], [0.2, 0.8], [0.5, 0.5], [0.1, 0.1], [0.8, 0.9]])
SPACE = {"x": Float(0, 1), "y": Float(0, 1)}


def true(trial, m=2):
    x = np.array([trial.params["x"], trial.params["y"]])
    return np.sum((x - CENTRES[:m]) ** 2, axis=1)


def run(n, noise=(0.0, 0.0), seed=0, signs=None, **how):
    m = len(noise)
    signs = np.ones(m) if signs is None else np.array(signs)
    directions = ["minimize" if sign > 0 else "maximize" for sign in signs]
    how.setdefault("sampler", RandomSampler())
    study = create_study(space=SPACE, directions=directions, seed=seed, **how)
    rng = np.random.default_rng(seed)
    for _ in range(n):
        trial = study.ask()
        told = signs * (true(trial, m) + np.array(noise) * rng.standard_normal(m))
        study.tell(trial, told.tolist())
    return study


def numbers(trials):
    return [trial.number for trial in trials]


def expected(study, trials):
    """Posterior means (k, 2) of all values, as users are told to find them."""
    history = study.history()
    seen, X = history.observe(history.space()), history.space().encode([t.params for t in trials])
    return np.column_stack([GP().fit(seen.X, y).predict(X)[0] for y in seen.Y.T])


def regret(study, trials, reported):
    """Mean over weights of how much worse, in truth, the trial is that `reported` (k, m) names
    than the best of all.
    """
    every, known = np.array([true(t) for t in study.trials]), np.array([true(t) for t in trials])
    weights = np.random.default_rng(0).dirichlet([1, 1], 64)
    chosen = known[np.argmin(np.max(weights[:, None] * reported, axis=2), axis=1)]
    best = np.min(np.max(weights[:, None] * every, axis=2), axis=1)
    return float(np.mean(np.max(weights * chosen, axis=1) - best))


@pytest.mark.parametrize("noise", [(0.2, 0.0), (0.1, 0.1)])
def test_the_recommended_front_is_not_the_luckiest(noise):
    lucky, believed = [], []
    for seed in range(6):
        study = run(60, noise, seed)
        best, recommended = study.best_trials, study.recommended_trials
        lucky.append(regret(study, best, np.array([t.values for t in best])))
        believed.append(regret(study, recommended, expected(study, recommended)))
    assert np.mean(believed) < 0.5 * np.mean(lucky)


@pytest.mark.parametrize("sampler", [GPSampler(), TPESampler(), RandomSampler()])
@pytest.mark.parametrize("m", [2, 3, 5])
def test_without_noise_it_is_the_front_itself(m, sampler):
    study = run(25, (0.0,) * m, sampler=sampler)
    assert numbers(study.recommended_trials) == numbers(study.best_trials)


def test_directions_do_not_matter():
    fronts = [
        numbers(run(40, (0.1, 0.1), signs=signs).recommended_trials)
        for signs in ([1, 1], [-1, 1], [-1, -1])
    ]
    assert fronts[0] == fronts[1] == fronts[2]
    assert fronts[0] != numbers(run(40, (0.1, 0.1)).best_trials)


def test_what_is_known_of_the_values_counts():
    """A mean is in the user's units and directions; noise that is known is not learnt."""
    signs = np.array([1, -1])
    sampler = GPSampler(gp=GP(noise_std=0.1, mean=0.4))
    study = run(0, signs=signs, sampler=sampler)
    study.add_trials(run(40, (0.1, 0.1), seed=3, signs=signs).trials)
    seen = study.history().observe(study.space)
    expected = np.column_stack(
        [
            GP(noise_std=0.1, mean=0.4 * sign).fit(seen.X, y).predict(seen.X)[0]
            for sign, y in zip(signs, seen.Y.T, strict=True)
        ]
    )
    front = np.flatnonzero(ranks(expected) == 0).tolist()
    assert numbers(study.recommended_trials) == front != numbers(study.best_trials)
    unknown = run(0, signs=signs)
    unknown.add_trials(study.trials)
    assert numbers(unknown.recommended_trials) != front


def test_a_peak_many_times_as_high_as_all_else_is_no_luck():
    """Most trials are close to it: those in the middle were worse than others by any factor."""
    times_better = []
    for seed in range(7):
        rng = np.random.default_rng(seed)
        X = np.concatenate([rng.random((20, 2)), 0.5 + 0.003 * rng.standard_normal((20, 2))])
        study = create_study(space=SPACE, direction="maximize", sampler=GPSampler())
        for x in X:
            value, params = 1 / (np.sum((x - 0.5) ** 2) + 1e-6), dict(zip("xy", x, strict=True))
            study.add_trial(create_trial(params=params, distributions=SPACE, value=value))
        times_better.append(study.best_value / study.recommended_trial.value)
    assert np.median(times_better) < 3


def test_one_objective_has_one():
    study = run(20, (0.1,))
    assert numbers(study.recommended_trials) == [study.recommended_trial.number]


def test_only_feasible_trials_are_recommended():
    study = run(0)
    rng = np.random.default_rng(1)
    for _ in range(30):
        params = dict(zip(SPACE, rng.random(2).tolist(), strict=True))
        trial = create_trial(
            params=params,
            distributions=SPACE,
            values=[params["x"] + 0.1 * rng.standard_normal(), params["y"]],
            constraints={"c": 0.3 - params["x"]},
        )
        study.add_trial(trial)
    assert study.recommended_trials
    assert all(trial.feasible for trial in study.recommended_trials)


def test_where_nothing_can_be_believed_it_is_the_best():
    assert run(0).recommended_trials == []
    assert run(0, (0.0,)).recommended_trials == []
    study = run(0)
    study.add_trial(
        create_trial(params={"x": 0.5}, distributions={"x": Float(0, 1)}, values=[1, 2])
    )
    study.add_trial(
        create_trial(params={"x": 0.5, "y": 0.1}, distributions=SPACE, values=[0, math.inf])
    )
    study.add_trial(create_trial(state=TrialState.FAIL, params={}, distributions={}))
    assert numbers(study.recommended_trials) == numbers(study.best_trials) == [0, 1]


def test_a_study_that_is_loaded_recommends_the_same(tmp_path):
    path = tmp_path / "study.db"
    study = run(30, (0.1, 0.1), sampler=GPSampler(), storage=path, study_name="s")
    then = numbers(study.recommended_trials)
    assert then != numbers(study.best_trials)
    assert numbers(load_study(storage=path, study_name="s").recommended_trials) == then
