"""Pruning as scripts do it."""

import threading

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

import bayesopt as optuna
from bayesopt import TrialState
from bayesopt.samplers import RandomSampler

X, Y = load_digits(return_X_y=True)


def train(trial, epochs=12):
    X_train, X_valid, y_train, y_valid = train_test_split(X, Y, random_state=0)
    alpha = trial.suggest_float("alpha", 1e-6, 100.0, log=True)
    model = SGDClassifier(alpha=alpha, random_state=0)
    for step in range(epochs):
        model.partial_fit(X_train, y_train, classes=np.unique(Y))
        trial.report(model.score(X_valid, y_valid), step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return model.score(X_valid, y_valid)


@pytest.mark.parametrize("n_jobs", [1, 3])
@pytest.mark.parametrize(
    "make",
    [
        optuna.pruners.MedianPruner,
        lambda: optuna.pruners.SuccessiveHalvingPruner(min_resource=1),
        lambda: optuna.pruners.HyperbandPruner(max_resource=12),
        lambda: optuna.pruners.PatientPruner(optuna.pruners.MedianPruner(), patience=1),
    ],
    ids=["median", "halving", "hyperband", "patient"],
)
def test_an_epoch_by_epoch_loop(make, n_jobs):
    study = optuna.create_study(direction="maximize", sampler=RandomSampler(seed=2), pruner=make())
    study.optimize(train, n_trials=30, n_jobs=n_jobs)
    states = [t.state for t in study.trials]
    assert set(states) == {TrialState.COMPLETE, TrialState.PRUNED}
    steps = sum(len(t.intermediate_values) for t in study.trials)
    assert steps < 30 * 12
    assert study.best_value > 0.9
    for t in study.trials:
        assert t.value == t.intermediate_values[t.last_step]


def test_the_same_seed_prunes_the_same():
    def run():
        study = optuna.create_study(direction="maximize", sampler=RandomSampler(seed=2))
        study.optimize(train, n_trials=15)
        return [t.intermediate_values for t in study.trials]

    assert run() == run()


def test_running_trials_meet_at_a_rung():
    """Two at once: the one that reaches the rung second competes with the first."""
    study = optuna.create_study(
        sampler=RandomSampler(), pruner=optuna.pruners.SuccessiveHalvingPruner(1, 2)
    )
    first_is_there = threading.Event()

    def objective(trial):
        if trial.number == 1:
            assert first_is_there.wait(timeout=30)
        trial.report(float(trial.number), 1)
        answer = trial.should_prune()
        if trial.number == 0:
            first_is_there.set()
        trial.set_user_attr("pruned", answer)
        return 0.0

    study.optimize(objective, n_trials=2, n_jobs=2)
    assert [t.user_attrs["pruned"] for t in study.trials] == [False, True]
