"""Pruning from workers: they look into the study's storage themselves."""

import os

import pytest

from bayesopt import TrialPruned, TrialState, create_study
from bayesopt.pruners import MedianPruner
from bayesopt.samplers import RandomSampler

STATES = {TrialState.COMPLETE, TrialState.PRUNED}


def climbing():
    """The higher the number, the worse from the start, with the worker that it ran in."""

    def objective(trial):
        trial.set_user_attr("pid", os.getpid())
        for step in range(5):
            trial.report(trial.number + step, step)
            if trial.should_prune():
                raise TrialPruned
        return float(trial.number)

    return objective


def made(tmp_path, **arguments):
    study = create_study(
        storage=tmp_path / "study.db",
        sampler=RandomSampler(),
        pruner=MedianPruner(n_startup_trials=3, n_warmup_steps=1),
        seed=1,
    )
    study.optimize(climbing(), n_trials=20, executor="processes", width=2, **arguments)
    return study


@pytest.mark.parametrize("deterministic", [False, True])
def test_workers_prune_by_what_is_stored(tmp_path, deterministic):
    study = made(tmp_path, deterministic=deterministic)
    assert {t.state for t in study.trials} == STATES
    assert all(t.state == TrialState.PRUNED for t in study.trials[8:])
    assert {len(t.intermediate_values) for t in study.trials[8:]} == {2}
    assert os.getpid() not in {t.user_attrs["pid"] for t in study.trials}


def test_deterministic_pruning_is_that_of_threads(tmp_path):
    study = made(tmp_path, deterministic=True)
    threads = create_study(
        sampler=RandomSampler(),
        pruner=MedianPruner(n_startup_trials=3, n_warmup_steps=1),
        seed=1,
    )
    threads.optimize(climbing(), n_trials=20, width=2, deterministic=True)
    assert [t.state for t in threads.trials] == [t.state for t in study.trials]
