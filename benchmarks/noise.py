"""Noisy objectives: how good, without its noise, is the trial that a study names?

    python -m benchmarks.noise                           # what is missing; to results/noise.*
    python -m benchmarks.noise --problems "levy-4, 5 %"
    python -m benchmarks.noise --fresh                   # throws earlier runs away

Each seed is another instance of the problem, none of which anything was tuned on; the tuning tasks
have one instance only. The spread of a problem is the interquartile range of its values at random
points, divided by 1.35: a standard deviation, were they normal.
"""

from collections.abc import Callable
from functools import cache, partial
from itertools import product

import numpy as np
from scipy.stats import special_ortho_group

from bayesopt import Float, Study, create_study
from bayesopt.race import Problem
from bayesopt.race.problems.problem import Params
from bayesopt.samplers import AutoSampler, RandomSampler, Sampler, TPESampler
from bayesopt.space import Space
from benchmarks.by_problem import Found, accumulate
from benchmarks.peers.machine import hold_to_one_thread, sentence
from benchmarks.peers.problems import classics, landscapes, tuning

SEEDS, FIRST = 20, 301
AFTER = (20, 40, 60, 100)
DRAWS = 512
LEAST = 1e-3  # of the spread: less regret than that counts as that
SAMPLERS: dict[str, type[Sampler]] = {
    "default": AutoSampler,
    "TPE": TPESampler,
    "random": RandomSampler,
}
READINGS: dict[str, Callable[[Study], Params]] = {
    "recommended_trial": lambda study: study.recommended_trial.params,
    "best_trial": lambda study: study.best_params,
}
ROWS = [f"{sampler}, {reading}" for sampler in SAMPLERS for reading in READINGS]


def ellipsoid(instance: int) -> Problem:
    """A rotated bowl in four parameters, a thousand times as steep one way as another."""
    turn = special_ortho_group.rvs(4, random_state=instance)
    centre = np.random.default_rng([4, instance]).uniform(0.25, 0.75, 4)
    steep = 1000 ** (np.arange(4) / 3)

    def function(params: Params) -> float:
        away = turn @ (np.array([params[f"x{j}"] for j in range(4)]) - centre)
        return float(np.sum(steep * away**2))

    space = Space({f"x{j}": Float(0, 1) for j in range(4)})
    return Problem(f"ellipsoid-4-i{instance}", space, function, 0.0)


def task(name: str, _: int) -> Problem:
    """A tuning task."""
    return tuning.problem(next(task for task in tuning.TASKS if task.name == name))


def mixed(name: str, instance: int) -> Problem:
    """A landscape of choices and numbers."""
    return landscapes.landscape(name, landscapes.MIXED[name], instance)


MAKERS: dict[str, Callable[[int], Problem]] = {
    **{name: partial(classics.plain, name) for name in ("branin", "hartmann-6", "levy-4")},
    "ellipsoid-4": ellipsoid,
    "mixed-2c-3f": partial(mixed, "mixed-2c-3f"),
    "svr-diabetes": partial(task, "svr-diabetes"),
}


def normal(share: float, height: float, rng: np.random.Generator) -> float:
    """Of `share` of the spread everywhere."""
    return share * rng.standard_normal()


def outliers(height: float, rng: np.random.Generator) -> float:
    """Of 5 % of the spread; one value in twenty is off by twice the spread besides."""
    wrong = rng.random() < 0.05
    return 0.05 * rng.standard_normal() + (2 * rng.standard_normal() if wrong else 0.0)


def uneven(height: float, rng: np.random.Generator) -> float:
    """Of 1 % of the spread at the optimum, and 30 % of what a point is worse than that."""
    return (0.01 + 0.3 * min(height, 3.0)) * rng.standard_normal()


KINDS: dict[str, Callable[[float, np.random.Generator], float]] = {
    "20 %": partial(normal, 0.2),
    "5 %": partial(normal, 0.05),
    "1 %": partial(normal, 0.01),
    "outliers": outliers,
    "uneven": uneven,
}
PROBLEMS = [f"{problem}, {kind}" for kind, problem in product(KINDS, MAKERS)]


