"""What the race has found: scores of contestants on cases, ranks, intervals, paired tests.

Notation: s contestants, n cases, T evaluations. Scores are log10 regrets, not below a floor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bayesopt.race.statistics import LEVEL, Comparison, compare, holm, mean_ranks
from benchmarks.peers.ledger import Entry, Key
from benchmarks.peers.problems import Case

LENGTH = 100
FLOOR = 1e-8  # BBOB's own precision
REAL = {"tuning": 1e-4, "surrogates": 1e-4}  # below it nobody tells real losses apart
DRAWS = 1000

What = TypeVar("What")
Array = NDArray[np.float64]
Kept = Mapping[str, Mapping[Key, Entry]]


def references(kept: Kept) -> dict[str, float]:
    """The least loss of anybody on problems whose optimum is not known, by problem."""
    least: dict[str, float] = {}
    for runs in kept.values():
        for run in runs.values():
            if not run.known and run.best:
                found = min(loss for _, loss in run.best)
                least[run.problem] = min(found, least.get(run.problem, np.inf))
    return least


def marked(duels: Mapping[What, Comparison]) -> dict[What, tuple[Comparison, str]]:
    """Each with `+` where the first is better, `−` where it is worse, and nothing where that
    cannot be told; by Wilcoxon's test at level 0.05 with Holm's correction over all of them.
    """
    adjusted = holm([duel.p for duel in duels.values()])
    marks = [
        "" if p >= LEVEL else ("+" if duel.balance < 0 else "−")
        for p, duel in zip(adjusted, duels.values(), strict=True)
    ]
    return {key: (duels[key], mark) for key, mark in zip(duels, marks, strict=True)}


@dataclass(frozen=True)
class Standings:
    """Contestants on cases, all of which all of them have run for as long as `budget`.

    scores : (s, n, T). The first contestant is ours.
    """

    names: tuple[str, ...]
    cases: tuple[Case, ...]
    scores: Array

    @property
    def kinds(self) -> list[str]:
        """Classes of problem, in alphabetical order."""
        return sorted({case.kind for case in self.cases})

    def of(self, kind: str) -> "Standings":
        """On one class alone."""
        chosen = [k for k, case in enumerate(self.cases) if case.kind == kind]
        cases = tuple(self.cases[k] for k in chosen)
        return Standings(self.names, cases, self.scores[:, chosen])

    def ranks(self, budget: int) -> Array:
        """Mean rank (s,) after `budget` evaluations; 1 is best, ties share."""
        return mean_ranks(self.scores[:, :, budget - 1])

    def each_rank(self, budget: int) -> Array:
        """The rank (s, n) in every case."""
        from scipy.stats import rankdata

        return np.asarray(rankdata(self.scores[:, :, budget - 1], axis=0))

    def interval(self, values: Array) -> Array:
        """95 % interval (2, s) of the means of `values` (s, n): families of problems redrawn."""
        names = [case.family for case in self.cases]
        found, member = np.unique(names, return_inverse=True)
        belongs = np.eye(len(found))[member]
        sums, counts = values @ belongs, belongs.sum(axis=0)
        drawn = np.random.default_rng(0).integers(len(found), size=(DRAWS, len(found)))
        means = sums[:, drawn].sum(axis=2) / counts[drawn].sum(axis=1)
        return np.asarray(np.quantile(means, [0.025, 0.975], axis=1))

    def duel(self, other: str, budget: int) -> Comparison:
        """The first contestant against another, case by case."""
        scores = self.scores[:, :, budget - 1]
        return compare(scores[0], scores[self.names.index(other)])

    def duels(self, budget: int) -> dict[tuple[str, str], tuple[Comparison, str]]:
        """The first against all, in every class and over all: by class and name, with a mark.

        See `marked`.
        """
        parts = {"all": self, **{kind: self.of(kind) for kind in self.kinds}}
        found = {
            (kind, name): part.duel(name, budget)
            for kind, part in parts.items()
            for name in self.names[1:]
        }
        return marked(found)


@dataclass(frozen=True)
class Record:
    """All runs there are, on the cases of a set."""

    kept: Kept
    cases: tuple[Case, ...]

    @cached_property
    def _references(self) -> dict[str, float]:
        return references(self.kept)

    def has(self, name: str, case: Case, budget: int) -> bool:
        """Whether that contestant has run the case for so long."""
        run = self.kept[name].get(case.key)
        return run is not None and bool(run.best) and run.evaluations >= budget

    def covered(self, name: str, budget: int) -> list[Case]:
        """The cases that it has run for so long."""
        return [case for case in self.cases if self.has(name, case, budget)]

    def standings(self, names: Sequence[str], budget: int) -> Standings:
        """Those contestants on the cases that all of them have."""
        shared = [case for case in self.cases if all(self.has(n, case, budget) for n in names)]
        rows = [
            [self._score(self.kept[name][case.key], case) for case in shared] for name in names
        ]
        return Standings(
            tuple(names), tuple(shared), np.array(rows).reshape(len(names), len(shared), LENGTH)
        )

    def _score(self, run: Entry, case: Case) -> Array:
        regrets = run.losses(LENGTH) - (0.0 if run.known else self._references[run.problem])
        return np.log10(np.maximum(regrets, REAL.get(case.kind, FLOOR)))
