"""Time of one decision in a study of many trials, and of a report with its decision."""

import numpy as np
import pytest

from bayesopt import FrozenTrial, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.pruners import (
    HyperbandPruner,
    MedianPruner,
    SuccessiveHalvingPruner,
    WilcoxonPruner,
)
from bayesopt.samplers import RandomSampler

STEPS = 20
PRUNERS = {
    "median": MedianPruner,
    "halving": lambda: SuccessiveHalvingPruner(1, 3),
    "hyperband": lambda: HyperbandPruner(1, STEPS, 3),
    "wilcoxon": WilcoxonPruner,
}
every = pytest.mark.parametrize("make", PRUNERS.values(), ids=PRUNERS.keys())


def trial(number, state, objectives):
    rng = np.random.default_rng(number)
    rows = rng.random((STEPS, objectives)).tolist()
    curve = {step: row[0] if objectives == 1 else tuple(row) for step, row in enumerate(rows)}
    values = tuple(rows[-1]) if state is TrialState.COMPLETE else None
    return FrozenTrial(number, state, values=values, intermediate_values=curve)


def log_of(n, objectives):
    states = (TrialState.COMPLETE, TrialState.PRUNED)
    log = Log((StudyDirection.MINIMIZE,) * objectives, seed=1)
    log.absorb(trial(k, states[k % 2], objectives) for k in range(n))
    return log


@every
@pytest.mark.parametrize(("n", "objectives"), [(100, 1), (10_000, 1), (10_000, 2)])
def test_a_decision(benchmark, make, n, objectives):
    """One more trial has finished since the last decision."""
    log, pruner = log_of(n, objectives), make()
    running = trial(2 * n, TrialState.RUNNING, objectives)
    pruner.prune(running, log.view())
    numbers = iter(range(n, 2 * n))

    def another():
        log.absorb([trial(next(numbers), TrialState.COMPLETE, objectives)])
        return (running, log.view()), {}

    benchmark.pedantic(pruner.prune, setup=another, rounds=50)


@every
def test_a_report_and_its_decision(benchmark, make):
    """Through the public surface, within one trial, after 10 000 others."""
    study = create_study(sampler=RandomSampler(), pruner=make(), seed=1)
    study.add_trials(trial(k, TrialState.COMPLETE, 1) for k in range(10_000))
    running = study.ask()
    steps = iter(range(10**6))

    def report():
        running.report(0.5, next(steps))
        running.should_prune()

    benchmark.pedantic(report, rounds=30, warmup_rounds=2)
