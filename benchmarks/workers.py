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
from bayesopt.params import FloatArray
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


ALONE = "one worker"
MEDIANS = "medians of one worker, after each evaluation"
WAYS: dict[str, tuple[Run, int]] = {
    ALONE: (asynchronous, 1),
    **{f"{q} workers": (asynchronous, q) for q in WORKERS},
    **{f"batches of {q}": (batches, q) for q in WORKERS},
}


def log_regrets(raced: Problem, values: Sequence[float]) -> FloatArray:
    """Of the best value so far after each (n,), in powers of ten; at least -10."""
    assert raced.optimum is not None
    return np.log10(np.maximum(np.minimum.accumulate(values) - raced.optimum, 1e-10))


def log_regret(raced: Problem, values: Sequence[float]) -> float:
    """Of the best value, in powers of ten; at least -10."""
    return float(log_regrets(raced, values)[-1])


def table(found: Found, ways: Sequence[str] = tuple(WAYS)) -> str:
    """One row per problem, one column per way: the median log regret."""
    rows = {
        name: [f"{np.median(by_way[way]):.2f}" for way in ways] for name, by_way in found.items()
    }
    means = [np.mean([np.median(by_way[way]) for by_way in found.values()]) for way in ways]
    return markdown(ways, {**rows, "mean of medians": [f"{mean:.2f}" for mean in means]})


def as_many(by_way: dict[str, list[float]], way: str) -> int:
    """After how many evaluations one worker is in the median where that way has ended."""
    reached = np.array(by_way[MEDIANS]) <= np.median(by_way[way])
    return int(np.argmax(reached)) + 1 if reached.any() else EVALUATIONS


def needed(found: Found) -> str:
    """One row per problem, one column per way: see `as_many`."""
    ways = [way for way in WAYS if way != ALONE]
    counts = {name: [as_many(by_way, way) for way in ways] for name, by_way in found.items()}
    rows = {name: [f"{count}" for count in each] for name, each in counts.items()}
    means = [f"{mean:.0f}" for mean in np.mean([*counts.values()], axis=0)]
    return markdown(ways, {**rows, "mean": means})


def page(found: Found) -> str:
    """The result as Markdown."""
    assert __doc__ is not None
    return (
        "# Several workers\n\n"
        f"Median over {SEEDS} seeds of log10 regret after {EVALUATIONS} evaluations in all, with "
        "the default sampler: one worker, 4 and 16 asynchronous ones, and batches of 4 and 16. "
        "With 16 workers each suggestion knows 15 values fewer.\n\n"
        f"Machine: {sentence()}.\n\nTo reproduce: `python -m benchmarks.workers`\n\n"
        f"{table(found)}\n\n"
        "## As many evaluations as one worker needs\n\n"
        "After so many the median of one worker is what that of the others is after "
        f"{EVALUATIONS}; {EVALUATIONS} also where it is less good.\n\n"
        f"{needed(found)}\n"
    )


def play(name: str) -> dict[str, list[float]]:
    """The log regrets of every way, seed by seed, and the medians of one worker along the way."""
    raced = problem(name)
    runs = {
        way: np.array([log_regrets(raced, run(raced, q, seed)) for seed in range(SEEDS)])
        for way, (run, q) in WAYS.items()
    }
    return {
        **{way: traces[:, -1].tolist() for way, traces in runs.items()},
        MEDIANS: np.median(runs[ALONE], axis=0).tolist(),
    }


if __name__ == "__main__":
    hold_to_one_thread()
    print(table(accumulate("workers", __doc__, PROBLEMS, play, page)))
