"""A small study that has a bit of everything."""

import pytest

import bayesopt
from bayesopt.samplers import RandomSampler


def objective(trial):
    lr = trial.suggest_float("lr", 1e-3, 1, log=True)
    kind = trial.suggest_categorical("kind", ["a", "b"])
    depth = trial.suggest_int("depth", 1, 4)
    for step in range(3):
        trial.report(lr + step, step)
    if trial.number == 3:
        raise bayesopt.TrialPruned
    if trial.number == 4:
        trial.set_constraint("memory", 1.0)
    return lr + depth + (kind == "a")


def make(n=8, direction="minimize", **settings):
    study = bayesopt.create_study(direction=direction, sampler=RandomSampler(seed=1), **settings)
    study.optimize(objective, n_trials=n)
    return study


@pytest.fixture
def made():
    return make


@pytest.fixture
def study():
    """Eight trials: number 3 is pruned, number 4 infeasible, all others complete."""
    return make()


@pytest.fixture
def complete(study):
    return [t for t in study.trials if t.state.name == "COMPLETE"]
