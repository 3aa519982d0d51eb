"""Our `fmin` beside Hyperopt's: what it finds, and what it costs.

    python -m benchmarks.hyperopt_front                  # everything; written
    python -m benchmarks.hyperopt_front --seeds 3        # while working; not written

Each algorithm minimises each problem once per seed. Shown are the mean of log10 (best value -
optimum) over the seeds, and processor time per trial, objective included.
Written to benchmarks/results/hyperopt.md.
"""

import math
import time
from functools import partial
from importlib import import_module
from statistics import mean
from typing import Any

import numpy as np

from bayesopt.race.problems import Problem, problem
from benchmarks.command_line import command_line
from benchmarks.peers.machine import RESULTS, hold_to_one_thread, sentence

PROBLEMS = (
    "camel",
    "hartmann-3",
    "rastrigin-4",
    "michalewicz-5",
    "levy-6",
    "styblinski-tang-6",
    "griewank-8",
    "zakharov-10",
)
CONTESTANTS = (
    ("hyperopt", "rand"),
    ("hyperopt", "anneal"),
    ("hyperopt", "tpe"),
    ("bayesopt.hyperopt", "rand"),
    ("bayesopt.hyperopt", "anneal"),
    ("bayesopt.hyperopt", "tpe"),
    ("bayesopt.hyperopt", "atpe"),
)
TRIALS = 100
SEEDS = 16


def regret(package: str, algorithm: str, raced: Problem, seed: int) -> float:
    """log10 of what is missing to the optimum after TRIALS trials."""
    library: Any = import_module(package)
    space = {name: library.hp.uniform(name, p.low, p.high) for name, p in raced.space.items()}  # type: ignore[attr-defined]
    trials = library.Trials()
    suggest = getattr(library, algorithm).suggest
    if package == "hyperopt" and algorithm == "tpe":
        suggest = partial(suggest, verbose=False)
    library.fmin(
        raced.function,
        space,
        algo=suggest,
        max_evals=TRIALS,
        trials=trials,
        rstate=np.random.default_rng(seed),
        verbose=False,
    )
    assert raced.optimum is not None
    return math.log10(max(min(trials.losses()) - raced.optimum, 1e-12))


def row(package: str, algorithm: str, seeds: int) -> str:
    start = time.process_time()
    found = [
        mean(regret(package, algorithm, problem(p), s) for s in range(seeds)) for p in PROBLEMS
    ]
    spent = (time.process_time() - start) / (len(PROBLEMS) * seeds * TRIALS)
    cells = [f"{value:.2f}" for value in (*found, mean(found))]
    return f"| {package} | {algorithm} | {' | '.join(cells)} | {1e3 * spent:.2f} |"


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    seeds = parser.parse_args().seeds
    names = ["package", "algorithm", *PROBLEMS, "mean", "ms per trial"]
    lines = [
        "# Hyperopt's front\n",
        f"Mean over {seeds} seeds of log10 (best of {TRIALS} - optimum), lower is better; and "
        f"processor time per trial.\n",
        f"| {' | '.join(names)} |",
        f"| --- | --- | {' | '.join(['---:'] * (len(names) - 2))} |",
    ]
    for contestant in CONTESTANTS:
        lines.append(row(*contestant, seeds))
        print(lines[-1], flush=True)
    lines += ["", f"{sentence()}. Made by `python -m benchmarks.hyperopt_front`."]
    if seeds == SEEDS:
        (RESULTS / "hyperopt.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    hold_to_one_thread()
    main()