@cache
def spread(name: str, instance: int) -> float:
    """See above."""
    problem = MAKERS[name](instance)
    points = np.random.default_rng(instance).random((DRAWS, len(problem.space)))
    values = [problem.function(problem.space.decode(point)) for point in points]
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low) / 1.35


def regrets(name: str, kind: str, sampler: str, seed: int) -> dict[str, float]:
    """By reading and number of evaluations, in powers of ten of the spread."""
    problem, unit = MAKERS[name](FIRST + seed), spread(name, FIRST + seed)
    study = create_study(space=problem.space, sampler=SAMPLERS[sampler](), seed=seed)
    rng = np.random.default_rng([seed, 1])
    found = {}
    for k in range(1, max(AFTER) + 1):
        trial = study.ask()
        value = problem.function(trial.params)
        height = (value - problem.optimum) / unit
        study.tell(trial, value + unit * KINDS[kind](height, rng))
        for reading, read in READINGS.items() if k in AFTER else ():
            regret = (problem.function(read(study)) - problem.optimum) / unit
            found[f"{sampler}, {reading} {k}"] = float(np.log10(max(regret, LEAST)))
    return found


def play(name: str) -> dict[str, list[float]]:
    """The log regrets of every sampler and reading, seed by seed."""
    problem, kind = name.split(", ")
    runs = [{k: v for s in SAMPLERS for k, v in regrets(problem, kind, s, seed).items()}
            for seed in range(SEEDS)]  # fmt: skip
    return {row: [round(run[row], 4) for run in runs] for row in runs[0]}


def table(found: Found) -> str:
    """One row per sampler and reading: mean after each number of evaluations; runs in which the
    first row is better, and worse, after the last one.
    """
    after = [str(k) for k in AFTER]
    lines = [f"| | {' | '.join(after)} | better-worse |", f"|---|{'---:|' * (len(after) + 1)}"]
    for row in ROWS:
        pooled = {k: np.concatenate([by[f"{row} {k}"] for by in found.values()]) for k in after}
        first = np.concatenate([by[f"{ROWS[0]} {after[-1]}"] for by in found.values()])
        last = pooled[after[-1]]
        means = " | ".join(f"{pooled[k].mean():.2f}" for k in after)
        count = f"{np.sum(first < last)}-{np.sum(first > last)}" if row != ROWS[0] else ""
        lines.append(f"| {row} | {means} | {count} |")
    return "\n".join(lines)


def each(found: Found) -> str:
    """One row per problem: means after the last evaluation."""
    lines = [f"| | {' | '.join(ROWS)} |", f"|---|{'---:|' * len(ROWS)}"]
    for name, by in found.items():
        cells = " | ".join(f"{np.mean(by[f'{row} {AFTER[-1]}']):.2f}" for row in ROWS)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def page(found: Found) -> str:
    """The result as Markdown."""
    tables = ""
    for kind in KINDS:
        some = {name: by for name, by in found.items() if name.endswith(f", {kind}")}
        tables += f"## Noise: {kind}\n\n{table(some)}\n\n" if some else ""
    return (
        "# Noisy objectives\n\n"
        "Mean log10 regret, without noise, of the trial that `recommended_trial` or `best_trial` "
        "names, in units of the spread of the problem's values and never below a thousandth of "
        f"it; {SEEDS} seeds, each with another instance, after {', '.join(map(str, AFTER))} "
        'evaluations. "better-worse" counts runs in which the first row is better, and worse, at '
        "the end.\n\n"
        "Noise is normal with 1, 5 or 20 % of the spread as standard deviation; or 5 % with one "
        "value in twenty off by twice the spread besides; or uneven, 1 % at the optimum and 30 % "
        "of what a point is worse than that.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.noise`\n\n"
        f"{tables}## All problems, after {AFTER[-1]} evaluations\n\n{each(found)}\n"
    )


if __name__ == "__main__":
    hold_to_one_thread()
    accumulate("noise", __doc__, PROBLEMS, play, page)
