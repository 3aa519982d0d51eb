"""The first trials of a study, and which of them count."""

import numpy as np
import pytest

from bayesopt import Float, create_study
from bayesopt.samplers import AutoSampler
from bayesopt.samplers.startup import OVERTAKEN, startup_trials
from bayesopt.space import Space

SPACE = Space({f"x{k}": Float(0, 1) for k in range(6)})
FIRST = startup_trials(SPACE)


def begun():
    return create_study(space=SPACE, sampler=AutoSampler(), seed=1)


def tell(study, trial):
    study.tell(trial, sum((x - 0.3) ** 2 for x in trial.params.values()))


def of_the_start(study, trial):
    return "Latin hypercube" in study.trials[trial.number].notes["auto"]


@pytest.mark.parametrize("never", [1, FIRST, 30])
def test_trials_that_are_never_told_do_not_use_up_the_start(never):
    study = begun()
    for _ in range(never):
        study.ask()
    after = []
    for _ in range(FIRST + 1):
        after.append(study.ask())
        tell(study, after[-1])
    start = [of_the_start(study, trial) for trial in after]
    assert sum(start) >= FIRST - OVERTAKEN
    assert start[FIRST - 1] and not start[FIRST]
    points = SPACE.encode([trial.params for trial in study.trials])
    assert len(np.unique(points, axis=0)) == never + FIRST + 1


@pytest.mark.parametrize("width", [2, 4, 16])
def test_trials_that_are_still_running_belong_to_the_start(width):
    study = begun()
    running = [study.ask() for _ in range(width)]
    for _ in range(20):
        tell(study, running.pop(0))
        running.append(study.ask())
    start = [of_the_start(study, trial) for trial in study.trials]
    assert start == [k < FIRST for k in range(len(start))]
