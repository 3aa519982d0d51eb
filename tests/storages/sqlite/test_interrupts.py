"""Ctrl-C at any instant: the file is consistent, and the work goes on.

BAYESOPT_NIGHTLY=1 makes it 200 instants instead of 40.
"""

import gc
import os
import random
import signal
import sqlite3
import sys
from contextlib import closing

import pytest

import bayesopt
from bayesopt.frozen import TrialState
from bayesopt.samplers import RandomSampler

INSTANTS = 200 if os.environ.get("BAYESOPT_NIGHTLY") else 40

if not hasattr(signal, "setitimer"):
    pytest.skip("needs timers", allow_module_level=True)


@pytest.fixture
def alarm_is_an_interrupt():
    callbacks = [*gc.callbacks]
    gc.callbacks.clear()  # what is raised in them is lost, and Hypothesis has one
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
    gc.callbacks[:] = callbacks


@pytest.fixture
def lost(monkeypatch):
    """Interrupts that came where nothing can be raised, as within a destructor."""
    lost = []
    monkeypatch.setattr(sys, "unraisablehook", lambda it: lost.append(it.object))
    return lost


def objective(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_int("k", 0, 9)


def undisturbed(n):
    study = bayesopt.create_study(seed=1, sampler=RandomSampler())
    study.optimize(objective, n_trials=n)
    return [trial.params for trial in study.trials]


def test_interruptions_at_any_instant(tmp_path, alarm_is_an_interrupt, lost):
    path, rng = tmp_path / "study.db", random.Random(1)
    study = bayesopt.create_study(storage=path, study_name="s", seed=1, sampler=RandomSampler())
    for _ in range(INSTANTS):
        with pytest.raises(KeyboardInterrupt):
            # again after a second, lest a lost one lasts for ever
            signal.setitimer(signal.ITIMER_REAL, rng.uniform(0.001, 0.03), 1.0)
            study.optimize(objective, n_trials=10**9)
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert not lost
        states = {trial.state for trial in study.trials}
        assert TrialState.RUNNING not in states
    study.optimize(objective, n_trials=5)
    again = bayesopt.load_study(study_name="s", storage=path)
    assert again.trials == study.trials
    assert [trial.number for trial in again.trials] == list(range(len(again.trials)))
    assert all(trial.state is TrialState.COMPLETE for trial in again.trials)
    assert [trial.params for trial in again.trials] == undisturbed(len(again.trials))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
