"""Several objectives: how much hypervolume do studies find?

    python -m benchmarks.several_objectives             # what is missing; to the results
    python -m benchmarks.several_objectives --problems "two bowls in 6"
    python -m benchmarks.several_objectives --fresh     # throws earlier runs away

Hypervolume is that of the values of all trials, without noise, up to a point that belongs to the
problem. Told is what is missing to the most that any run has found, as a share of that. Optuna's
GPSampler runs on fewer seeds. Runs in the environment of `python -m benchmarks.peers.setup`.
"""

import math
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesopt import create_study
from bayesopt.acquisition import LogEI
from bayesopt.pareto import hypervolume
from bayesopt.samplers import AutoSampler, GPSampler, NSGAIISampler, RandomSampler, TPESampler
from benchmarks.by_problem import Found, accumulate, markdown
from benchmarks.peers.environments import PEERS
from benchmarks.peers.machine import hold_to_one_thread, sentence
from benchmarks.peers.roster import ROSTER

SEEDS, FEWER = 10, 2
AFTER = (20, 40, 60)
LEAST = 1e-4  # of the hypervolume: less than that missing counts as that
TAIL = 12.0  # powers of e between the best and the worst of the objective with a heavy tail
NOISE = 0.05

FloatArray = np.ndarray[Any, np.dtype[np.float64]]


def cube(trial: Any, d: int) -> FloatArray:
    """A point of the unit cube."""
    return np.array([trial.suggest_float(f"x{j}", 0, 1) for j in range(d)])


def bowls(*centres: list[float]) -> Callable[[Any], FloatArray]:
    """Squared distances from these points."""
    at = np.array(centres)
    return lambda trial: np.sum((cube(trial, at.shape[1]) - at) ** 2, axis=1)


def zdt1(trial: Any) -> FloatArray:
    """Zitzler, Deb & Thiele 2000, with five parameters."""
    x = cube(trial, 5)
    g = 1 + 9 * x[1:].mean()
    return np.array([x[0], g * (1 - math.sqrt(x[0] / g))])


def zdt3(trial: Any) -> FloatArray:
    """Like theirs, with a front in pieces; four parameters that do not end in corners."""
    x = cube(trial, 4)
    g = 1 + 4 * np.abs(x[1:] - 0.3).mean()
    share = x[0] / g
    return np.array([x[0], g * (1 - math.sqrt(share) - share * math.sin(10 * math.pi * x[0])) + 1])


def dtlz2(trial: Any) -> FloatArray:
    """Deb et al. 2002: three objectives of five parameters, an eighth of a sphere."""
    x = cube(trial, 5)
    a, b = x[:2] * math.pi / 2
    g = 1 + np.sum((x[2:] - 0.5) ** 2)
    sines = [math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)]
    return np.array([g * sine for sine in sines])


def branin_currin(trial: Any) -> FloatArray:
    """As in Belakaria et al. 2019."""
    x, y = cube(trial, 2)
    u, v = 15 * x - 5, 15 * y
    branin = (v - 5.1 / (4 * math.pi**2) * u**2 + 5 / math.pi * u - 6) ** 2
    branin += 10 * (1 - 1 / (8 * math.pi)) * math.cos(u) + 10
    currin = (2300 * x**3 + 1900 * x**2 + 2092 * x + 60) / (100 * x**3 + 500 * x**2 + 4 * x + 20)
    return np.array([branin, currin * (1 - math.exp(-1 / (2 * y)) if y else 1.0)])


def network(trial: Any) -> FloatArray:
    """Error and size of something like a network: numbers, whole numbers and a choice."""
    width = trial.suggest_int("width", 8, 1024, log=True)
    layers = trial.suggest_int("layers", 1, 8)
    rate = math.log10(trial.suggest_float("rate", 1e-5, 1e-1, log=True))
    kind = trial.suggest_categorical("kind", ["relu", "gelu", "tanh"])
    error = 0.1 + 0.4 / math.log2(width * layers) + 0.05 * (rate + 3 + 0.1 * layers) ** 2
    error += {"relu": 0.01, "gelu": 0.0, "tanh": 0.03}[kind]
    return np.array([error, math.log10(width**2 * layers)])


def exactly(values: FloatArray, rng: np.random.Generator) -> FloatArray:
    """What a study is told where there is nothing between it and the values."""
    return values


