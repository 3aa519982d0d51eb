"""What running trials elsewhere costs: per engine, with two processes, with a thousand workers.

    python -m benchmarks.executors --out benchmarks/results/executors.md

Engines that are not installed are left out, and the table says so.
"""

import argparse
import heapq
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import bayesopt
from bayesopt.samplers import RandomSampler, Sampler, TPESampler
from benchmarks.command_line import command_line

SPACE = {"x": bayesopt.Float(-1, 1), "y": bayesopt.Float(-1, 1)}
ENGINES = ("one by one", "threads", "processes", "dask", "ray", "spark")


def study_of(sampler: Sampler) -> bayesopt.Study:
    """A new study in memory."""
    return bayesopt.create_study(sampler=sampler, seed=1, space=SPACE)


def quick(trial: bayesopt.Trial) -> float:
    """An objective that costs nothing."""
    return trial.suggest_float("x", -1, 1) ** 2 + trial.suggest_float("y", -1, 1)


def slow(trial: bayesopt.Trial) -> float:
    """An objective of 50 ms that leaves the processor to others."""
    time.sleep(0.05)
    return quick(trial)


def ends(objective: Callable[..., float], trials: int, **arguments: Any) -> list[float]:
    """When each trial was told, in seconds from the start of `optimize`."""
    found: list[float] = []
    begun = time.perf_counter()
    study_of(RandomSampler()).optimize(
        objective,
        n_trials=trials,
        callbacks=[lambda study, trial: found.append(time.perf_counter() - begun)],
        **arguments,
    )
    return found


def per_engine(trials: int) -> list[str]:
    """A row per engine: seconds to the first result, ms per trial after the first ten."""
    rows = []
    for engine in ENGINES:
        arguments = {} if engine == "one by one" else {"executor": engine, "width": 2}
        try:
            told = ends(quick, trials, **arguments)
        except ImportError:
            rows.append(f"| {engine} | not installed | | |")
            continue
        gaps = [1000 * (b - a) for a, b in pairwise(told[10:])]
        each = 1000 * (told[-1] - told[10]) / (len(told) - 11)
        rows.append(f"| {engine} | {told[0]:.2f} | {each:.2f} | {max(gaps):.1f} |")
    return rows


def scaling(trials: int, repeats: int) -> list[str]:
    """A row per way to run 50 ms: seconds, and how much faster than one by one."""
    ways: dict[str, dict[str, Any]] = {
        "one by one": {},
        "2 processes": {"executor": "processes", "width": 2},
        "2 processes, deterministic": {
            "executor": "processes",
            "width": 2,
            "deterministic": True,
        },
        "2 threads": {"executor": "threads", "width": 2},
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, arguments in ways.items():
            told = ends(slow, trials, **arguments)
            seconds[name].append(told[-1] - told[9])  # without the start of workers
    alone = statistics.median(seconds["one by one"])
    return [
        f"| {name} | {statistics.median(s):.2f} | {alone / statistics.median(s):.2f} |"
        for name, s in seconds.items()
    ]


class Simulated(Executor):
    """Workers whose time is made up: results come in the order in which they would be ready.

    seed : of the durations, which are lognormal with a median of one unit of time.
    """

    def __init__(self, width: int, seed: int) -> None:
        self.now = 0.0
        self.busy = 0.0
        self._width = width
        self._rng = np.random.default_rng(seed)
        self._jobs: list[tuple[float, int, Future[Any], Any]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._over = False
        self._quiet = 0.001  # seconds without a new trial: the driver waits for results
        threading.Thread(target=self._work, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See Executor."""
        future: Future[Any] = Future()
        with self._changed:
            took = float(self._rng.lognormal(0, 0.5))
            self.busy += took
            self._count += 1
            heapq.heappush(self._jobs, (self.now + took, self._count, future, (fn, args)))
            self._changed.notify()
        return future

    def _work(self) -> None:
        while not self._over:
            with self._changed:
                known = self._count
                if len(self._jobs) < self._width:
                    self._changed.wait(self._quiet)
                    if self._count > known or not self._jobs:
                        continue
                self.now, _, future, (fn, args) = heapq.heappop(self._jobs)
            future.set_result(fn(*args))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor."""
        self._over = True


def simulated(width: int, trials: int, sampler: Callable[[], Sampler], exact: bool) -> str:
    """A row: what the driver needs per trial, how busy workers are, the best value found."""
    made: list[Simulated] = []

    def make() -> Executor:
        made.append(Simulated(width, seed=len(made)))
        return made[-1]

    study = study_of(sampler())
    begun = time.perf_counter()
    study.optimize(quick, n_trials=trials, executor=make, width=width, deterministic=exact)
    took = 1000 * (time.perf_counter() - begun) / trials
    share = made[0].busy / (made[0].now * width)
    kind = type(study.sampler).__name__
    mode = "yes" if exact else "no"
    return f"| {kind} | {mode} | {took:.2f} | {100 * share:.0f} % | {study.best_value:.3f} |"


def page(args: argparse.Namespace) -> str:
    """All tables as Markdown."""
    kinds: list[Callable[[], Sampler]] = [RandomSampler, TPESampler]
    lines = [
        "# What running trials elsewhere costs",
        "",
        f"`python -m benchmarks.executors --out benchmarks/results/executors.md`, bayesopt "
        f"{bayesopt.__version__}, on a machine of two processors that others used at the same "
        f"time: compare figures of one table with each other, not with other machines.",
        "",
        f"## Per engine: {args.trials} trials that cost nothing, two at once",
        "",
        "| engine | first result, s | each further trial, ms | longest gap, ms |",
        "| --- | ---: | ---: | ---: |",
        *per_engine(args.trials),
        "",
        "## An objective of 50 ms",
        "",
        f"{args.slow} trials, the first ten left out, median of {args.repeats} runs by turns.",
        "",
        "| how | seconds | times as fast |",
        "| --- | ---: | ---: |",
        *scaling(args.slow, args.repeats),
        "",
        f"## {args.workers} workers, simulated",
        "",
        f"{args.simulated} trials whose durations are lognormal (sigma 0.5) in made-up time; no "
        f"processes. Time per trial is the driver's: asking, packing, waiting, telling.",
        "",
        "| sampler | deterministic | driver, ms per trial | workers busy | best value |",
        "| --- | --- | ---: | ---: | ---: |",
        *(
            simulated(args.workers, args.simulated, kind, exact)
            for kind in kinds
            for exact in (False, True)
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = command_line(__doc__)
    parser.add_argument("--out", type=Path, help="a file; else to standard output")
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--slow", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--simulated", type=int, default=3000)
    args = parser.parse_args()
    text = page(args)
    if args.out is None:
        print(text)
    else:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
