"""What can be reached at all on a grid of choices: a process that knows the true covariance.

Expected improvement is maximised over all points, as for a sampler, but nothing is learnt: how
large the effects of one choice, of two, of more are is given. Rows and columns as in `Effects`.
"""

from itertools import product
from math import comb

import numpy as np

from bayesopt.acquisition import LogEI
from bayesopt.samplers.startup import startup_trials
from bayesopt.space import FloatArray
from benchmarks.level_problems import Effects, Riddle

NUGGET = 1e-6


def alike(effects: Effects, A: FloatArray, B: FloatArray) -> FloatArray:
    """Covariance (a, b) of the values at A (a, d) and B (b, d), a sum over subsets of choices."""
    d = len(effects.levels)
    by_count = [
        sum(size**2 * comb(same, k) for k, size in enumerate(effects.sizes, 1))
        for same in range(d + 1)
    ]
    return np.array(by_count)[np.sum(A[:, None] == B[None], axis=2)]


def solved_knowing(riddle: Riddle, seed: int, evaluations: int) -> float:
    """After how many evaluations the riddle of an `Effects` is solved, one more if it is not."""
    effects = riddle.function
    assert isinstance(effects, Effects)
    values = effects.table.ravel()
    first = startup_trials(riddle.space)
    rng = np.random.default_rng(seed)
    cells = rng.permuted(np.tile(np.arange(first), (len(effects.levels), 1)), axis=1).T
    start = ((cells + rng.random(cells.shape)) / first * effects.levels).astype(int)
    knowing = Knowing(effects, evaluations)
    for k in range(evaluations):
        x = tuple(start[k]) if k < first else None
        row = int(np.ravel_multi_index(x, effects.levels)) if x else knowing.best_row()
        if values[row] < riddle.target:
            return float(k + 1)
        knowing.add(row, float(values[row]))
    return float(evaluations + 1)


class Knowing:
    """The process at all points of the grid, conditioned on one value after another.

    V = L⁻¹ k, L being the Cholesky factor of the values' covariance: a row more for each value.
    """

    def __init__(self, effects: Effects, most: int) -> None:
        self.effects = effects
        self.grid = np.array(list(product(*map(range, effects.levels))))
        self.prior = float(alike(effects, self.grid[:1], self.grid[:1])[0, 0])
        self.rows: list[int] = []
        self.V = np.empty((most, len(self.grid)))
        self.whitened = np.empty((most, 2))  # L⁻¹ of values and of ones
        self.carried = np.zeros((len(self.grid), 2))  # V.T @ whitened
        self.variance = np.full(len(self.grid), self.prior)

    def add(self, row: int, value: float) -> None:
        """Take the value at a row of the grid in."""
        n = len(self.rows)
        before = self.V[:n, row]
        pivot = np.sqrt(max(self.prior + NUGGET - before @ before, NUGGET))
        k = alike(self.effects, self.grid[[row]], self.grid)[0]
        self.V[n] = (k - before @ self.V[:n]) / pivot
        self.whitened[n] = (np.array([value, 1.0]) - before @ self.whitened[:n]) / pivot
        self.carried += np.outer(self.V[n], self.whitened[n])
        self.variance -= self.V[n] ** 2
        self.rows.append(row)

    def best_row(self) -> int:
        """The row of the grid where most is expected, of those not evaluated yet."""
        values, ones = self.whitened[: len(self.rows)].T
        mean = (ones @ values) / (ones @ ones)
        means = mean + self.carried @ np.array([1.0, -mean])
        std = np.sqrt(np.maximum(self.variance, 1e-12))
        wanted = LogEI().value(means, std, float(means[self.rows].min()))
        wanted[self.rows] = -np.inf
        return int(np.argmax(wanted))
