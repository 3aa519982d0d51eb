"""Trials that are made again where points are finitely many, as there may be noise."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, Int, create_study
from bayesopt.acquisition import LogEI
from bayesopt.gp import GP, Hyperparameters
from bayesopt.history import Observations
from bayesopt.samplers import GPSampler, PartialFixedSampler
from bayesopt.samplers.auto import NOTE, REPETITION
from bayesopt.samplers.recommend import recommending
from bayesopt.samplers.repeat import BADLY, MANY, OFTEN, REPEATS, Points, certain, closed
from bayesopt.samplers.repeat import to_repeat as repeated
from bayesopt.space import Space

LEVELS = {f"c{k}": Categorical([0, 1, 2, 3]) for k in range(4)}
LATTICE = Space({f"n{k}": Int(0, 9) for k in range(3)})
STEPS = {f"n{k}": Int(0, 9) for k in range(3)}


def effects(seed, shape=(4, 4)):
    """A sum of effects of each choice alone, which is 0 at best."""
    table = np.random.default_rng(seed).normal(size=shape)
    return lambda params: float(
        sum(row[level] for row, level in zip(table, params.values(), strict=True))
        - table.min(axis=1).sum()
    )


def study_of(f, trials, space=LEVELS, noise=0.0, seed=0, **arguments):
    study = create_study(space=space, seed=seed, **arguments)
    rng = np.random.default_rng([seed, 7])
    study.optimize(lambda t: f(t.params) + noise * rng.standard_normal(), trials)
    return study


def visits(study):
    return Counter(tuple(trial.params.values()) for trial in study.trials)


def test_noise_is_learnt_among_choices():
    """It was taken for what choices do together, and 96 % of recommended trials were lucky."""
    regrets, lucky = [], 0
    for seed in range(8):
        f = effects(seed)
        study = study_of(f, 120, noise=1.0, seed=seed)
        belief = GPSampler().belief(study.space, study.history())
        assert 0.5 < belief.noise_std < 1.5
        again = [str(REPETITION) == trial.notes[NOTE] for trial in study.trials]
        assert 1 <= sum(again) <= REPEATS
        assert max(visits(study).values()) <= OFTEN
        regrets.append(f(study.recommended_trial.params))
        lucky += study.recommended_trial.number == study.best_trial.number
    assert np.mean(regrets) < 0.4
    assert lucky <= 4
    assert study.replay().ok


def test_before_anything_is_repeated_what_is_not_foreseen_is_supposed_to_be_noise():
    found = []
    for seed in range(12):
        f = effects(seed)
        study = study_of(f, 48, noise=1.0, seed=seed)
        assert set(visits(study).values()) == {1}
        found.append([f(study.best_params), f(study.recommended_trial.params)])
    lucky, recommended = np.mean(found, axis=0)
    assert recommended < 0.5 * lucky


@pytest.mark.parametrize(
    ("f", "space"),
    [
        (effects(0), LEVELS),
        (lambda params: float(sum((n - 3.3) ** 2 for n in params.values())), STEPS),
    ],
    ids=["effects", "bowl"],
)
def test_what_is_foreseen_well_is_never_repeated(f, space):
    study = study_of(f, 120, space)
    assert set(visits(study).values()) == {1}
    assert study.recommended_trial.value == study.best_value


def test_without_noise_one_trial_is_repeated_at_most():
    table = np.random.default_rng(0).normal(size=(4,) * 4)
    study = study_of(lambda params: float(table[tuple(params.values())]), 120)
    again = [trial.number for trial in study.trials if trial.notes[NOTE] == str(REPETITION)]
    assert len(again) == 1 and again[0] >= MANY
    assert sorted(visits(study).values())[-2:] == [1, 2]


@pytest.mark.parametrize(
    "arguments",
    [
        {"sampler": GPSampler(deterministic_objective=True)},
        {"sampler": GPSampler(acquisition=LogEI())},
        {"duplicates": "avoid"},
    ],
    ids=["no noise", "an acquisition", "no duplicates"],
)
def test_who_says_so_has_no_point_twice(arguments):
    study = study_of(effects(1), 100, noise=1.0, seed=1, **arguments)
    assert set(visits(study).values()) == {1}


def observed(X, y, pending=()):
    none = np.empty((0, X.shape[1]))
    running = np.array(pending).reshape(-1, X.shape[1])
    return Observations(
        X, y[:, None], running, none, np.ones(1), np.empty((len(X), 0)), none, none[:, :0]
    )


def test_the_best_that_was_evaluated_once_comes_first_unless_it_is_running():
    study = study_of(effects(2), MANY, noise=1.0, seed=2)
    seen = study.history().observe(study.space)
    model = GPSampler().belief(study.space, study.history())
    number = 5 * MANY
    X, y = seen.X, seen.Y[:, 0]
    order = np.argsort(y)
    ask = lambda *seen: repeated(model, observed(*seen), study.space, number)  # noqa: E731
    np.testing.assert_array_equal(ask(X, y), X[order[0]])
    np.testing.assert_array_equal(ask(X, y, [X[order[0]]]), X[order[1]])
    twice = np.concatenate([X, X[order[:1]]]), np.append(y, y[order[0]] + 1)
    np.testing.assert_array_equal(ask(*twice), X[order[1]])
    assert ask(np.concatenate([X, X[order[:1]]]), np.append(y, y[order[0]])) is None
    assert repeated(model, observed(X, y), study.space, number + 1) is None
    assert ask(X[1:], y[1:]) is None
    beyond = np.where(np.arange(len(X))[:, None] == order[0], 1.5, X)
    np.testing.assert_array_equal(ask(beyond, y), X[order[1]])
    broken = replace(observed(X, y), C=(np.arange(len(X)) == order[0])[:, None] * 1.0)
    again = repeated(model, broken, study.space, number)
    np.testing.assert_array_equal(again, X[order[1]])
    assert 0 < BADLY < 1


def test_under_noise_points_are_closed_where_one_runs_or_many_ended():
    X = np.array([[0.1], [0.3], [0.3], [0.3], [0.3], [0.3], [0.5], [0.5]])
    np.testing.assert_array_equal(closed(observed(X, np.arange(8.0), [[0.7]])), [[0.3], [0.7]])


def test_noise_is_certain_where_values_of_a_point_differ():
    X, y = np.array([[0.1], [0.3], [0.3], [0.5], [0.5]]), np.arange(5.0)
    noisy = GP().condition(X, y, Hyperparameters((0.5,), 1.0, 0.5))
    calm = GP().condition(X, y, Hyperparameters((0.5,), 1.0, 1e-6))
    assert certain(noisy, observed(X, y))
    assert not certain(calm, observed(X, y))
    assert not certain(noisy, observed(X, np.array([0.0, 1.0, 2.0, 3.0, 3.0])))
    assert not certain(noisy, observed(X[[0, 1, 3]], y[:3]))


def test_points_are_few_where_nothing_else_tells_them_apart():
    study = create_study()
    study.optimize(lambda trial: trial.suggest_int("n", 0, 9), 3)
    history = study.history()
    assert Points().are_few(Space({"n": Int(0, 9)}), history)
    assert not Points().are_few(Space({"n": Float(0, 9)}), history)
    assert not Points().are_few(Space({"m": Int(0, 9)}), history)


def test_what_never_varies_tells_no_points_apart():
    study = create_study(seed=0)

    def f(trial):
        trial.suggest_categorical("version", ["v1"])
        return float(trial.suggest_int("n", 0, 9))

    study.optimize(f, 5)
    space = Space({"n": Int(0, 9)})
    assert Points().are_few(space, study.history())
    fixed = create_study(sampler=PartialFixedSampler({"x": 0.5}, GPSampler(seed=0)))
    fixed.optimize(lambda trial: f(trial) + trial.suggest_float("x", 0, 1), 5)
    assert Points().are_few(space, fixed.history())
    fixed.enqueue_trial({"x": 0.6})
    fixed.optimize(lambda trial: f(trial) + trial.suggest_float("x", 0, 1), 1)
    assert not Points().are_few(space, fixed.history())


def test_what_comes_up_later_changes_nothing_of_what_was_repeated():
    f, rng = effects(3), np.random.default_rng(3)

    def grows(trial):
        params = {name: trial.suggest_categorical(name, [0, 1, 2, 3]) for name in LEVELS}
        late = trial.suggest_float("late", 0, 1) if trial.number > 90 else 0.0
        return f(params) + late + rng.standard_normal()

    study = create_study(seed=3)
    study.optimize(grows, 100)
    assert any(trial.notes[NOTE] == str(REPETITION) for trial in study.trials)
    assert study.replay().ok


def test_noise_is_supposed_only_where_values_are_foreseen_badly_and_nothing_tells():
    X = LATTICE.snap(np.random.default_rng(0).random((40, 3)))
    X = np.unique(X, axis=0)
    noise = np.random.default_rng(1).standard_normal(len(X))

    def recommended(X, y, few=True):
        """Whether it is by what a search believes."""
        model = GP().fit(X, y)
        return recommending(GP(), model, y, LATTICE, few) is model

    assert recommended(X, X @ [1.0, 2.0, 3.0])
    assert not recommended(X, noise)
    assert recommended(X, noise, few=False)
    assert recommended(X[[*range(len(X)), 0]], np.append(noise, noise[0] + 0.1))
