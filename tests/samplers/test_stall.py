"""How long nothing better has been found, and what is done about it."""

import math

import numpy as np
import pytest

from bayesopt import Float, create_study, create_trial
from bayesopt.acquisition import LogEI
from bayesopt.samplers import GPSampler, RandomSampler
from bayesopt.samplers.auto import NOTE
from bayesopt.samplers.learning import modelled
from bayesopt.samplers.stall import SOON, TURN, Stall

SPACE = {"x": Float(0, 10), "y": Float(0, 10)}


def ripples(trial):
    """Rings about (6.2, 3.1), one in each unit of distance; the lowest is the smallest."""
    r = math.hypot(trial.suggest_float("x", 0, 10) - 6.2, trial.suggest_float("y", 0, 10) - 3.1)
    return 1 - math.cos(2 * math.pi * r) + 0.1 * r


def stalled(study):
    return Stall().trials(study.history())


def test_what_betters_nothing_is_counted():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.optimize(lambda trial: float(trial.number == 7), 12)  # the first ones are the best
    assert stalled(study) == sum(map(modelled, study.trials)) > 3
    study.enqueue_trial({"x": 1.0, "y": 1.0})
    study.optimize(lambda trial: -1.0, 1)
    assert stalled(study) == 0


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_both_directions_count_alike(direction):
    sign = 1 if direction == "minimize" else -1
    study = create_study(sampler=GPSampler(seed=0), space=SPACE, direction=direction)
    study.optimize(lambda trial: sign * abs(trial.number - 9), 14)
    assert stalled(study) == 4


def test_trials_from_elsewhere_say_nothing_of_the_process():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE)
    study.add_trials(
        create_trial(params={"x": 1.0, "y": 1.0}, distributions=SPACE, value=float(k))
        for k in range(50)
    )
    assert stalled(study) == 0
    study.sampler = RandomSampler(seed=0)
    study.optimize(lambda trial: 100.0, 30)
    assert stalled(study) == 0


def test_several_objectives_never_stall():
    study = create_study(sampler=GPSampler(seed=0), space=SPACE, directions=["minimize"] * 2)
    study.optimize(lambda trial: (1.0, 2.0), 20)
    assert stalled(study) == 0


def test_every_other_trial_goes_by_optimism_then_but_not_where_an_acquisition_is_given():
    made = {}
    for name, acquisition in (("usual", None), ("given", LogEI())):
        study = create_study(sampler=GPSampler(seed=0, acquisition=acquisition))
        study.optimize(ripples, 60)
        made[name] = [trial.params for trial in study.trials]
    first = next(k for k in range(60) if made["usual"][k] != made["given"][k])
    study = create_study(sampler=GPSampler(seed=0))
    study.optimize(ripples, first)
    assert first % TURN == 0 and stalled(study) >= SOON


def schaffer(trial):
    """The second of Schaffer's functions, moved: waves that are the shorter the farther out."""
    x, y = trial.suggest_float("x", -50, 60), trial.suggest_float("y", -60, 50)
    return 0.5 + (math.sin(x * x - y * y) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2


def test_the_default_leaves_a_local_minimum():
    """Expected improvement alone stays for ever where it has found something first."""
    best, alone, turns = [], [], []
    for seed in range(12):
        for found, sampler in ((best, None), (alone, GPSampler(acquisition=LogEI()))):
            study = create_study(sampler=sampler, seed=seed)
            study.optimize(schaffer, 100)
            found.append(study.best_value)
            if sampler is None:
                said = [trial.notes[NOTE] for trial in study.trials]
                turns.append(sum("nothing better" in why for why in said))
                assert seed > 1 or study.replay().ok
    assert 0 < max(turns) <= 100 / 4
    assert np.mean(best) < 0.8 * np.mean(alone)
