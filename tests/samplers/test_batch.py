"""Trials that are suggested together."""

from dataclasses import dataclass

import numpy as np
import pytest

from bayesopt import Float, create_study
from bayesopt.acquisition import Acquisition, Score
from bayesopt.samplers import GPSampler, gp
from bayesopt.samplers.batch import together
from bayesopt.samplers.notes import AFTER, QUADRATIC, noted

SPACE = {f"x{j}": Float(-2, 2) for j in range(4)}


def valley(trial):
    """Each parameter matters ten times as much as the one before."""
    return sum(10**j * (trial.params[f"x{j}"] - 0.7) ** 2 for j in range(4))


def in_batches(study, rounds, width=16):
    for _ in range(rounds):
        for trial in study.ask(width):
            study.tell(trial, valley(trial))
    return study.best_value


def test_trials_are_together_until_one_of_them_is_told():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    in_batches(study, 1, 6)
    assert not together(study.history())
    first = study.ask()
    assert together(study.history())
    second = study.ask()
    notes = study.history().pending[-1].notes.values()
    said = [note[AFTER] for note in notes if AFTER in note]
    assert said == [study.history().finished]
    study.tell(first, 1.0)
    assert not together(study.history())
    study.tell(second, 1.0)


def test_trials_that_run_by_themselves_are_none_of_a_batch():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    in_batches(study, 1, 6)
    study.enqueue_trial({name: 0.0 for name in SPACE})
    study.ask()
    assert not together(study.history())


@dataclass(frozen=True)
class Wall(Acquisition):
    """Wants the wall at which the last coordinate, that matters most, is 1."""

    def on(self, belief, rng):
        return WallScore()


class WallScore(Score):
    def __call__(self, X):
        return X[:, -1].copy()

    def gradient(self, X):
        return X[:, -1].copy(), np.eye(X.shape[1])[np.full(len(X), -1)]


def at_wall(trial):
    return trial.params["x3"] > 1.9


def test_half_of_a_batch_explores_but_for_steps_and_its_first(monkeypatch):
    monkeypatch.setattr(gp, "EXPLORATION", Wall())
    explored = []
    for seed in range(6):
        study = create_study(sampler=GPSampler(seed=seed), space=SPACE)
        in_batches(study, 10, 1)
        first, *others = study.ask(16)
        assert not at_wall(first)
        explored += [at_wall(t) for t in others if not any(noted(t.notes, QUADRATIC))]
    assert len(explored) > 40
    assert 0.3 < np.mean(explored) < 0.7


@pytest.mark.parametrize("resumed", [False, True])
def test_a_batch_of_a_resumed_study_is_the_same(resumed, tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    given = {"storage": url, "study_name": "s", "sampler": GPSampler(seed=4), "space": SPACE}
    study = create_study(**given)
    in_batches(study, 2, 8)
    begun = [study.ask() for _ in range(3)]
    if resumed:
        study = create_study(**given, load_if_exists=True)
    params = [trial.params for trial in (*begun, *study.ask(5))]
    whole = create_study(sampler=GPSampler(seed=4), space=SPACE)
    in_batches(whole, 2, 8)
    assert params == [trial.params for trial in whole.ask(8)]
