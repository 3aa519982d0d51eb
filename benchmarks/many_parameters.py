"""Regret with 20 to 100 parameters: the trust region beside the whole cube, TPE and chance.

    python -m benchmarks.many_parameters                     # what is missing; to results/
    python -m benchmarks.many_parameters --problems levy-20  # the same, of one problem
    python -m benchmarks.many_parameters --fresh             # throws earlier runs away

Functions whose minimum lies in the middle of their box are moved, by other amounts in each
parameter. `hartmann-6 in 50` depends on six of its fifty parameters. `rover-60` is the cost of a
path through obstacles, bent by thirty points.
"""

from collections.abc import Callable

import numpy as np

from bayesopt import Float, create_study
from bayesopt.race.problems import problem
from bayesopt.race.problems.problem import Params
from bayesopt.samplers import (
    GPSampler,
    RandomSampler,
    Sampler,
    TPESampler,
    TrustRegionSampler,
)
from bayesopt.space import FloatArray, Space
from benchmarks.by_problem import Found, accumulate, markdown
from benchmarks.peers.machine import hold_to_one_thread, sentence

EVALUATIONS = 300
SEEDS = 5
SAMPLERS: dict[str, type[Sampler]] = {
    "trust region": TrustRegionSampler,
    "GP": GPSampler,
    "TPE": TPESampler,
    "random": RandomSampler,
}
PROBLEMS = (
    "levy-20",
    "levy-100",
    "rosenbrock-20",
    "rosenbrock-50",
    "ackley-20 moved",
    "ackley-50 moved",
    "hartmann-6 in 50",
    "rover-60",
)
Objective = Callable[[Params], float]


def cube(d: int) -> Space:
    """d parameters from 0 to 1."""
    return Space({f"x{j}": Float(0, 1) for j in range(d)})


def point(params: Params) -> FloatArray:
    """(d,)"""
    return np.array([*params.values()], dtype=float)


def made(name: str) -> tuple[Space, Objective]:
    """The space, and the regret."""
    stem, _, kind = name.partition(" ")
    if stem == "rover-60":
        return cube(60), rover
    raced = problem(stem)
    space, optimum, function = raced.space, raced.optimum, raced.function
    assert optimum is not None
    if kind.startswith("in "):
        d = int(kind.removeprefix("in "))
        used = np.random.default_rng(7).choice(d, len(space), replace=False)
        return cube(d), lambda p: function(space.decode(point(p)[used])) - optimum
    by = np.random.default_rng(11).uniform(-0.15, 0.15, len(space)) * bool(kind)
    sides = [side.high - side.low for side in space.values() if isinstance(side, Float)]
    moved = dict(zip(space, by * sides, strict=True))
    return space, lambda p: function({n: v - moved[n] for n, v in p.items()}) - optimum


STONES = np.random.default_rng(3).random((15, 2))
ALONG = np.linspace(0, 1, 300)


def rover(params: Params) -> float:
    """Length of a polyline smoothed by Bernstein weights, dear across stones, with its ends far
    from where they should be. Source: the idea of Wang et al. 2018, section 4.3.
    """
    corners = point(params).reshape(-1, 2)
    k = len(corners)
    apart = ALONG[:, None] - np.linspace(0, 1, k)
    weights = np.exp(-0.5 * np.square(apart * k))
    path = weights @ corners / weights.sum(axis=1, keepdims=True)
    middles = (path[1:] + path[:-1]) / 2
    steps = np.hypot(*np.diff(path, axis=0).T)
    near = np.abs(middles[:, None] - STONES).max(axis=2).min(axis=1) < 0.075
    ends = np.abs(path[0] - 0.05).sum() + np.abs(path[-1] - 0.95).sum()
    return float(np.sum(steps * (0.05 + 20 * near)) + 10 * ends)


def log_regret(name: str, sampler: str, seed: int) -> float:
    """Of the best of EVALUATIONS values, in powers of ten."""
    space, objective = made(name)
    study = create_study(space=space, sampler=SAMPLERS[sampler](seed=seed))
    study.optimize(lambda trial: objective(trial.params), EVALUATIONS)
    return float(np.log10(max(study.best_value, 1e-10)))


def table(found: Found) -> str:
    """One row per problem, one column per sampler: median and mean."""
    rows = {
        name: [f"{np.median(by[s]):.2f} ({np.mean(by[s]):.2f})" for s in SAMPLERS]
        for name, by in found.items()
    }
    means = [np.mean([np.mean(by[s]) for by in found.values()]) for s in SAMPLERS]
    return markdown([*SAMPLERS], {**rows, "all": [f"({mean:.2f})" for mean in means]})


def page(found: Found) -> str:
    """The result as Markdown."""
    return (
        "# Many parameters\n\n"
        f"Median, and mean in brackets, over {SEEDS} seeds of log10 regret after {EVALUATIONS} "
        "evaluations; of rover-60 the cost, whose least value is unknown.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.many_parameters`\n\n"
        f"{table(found)}\n"
    )


def play(name: str) -> dict[str, list[float]]:
    """The log regrets of every sampler, seed by seed."""
    return {s: [log_regret(name, s, seed) for seed in range(SEEDS)] for s in SAMPLERS}


if __name__ == "__main__":
    hold_to_one_thread()
    print(table(accumulate("many_parameters", __doc__, PROBLEMS, play, page)))
