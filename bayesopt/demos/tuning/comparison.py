"""Three ways of spending the same number of evaluations, and what each came to.

Notation: s seeds, T evaluations of a run.
"""

import math
from dataclasses import dataclass

import numpy as np

from bayesopt.demos.tuning.digits import TASK, log_loss
from bayesopt.errors import BayesoptError
from bayesopt.race import Problem, Results, Run, race
from bayesopt.space import FloatArray

# as shown to readers, as the race calls them
METHODS = {"grid search": "grid", "random search": "random", "Bayesian optimisation": "gp"}
YARDSTICK = "random search"
EVALUATIONS, SEEDS = 36, 5


class TuningFailed(BayesoptError, RuntimeError):
    """A run of the comparison that ended by an error."""


@dataclass(frozen=True)
class Row:
    """What one method came to.

    best : (s, T) best value so far.
    sampler_seconds, seconds : (s,) of a whole run, spent by the sampler and in all.
    """

    method: str
    best: FloatArray
    sampler_seconds: FloatArray
    seconds: FloatArray

    @property
    def scores(self) -> FloatArray:
        """The best value (s,) of each run."""
        return self.best[:, -1]

    def reached(self, target: float) -> FloatArray:
        """After how many evaluations (s,) a run was as good as `target`; inf if it never was."""
        hit = self.best <= target
        return np.where(hit.any(axis=1), hit.argmax(axis=1) + 1.0, math.inf)


@dataclass(frozen=True)
class Report:
    """All methods on one problem, lower is better.

    untuned : the value with the model's own defaults.
    """

    rows: tuple[Row, ...]
    untuned: float

    @property
    def target(self) -> float:
        """What random search comes to in the whole budget, the median of its runs."""
        scores = next(row.scores for row in self.rows if row.method == YARDSTICK)
        return float(np.median(scores))

    @property
    def seeds(self) -> int:
        """Runs of each method."""
        return len(self.rows[0].best)

    @property
    def evaluations(self) -> int:
        """The budget of each run."""
        return int(self.rows[0].best.shape[1])


def compare(
    *,
    evaluations: int = EVALUATIONS,
    seeds: int = SEEDS,
    jobs: int = 0,
    progress: bool = False,
    task: Problem = TASK,
) -> Report:
    """Run every method with every seed.

    jobs : processes to use, 0 for none but this one. progress : whether to show a bar.
    Raises TuningFailed if a run ended by an error.
    """
    results = race(
        [task],
        METHODS.values(),
        evaluations=evaluations,
        seeds=seeds,
        jobs=jobs,
        progress=progress,
    )
    for run in results.failures:
        raise TuningFailed(f"{run.sampler} with seed {run.seed} ended early: {run.reason}")
    return Report(
        tuple(_row(method, results, task) for method in METHODS),
        untuned=log_loss({}) if task is TASK else math.nan,
    )


def _row(method: str, results: Results, task: Problem) -> Row:
    runs = results.finished(task.name, METHODS[method])
    return Row(
        method,
        best=np.array([run.best_losses() for run in runs]),
        sampler_seconds=np.array([sum(run.ask_seconds) for run in runs]),
        seconds=np.array([_seconds(run) for run in runs]),
    )


def _seconds(run: Run) -> float:
    return sum(run.ask_seconds) + sum(run.evaluation_seconds)
