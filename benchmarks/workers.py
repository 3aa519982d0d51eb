"""What is lost when several evaluations run at once: simulated workers, equally many evaluations.

    python -m benchmarks.workers                    # what is missing; written to results/workers.*
    python -m benchmarks.workers --problems branin  # the same, of one problem
    python -m benchmarks.workers --fresh            # throws earlier runs away

One worker waits for every value. Asynchronous ones each ask as soon as they are free: an
evaluation takes 0.5 to 1.5 units of time, drawn anew each time. In batches, `ask(q)` is followed
by q values. Everything is counted in evaluations, nothing in seconds.
"""

import heapq
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bayesopt import create_study
from bayesopt.race.problems import Evaluation, Problem, problem
from benchmarks.by_problem import Found, accumulate, markdown
from benchmarks.peers.machine import hold_to_one_thread, sentence

PROBLEMS = (
    "branin",
    "hartmann-6",
    "rosenbrock-5",
    "levy-8",
    "ackley-5",
    "styblinski-tang-5",
    "branin+noise",
)
WORKERS = (4, 16)
EVALUATIONS = 96
SEEDS = 20

Run = Callable[[Problem, int, int], list[float]]


def asynchronous(raced: Problem, workers: int, seed: int) -> list[float]:
    """Values without noise, in the order in which they come in."""
    return in_turns(create_study(space=raced.space, seed=seed), raced, workers, seed)


def in_turns(study: Any, raced: Problem, workers: int, seed: int, *asked_for: Any) -> list[float]:
    """The same for any study with `ask`, which gets what is `asked_for`, and `tell`."""
    rng = np.random.default_rng(seed)
    values: list[float] = []
    running: list[tuple[float, int, Evaluation]] = []
    now, asked = 0.0, 0
    while len(values) < EVALUATIONS:
        while len(running) < workers and asked < EVALUATIONS:
            trial = study.ask(*asked_for)
            found, asked = raced.evaluate(trial.params, seed, asked), asked + 1
            heapq.heappush(running, (now + rng.uniform(0.5, 1.5), trial.number, found))
        now, number, found = heapq.heappop(running)
        study.tell(number, found.value)
        values.append(found.truth)
    return values


def batches(raced: Problem, workers: int, seed: int) -> list[float]:
    """Values without noise, batch by batch."""
    study = create_study(space=raced.space, seed=seed)
    values: list[float] = []
    while len(values) < EVALUATIONS:
        for trial in study.ask(min(workers, EVALUATIONS - len(values))):
            found = raced.evaluate(trial.params, seed, len(values))
            study.tell(trial, found.value)
            values.append(found.truth)
    return values


WAYS: dict[str, tuple[Run, int]] = {
    "one worker": (asynchronous, 1),
    **{f"{q} workers": (asynchronous, q) for q in WORKERS},
    **{f"batches of {q}": (batches, q) for q in WORKERS},
}


def log_regret(raced: Problem, values: Sequence[float]) -> float:
    """Of the best value, in powers of ten; at least -10."""
    assert raced.optimum is not None
    return float(np.log10(max(min(values) - raced.optimum, 1e-10)))


def table(found: Found, ways: Sequence[str] = tuple(WAYS)) -> str:
    """One row per problem, one column per way: the median log regret."""
    rows = {
        name: [f"{np.median(by_way[way]):.2f}" for way in ways] for name, by_way in found.items()
    }
    means = [np.mean([np.median(by_way[way]) for by_way in found.values()]) for way in ways]
    return markdown(ways, {**rows, "mean of medians": [f"{mean:.2f}" for mean in means]})


def page(found: Found) -> str:
    """The result as Markdown."""
    assert __doc__ is not None
    return (
        "# Several workers\n\n"
        f"Median over {SEEDS} seeds of log10 regret after {EVALUATIONS} evaluations in all, with "
        "the default sampler: one worker, 4 and 16 asynchronous ones, and batches of 4 and 16. "
        "With 16 workers each suggestion knows 15 values fewer.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.workers`\n\n"
        f"{table(found)}\n"
    )


def play(name: str) -> dict[str, list[float]]:
    """The log regrets of every way, seed by seed."""
    raced = problem(name)
    return {
        way: [log_regret(raced, run(raced, q, seed)) for seed in range(SEEDS)]
        for way, (run, q) in WAYS.items()
    }


if __name__ == "__main__":
    hold_to_one_thread()
    print(table(accumulate("workers", __doc__, PROBLEMS, play, page)))
