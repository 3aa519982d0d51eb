"""What a race has found: regrets by problem, sampler and seed, and how they compare.

Notation: s samplers, n seeds at which all of them have a run, T evaluations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bayesopt.race.runs import Run
from bayesopt.race.statistics import LEVEL, Comparison, compare, holm, mean_ranks
from bayesopt.space import FloatArray

FLOOR = 1e-12  # regrets below it are equal: float64 resolves the optimum no better


def number(x: float) -> str:
    """Six digits of `x`; what is 0 but for rounding is 0."""
    return f"{0.0 if abs(x) < FLOOR else x:.6g}"


@dataclass(frozen=True)
class Verdict:
    """A comparison with the first sampler, its p-value corrected for the whole race."""

    problem: str
    sampler: str
    comparison: Comparison
    adjusted: float

    @property
    def mark(self) -> str:
        """`+` for better than the first sampler, `-` for worse, empty if it cannot be told."""
        if self.adjusted >= LEVEL:
            return ""
        return "+" if self.comparison.balance < 0 else "−"


@dataclass(frozen=True)
class Results:
    """Runs of a race, with the problems and samplers in the order of the report.

    The first sampler is the one that all others are compared with. Runs of other problems,
    samplers, seeds or budgets are ignored.
    """

    problems: tuple[str, ...]
    samplers: tuple[str, ...]
    evaluations: int
    seeds: tuple[int, ...]
    runs: tuple[Run, ...]

    @cached_property
    def _finished(self) -> dict[tuple[str, str], dict[int, Run]]:
        found: dict[tuple[str, str], dict[int, Run]] = {}
        for run in self.runs:
            if run.evaluations == self.evaluations and run.seed in self.seeds and not run.error:
                found.setdefault((run.problem, run.sampler), {})[run.seed] = run
        return found

    @property
    def failures(self) -> list[Run]:
        """Runs that ended by an error."""
        wanted = {
            (problem, sampler, seed, self.evaluations)
            for problem in self.problems
            for sampler in self.samplers
            for seed in self.seeds
        }
        return [run for run in self.runs if run.error and run.key in wanted]

    def finished(self, problem: str, sampler: str) -> list[Run]:
        """The runs of that pair, by seed."""
        found = self._finished.get((problem, sampler), {})
        return [found[seed] for seed in sorted(found)]

    def optimum(self, problem: str) -> tuple[float, bool]:
        """The value that regret is measured from, and whether it is known to be the best.

        If it is not known, it is the best noiseless value of all runs; NaN if there is none.
        """
        runs = [run for sampler in self.samplers for run in self.finished(problem, sampler)]
        known = next((run.optimum for run in runs if run.optimum is not None), None)
        if known is not None:
            return known, True
        losses = [(float(run.losses().min(initial=np.inf)), run.sign) for run in runs]
        least, sign = min(losses, default=(np.nan, 1.0))
        return sign * least, False

    def regrets(self, problem: str, sampler: str) -> FloatArray:
        """Regret so far (runs, T) of every finished run, by seed."""
        optimum, _ = self.optimum(problem)
        rows = [run.regrets(optimum) for run in self.finished(problem, sampler)]
        return np.array(rows).reshape(len(rows), self.evaluations)

    def paired(self, problem: str, samplers: Sequence[str]) -> FloatArray:
        """Scores (s, n, T) at the seeds that all have: log10 of the regret, not below -12.

        Where the optimum is not known, the regret itself: its logarithm would lean on the one run
        that found the best value.
        """
        optimum, known = self.optimum(problem)
        found = [self._finished.get((problem, sampler), {}) for sampler in samplers]
        seeds = sorted(set.intersection(*map(set, found)))
        rows = [[runs[seed].regrets(optimum) for seed in seeds] for runs in found]
        scores = np.array(rows).reshape(len(samplers), len(seeds), self.evaluations)
        return np.log10(np.maximum(scores, FLOOR)) if known else scores

    @cached_property
    def ranks(self) -> FloatArray:
        """Mean rank (s, T) over all problems and the seeds that all samplers have, 1 the best.

        A sampler without a single finished run is left out of it, and NaN.
        """
        present = [any(self.finished(p, name) for p in self.problems) for name in self.samplers]
        ranks = np.full((len(self.samplers), self.evaluations), np.nan)
        if any(present):
            names = [name for name, there in zip(self.samplers, present, strict=True) if there]
            parts = [self.paired(problem, names) for problem in self.problems]
            ranks[present] = mean_ranks(np.concatenate(parts, axis=1))
        return ranks

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Every other sampler against the first one, on every problem, after the last evaluation.

        Holm's correction covers all of them together.
        """
        first = self.samplers[0]
        pairs = [(problem, other) for problem in self.problems for other in self.samplers[1:]]
        duels = []
        for problem, other in pairs:
            scores = self.paired(problem, [first, other])[:, :, -1]
            if scores.shape[1]:
                duels.append((problem, other, compare(scores[1], scores[0])))
        adjusted = holm([duel.p for *_, duel in duels])
        return [Verdict(*duel, p) for duel, p in zip(duels, adjusted, strict=True)]

    def ask_seconds(self, sampler: str) -> float:
        """Median over all runs of the mean seconds per ask and tell; NaN without runs."""
        runs = [run for problem in self.problems for run in self.finished(problem, sampler)]
        means = [float(np.mean(run.ask_seconds)) for run in runs if run.ask_seconds]
        return float(np.median(means)) if means else float("nan")

    def report(self, out: str | Path) -> str:
        """Write `report.md` and the curves into the folder `out`; returns the text."""
        from bayesopt.race.report import write

        return write(self, Path(out))