def noisily(values: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The same with normal noise."""
    return values + NOISE * rng.standard_normal(len(values))


def tailed(values: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The same with e to the power of the first; its front is the same."""
    return np.array([math.exp(TAIL * values[0]), *values[1:]])


@dataclass(frozen=True)
class Raced:
    """A problem.

    values : of a trial. reference : up to which hypervolume counts. told : what a study sees.
    """

    values: Callable[[Any], FloatArray]
    reference: tuple[float, ...]
    told: Callable[[FloatArray, np.random.Generator], FloatArray] = exactly


SIX = bowls([0.2] * 6, [0.3, 0.42, 0.54, 0.66, 0.78, 0.9])
THREE = bowls([0.2] * 3, [0.8, 0.7, 0.3])
PROBLEMS = {
    "two bowls in 6": Raced(SIX, (1.5, 2.0)),
    "two bowls in 3": Raced(THREE, (1.0, 1.0)),
    "ZDT1 in 5": Raced(zdt1, (1.1, 4.0)),
    "ZDT3 in 4": Raced(zdt3, (1.1, 5.0)),
    "Branin and Currin": Raced(branin_currin, (100.0, 14.0)),
    "a network": Raced(network, (0.6, 7.0)),
    "a heavy tail": Raced(bowls([0.2] * 4, [0.8] * 4), (1.6, 1.6), tailed),
    "two noisy bowls": Raced(THREE, (1.0, 1.0), noisily),
    "DTLZ2 of 3": Raced(dtlz2, (1.3,) * 3),
    "three bowls": Raced(
        bowls([0.2, 0.2, 0.5, 0.5], [0.8, 0.3, 0.5, 0.2], [0.5, 0.8, 0.4, 0.8]), (0.8,) * 3
    ),
}


def ours(sampler: Any, objectives: int, seed: int) -> Any:
    """A study."""
    return create_study(directions=["minimize"] * objectives, sampler=sampler, seed=seed)


def optuna_gp(objectives: int, seed: int) -> Any:
    """A study of Optuna's."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.GPSampler(seed=seed)
    return optuna.create_study(directions=["minimize"] * objectives, sampler=sampler)


ROWS: dict[str, tuple[Callable[[int, int], Any], int]] = {
    "default": (lambda m, seed: ours(AutoSampler(), m, seed), SEEDS),
    "by weights": (lambda m, seed: ours(GPSampler(acquisition=LogEI()), m, seed), SEEDS),
    "TPE": (lambda m, seed: ours(TPESampler(), m, seed), SEEDS),
    "NSGA-II": (lambda m, seed: ours(NSGAIISampler(), m, seed), SEEDS),
    "random": (lambda m, seed: ours(RandomSampler(), m, seed), SEEDS),
    "Optuna GP": (optuna_gp, FEWER),
}


def volumes(raced: Raced, study: Any, seed: int) -> list[float]:
    """The hypervolume after each number of evaluations."""
    rng = np.random.default_rng([seed, 1])
    found = []
    for _ in range(max(AFTER)):
        trial = study.ask()
        found.append(raced.values(trial))
        study.tell(trial, raced.told(found[-1], rng).tolist())
    return [hypervolume(np.array(found[:k]), np.array(raced.reference)) for k in AFTER]


def play(name: str) -> dict[str, list[float]]:
    """The hypervolumes of every row after each number of evaluations, seed by seed."""
    raced = PROBLEMS[name]
    found: dict[str, list[float]] = {}
    for row, (study, seeds) in ROWS.items():
        m = len(raced.reference)
        runs = [volumes(raced, study(m, seed), seed) for seed in range(seeds)]
        found |= {f"{row} {k}": [run[i] for run in runs] for i, k in enumerate(AFTER)}
        print(f"{name}, {row}: {np.mean(runs, axis=0).round(4)}", flush=True)
    return found


def missing(by: dict[str, list[float]], row: str, k: int) -> FloatArray:
    """log10 of the share of the most hypervolume of a problem that each run has missed."""
    most = max(value for values in by.values() for value in values)
    return np.log10(np.maximum(1 - np.array(by[f"{row} {k}"]) / most, LEAST))


def table(found: Found, k: int) -> str:
    """One line per problem: mean of the logarithms after k evaluations."""
    lines = {
        name: [f"{missing(by, row, k).mean():.2f}" for row in ROWS] for name, by in found.items()
    }
    return markdown(list(ROWS), lines)


def counts(found: Found) -> str:
    """One line per row: runs in which the first row has found more and less, seed by seed."""
    first, *others = ROWS
    lines = {}
    for row in others:
        cells = []
        for k in AFTER:
            pairs = [
                pair
                for by in found.values()
                for pair in zip(by[f"{first} {k}"], by[f"{row} {k}"], strict=False)
            ]
            cells.append(f"{sum(a > b for a, b in pairs)}-{sum(a < b for a, b in pairs)}")
        lines[row] = cells
    return markdown([str(k) for k in AFTER], lines)


def page(found: Found) -> str:
    """The result as Markdown."""
    rows = [ROSTER[name].load().versions() for name in ("bayesopt", "optuna-gp")]
    versions = {package: number for row in rows for package, number in row.items()}
    tables = "\n\n".join(f"## After {k} evaluations\n\n{table(found, k)}" for k in AFTER)
    return (
        "# Several objectives\n\n"
        "Mean log10 of the share of hypervolume that is missing to the most that any run has "
        f"found on the problem, never below {LEAST:g}; {SEEDS} seeds, for Optuna's GPSampler "
        f"{FEWER} of them. `GPSampler(acquisition=LogEI())` makes all objectives one: by weights. "
        f"Noise has a standard deviation of {NOISE}; the heavy tail is e to "
        f"the power of {TAIL:g} times an objective, and its hypervolume that of the exponent.\n\n"
        f"{', '.join(' '.join(pair) for pair in versions.items())}. Machine: {sentence()}.\n\n"
        "To reproduce: `python -m benchmarks.several_objectives`\n\n"
        "## The default has found more, and less\n\n"
        f"{counts(found)}\n\n{tables}\n"
    )


if __name__ == "__main__":
    hold_to_one_thread()
    if PEERS.python.exists() and sys.executable != str(PEERS.python):
        os.execv(PEERS.python, [str(PEERS.python), "-m", *sys.orig_argv[2:]])
    warnings.simplefilter("ignore")
    accumulate("several_objectives", __doc__, [*PROBLEMS], play, page)
