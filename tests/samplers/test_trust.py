"""Whether failures are believed to depend on the parameters."""

import math

import numpy as np

from bayesopt import Float, create_study
from bayesopt.samplers import GPSampler
from bayesopt.samplers.trust import HEEDED, LATEST, Trust


def heeded(study):
    """Whether failures were reckoned with, and how the trial ended; of trials that say so."""
    notes = (
        (note[HEEDED], trial.value is not None)
        for trial in study.trials
        for note in trial.notes.values()
        if isinstance(note, dict) and HEEDED in note
    )
    return [*notes]


def run(f, n, seed=0):
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    study = create_study(sampler=GPSampler(seed=seed), space=space)
    study.optimize(lambda trial: f(**trial.params), n)
    return study


def test_without_failures_nothing_is_noted():
    assert heeded(run(lambda x, y: x + y, 8)) == []


def test_a_border_is_heeded_after_a_few_tries():
    said = heeded(run(lambda x, y: math.nan if x > 0.5 else (x - 0.7) ** 2 + y, 60))
    assert len(said) > 40
    assert np.mean([heeding for heeding, _ in said[-30:]]) > 0.8


def test_failures_by_chance_are_ignored_half_of_the_time():
    chance = np.random.default_rng(0)
    said = heeded(run(lambda x, y: math.nan if chance.random() < 0.3 else x * y, 60))
    ignoring = [not heeding for heeding, _ in said]
    assert np.mean(ignoring) > 0.3


def test_only_the_latest_trials_count():
    study = run(lambda x, y: math.nan if x > 0.5 else (x - 0.7) ** 2 + y, 40)
    trust, history = Trust(), study.history()
    with trust._kept.at(history) as tries:
        kept = {arm: list(well) for arm, well in tries.well.items()}
    for arm in (True, False):
        ends = [well for heeding, well in heeded(study) if heeding is arm]
        assert kept[arm] == ends[-LATEST:]
