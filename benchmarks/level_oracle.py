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
    grid = np.array(list(product(*map(range, effects.levels))))
    values = effects.table.ravel()
    first = startup_trials(riddle.space)
    rng = np.random.default_rng(seed)
    cells = rng.permuted(np.tile(np.arange(first), (len(effects.levels), 1)), axis=1).T
    start = ((cells + rng.random(cells.shape)) / first * effects.levels).astype(int)
    rows = [int(np.ravel_multi_index(tuple(x), effects.levels)) for x in start]
    while len(rows) < evaluations and values[rows].min() >= riddle.target:
        rows.append(best_row(effects, grid, values, rows))
    solved = np.flatnonzero(values[rows[:evaluations]] < riddle.target)
    return float(solved[0] + 1) if len(solved) else float(evaluations + 1)


def best_row(effects: Effects, grid: FloatArray, values: FloatArray, rows: list[int]) -> int:
    """The row of the grid where most is expected, of those not evaluated yet."""
    X, y = grid[rows], values[rows]
    K = alike(effects, X, X) + NUGGET * np.eye(len(rows))
    k = alike(effects, X, grid)
    solved = np.linalg.solve(K, np.column_stack([y, np.ones(len(y)), k]))
    mean = np.sum(solved[:, 0]) / np.sum(solved[:, 1])
    means = mean + k.T @ (solved[:, 0] - mean * solved[:, 1])
    prior = alike(effects, grid[:1], grid[:1])[0, 0]
    std = np.sqrt(np.maximum(prior - np.sum(k * solved[:, 2:], axis=0), 1e-12))
    wanted = LogEI().value(means, std, float(means[rows].min()))
    wanted[rows] = -np.inf
    return int(np.argmax(wanted))
