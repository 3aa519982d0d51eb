"""What a thousand evaluations reach: the default beside evolution, TPE and chance.

    python -m benchmarks.many_evaluations                          # what is missing; to results/
    python -m benchmarks.many_evaluations --problems bbob-10-5d    # the same, of one problem
    python -m benchmarks.many_evaluations --fresh                  # throws earlier runs away

The race stops at a hundred. Here evolution has had the evaluations that it needs, and a process
no longer models all of its trials. Instances and seeds are those of the race's report set;
functions 1, 8, 10, 15, 20 and 21 of BBOB are in neither of its sets. Optuna's and Rustuna's
samplers answer from the environment that `python -m benchmarks.peers.setup` makes.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from bayesopt.race import Problem
from bayesopt.race.play import Job, play
from bayesopt.space import FloatArray
from benchmarks.by_problem import Found, accumulate, markdown
from benchmarks.peers.field import entered
from benchmarks.peers.machine import hold_to_one_thread, sentence
from benchmarks.peers.problems import classics, landscapes
from benchmarks.peers.problems.bbob import Instances
from benchmarks.peers.problems.case import REPORT
from benchmarks.peers.problems.landscapes import MIXED

EVALUATIONS = 1000
AFTER = (100, 300, EVALUATIONS)
LEAST = 1e-8  # regrets below count as this one
SAMPLERS = {
    "default": "bayesopt",
    "CMA-ES": "cmaes",
    "TPE": "bayesopt-tpe",
    "Optuna TPE": "optuna-tpe",
    "Rustuna TPE": "rustuna-tpe",
    "random": "random",
}
BBOB = ((1, 20), (8, 5), (8, 20), (8, 40), (10, 5), (10, 20))
BBOB_RUGGED = ((15, 5), (15, 20), (20, 10), (21, 5), (21, 10), (24, 20))
CLASSICS = ("branin", "hartmann-6", "levy-8", "ackley-10")
MIXTURES = ("mixed-2c-3f", "mixed-3c-2f-2l-2n")
PROBLEMS: dict[str, Callable[[int], Problem]] = {
    **{f"bbob-{f}-{d}d": Instances(f, d) for f, d in (*BBOB, *BBOB_RUGGED)},
    **{name: partial(classics.plain, name) for name in CLASSICS},
    **{name: partial(landscapes.landscape, name, MIXED[name]) for name in MIXTURES},
}


def log_regrets(name: str, sampler: str) -> list[float]:
    """Of the best value after so many evaluations, in powers of ten; instance by instance."""
    found: list[float] = []
    for instance in REPORT:
        problem = PROBLEMS[name](instance)
        run = play(Job(problem, sampler, entered(sampler).entrant, instance, EVALUATIONS))
        if run.error:
            raise RuntimeError(run.error)
        assert problem.optimum is not None
        regrets = np.maximum(run.regrets(problem.optimum), LEAST)
        found += [float(np.log10(regrets[n - 1])) for n in AFTER]
    return found


def row(by: dict[str, list[float]]) -> dict[str, FloatArray]:
    """Means over instances after each number of evaluations."""
    return {s: np.mean(np.reshape(by[s], (-1, len(AFTER))), axis=0) for s in SAMPLERS}


def won_and_lost(found: Found, sampler: str) -> str:
    """How many runs of the default ended lower, and higher, than those of the sampler."""
    both = [np.reshape([by["default"], by[sampler]], (2, -1, len(AFTER))) for by in found.values()]
    ours, theirs = np.concatenate(both, axis=1)
    won, lost = np.sum(ours < theirs, axis=0), np.sum(ours > theirs, axis=0)
    return " / ".join(f"{w}:{x}" for w, x in zip(won, lost, strict=True))


def table(found: Found) -> str:
    """One row per problem, one column per sampler; then runs won and lost."""
    rows = {name: row(by) for name, by in found.items()}
    rows["mean"] = {s: np.mean([each[s] for each in rows.values()], axis=0) for s in SAMPLERS}
    cells = {
        name: [" / ".join(f"{x:.2f}" for x in means[s]) for s in SAMPLERS]
        for name, means in rows.items()
    }
    duels = [won_and_lost(found, s) if s != "default" else "" for s in SAMPLERS]
    return markdown([*SAMPLERS], {**cells, "runs won and lost by the default": duels})


def page(found: Found) -> str:
    """The result as Markdown."""
    return (
        "# Many evaluations\n\n"
        f"Mean over {len(REPORT)} instances of log10 regret, not below {np.log10(LEAST):.0f}, "
        f"after {' / '.join(map(str, AFTER))} evaluations.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.many_evaluations`\n\n"
        f"{table(found)}\n"
    )


def raced(name: str) -> dict[str, list[float]]:
    """The log regrets of every sampler."""
    return {label: log_regrets(name, sampler) for label, sampler in SAMPLERS.items()}


if __name__ == "__main__":
    hold_to_one_thread()
    print(table(accumulate("many_evaluations", __doc__, tuple(PROBLEMS), raced, page)))
