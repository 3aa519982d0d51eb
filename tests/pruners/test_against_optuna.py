"""The same curves, reported to Optuna and to us, are pruned at the same steps."""

import math
import warnings

import numpy as np
import pytest

from bayesopt import TrialPruned, create_study, pruners
from bayesopt.samplers import RandomSampler

optuna = pytest.importorskip("optuna", "5.0.0", reason="pip install bayesopt[parity]")

SEED = 11  # also Optuna's study name, from which its Hyperband derives the brackets
N_TRIALS, N_STEPS = 40, 28


def smooth(rng):
    """Falling curves that cross, with a little noise."""
    limit, height, rate = rng.random(), rng.random(), rng.uniform(0.02, 0.6)
    noise = 0.02 * rng.standard_normal(N_STEPS)
    values = limit + height * np.exp(-rate * np.arange(N_STEPS)) + noise
    return dict(enumerate(values.tolist()))


def wild(rng):
    """Noise with NaN and infinities in it."""
    values = rng.standard_normal(N_STEPS)
    values[rng.random(N_STEPS) < 0.03] = math.nan
    values[rng.random(N_STEPS) < 0.02] = math.inf
    values[rng.random(N_STEPS) < 0.02] = -math.inf
    return dict(enumerate(values.tolist()))


def tied(rng):
    """Accuracies on ten examples: many trials have the same value."""
    return dict(enumerate((rng.integers(0, 4, N_STEPS) / 10).tolist()))


def sparse(rng):
    """Some steps only, so that one report passes several rungs."""
    steps = np.flatnonzero(rng.random(N_STEPS) < 0.3).tolist()
    return {step: float(rng.random() + math.exp(-step / 5)) for step in steps}


def shuffled(rng):
    """All steps in any order."""
    return {int(step): float(rng.random()) for step in rng.permutation(N_STEPS)}


CURVES = {f.__name__: f for f in (smooth, wild, tied, sparse, shuffled)}
FAMILIES = {
    "MedianPruner": [
        {},
        {"n_startup_trials": 0},
        {"n_startup_trials": 1, "n_warmup_steps": 5, "interval_steps": 3},
        {"n_warmup_steps": 7, "interval_steps": 10, "n_min_trials": 4},
    ],
    "PercentilePruner": [
        *({"percentile": p} for p in (0.0, 7.0, 25.0, 30.0, 66.6, 93.0, 100.0)),
        {"percentile": 25.0, "n_startup_trials": 2, "interval_steps": 4, "n_min_trials": 3},
    ],
    "SuccessiveHalvingPruner": [
        {},
        {"reduction_factor": 2},
        {"min_resource": 1},
        {"min_resource": 1, "reduction_factor": 2, "min_early_stopping_rate": 1},
        {"min_resource": 3, "reduction_factor": 3, "bootstrap_count": 5},
        {"min_resource": 1, "reduction_factor": 2, "bootstrap_count": 2},
    ],
    "HyperbandPruner": [
        {},
        {"max_resource": N_STEPS},
        {"min_resource": 2, "max_resource": 25, "reduction_factor": 2},
        {"min_resource": 3, "reduction_factor": 4},
        {"max_resource": N_STEPS, "bootstrap_count": 2},
    ],
    "ThresholdPruner": [
        {"lower": -1.5},
        {"upper": 1.2},
        {"lower": -2, "upper": 2, "n_warmup_steps": 4, "interval_steps": 5},
    ],
    "PatientPruner": [
        {"wrapped_pruner": None, "patience": 0},
        {"wrapped_pruner": None, "patience": 4, "min_delta": 0.3},
        {"wrapped_pruner": "MedianPruner", "patience": 1},
        {"wrapped_pruner": "MedianPruner", "patience": 3, "min_delta": 0.1},
    ],
    "WilcoxonPruner": [
        {},
        {"p_threshold": 0.3},
        {"p_threshold": 0.125, "n_startup_steps": 0},
        {"p_threshold": 0.5, "n_startup_steps": 8},
    ],
    "NopPruner": [{}],
}
CASES = [(family, arguments) for family, sets in FAMILIES.items() for arguments in sets]


def made(module, family, arguments):
    wrapped = arguments.get("wrapped_pruner")
    if wrapped:
        arguments = {**arguments, "wrapped_pruner": getattr(module, wrapped)()}
    return getattr(module, family)(**arguments)


def fates(study, curves, pruned, failing, asked):
    """At which step each trial was pruned, None where it was not.

    asked : after how many reports to ask; range(1, ...) for after each.
    """
    steps = []

    def objective(trial):
        curve = curves[trial.number]
        steps.append(None)
        for count, (step, value) in enumerate(curve.items(), 1):
            trial.report(value, step)
            if count in asked and trial.should_prune():
                steps[-1] = step
                raise pruned
        if trial.number in failing:
            raise ArithmeticError
        known = [value for value in curve.values() if math.isfinite(value)]
        return sum(known) / len(known) if known else 0.0

    study.optimize(objective, n_trials=len(curves), catch=(ArithmeticError,))
    return steps, [trial.values and tuple(trial.values) for trial in study.trials]


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize("shape", CURVES.values(), ids=CURVES.keys())
@pytest.mark.parametrize(("family", "arguments"), CASES, ids=lambda part: str(part))
def test_the_same_steps(family, arguments, shape, direction):
    rng = np.random.default_rng(SEED)
    slow = family == "WilcoxonPruner" and shape is tied
    # scipy's exact test of ties takes Optuna up to 30 ms; test_signed_rank.py has those sizes
    asked = {*range(1, 8), *range(14, N_STEPS + 1)} if slow else range(1, N_STEPS + 1)
    n = 8 if family == "WilcoxonPruner" else N_TRIALS
    curves = [shape(rng) for _ in range(n)]
    failing = set(np.flatnonzero(rng.random(n) < 0.1).tolist())
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():  # experimental pruners, NaN reports
        warnings.simplefilter("ignore")
        theirs = optuna.create_study(
            study_name=str(SEED),
            direction=direction,
            sampler=optuna.samplers.RandomSampler(seed=1),
            pruner=made(optuna.pruners, family, arguments),
        )
        expected = fates(theirs, curves, optuna.TrialPruned, failing, asked)
        ours = create_study(
            seed=SEED,
            direction=direction,
            sampler=RandomSampler(),
            pruner=made(pruners, family, arguments),
        )
        found = fates(ours, curves, TrialPruned, failing, asked)
    assert found == expected
