"""Where a search for the next point looks first: everywhere, and near the good.

X (m, d): points of the unit cube that stand for values of the space.
"""

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray
from bayesopt.space import Space

APART = 0.5  # lengthscales between starts: 0.1 misses the highest peak half as often again
FEW = 16  # levels that are tried one by one


def everywhere(space: Space, count: int, rng: np.random.Generator) -> FloatArray:
    """Points (count, d) spread evenly: a Latin hypercube, one point to each stratum."""
    strata = rng.permuted(np.tile(np.arange(count), (len(space), 1)), axis=1).T
    return space.snap((strata + rng.random(strata.shape)) / count)


def near(
    centres: FloatArray,
    lengthscales: FloatArray,
    space: Space,
    count: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Points (count, d) about the centres (k, d), at three distances.

    With more than five parameters only a few of each point move (RAASP, Regis & Shoemaker 2013,
    as in TuRBO); with fewer, all numbers do. Unordered categories are drawn anew.
    """
    d = len(space)
    X = centres[np.arange(count) % len(centres)]
    reach = np.minimum(0.3 * lengthscales, 0.2) * np.array([0.1, 0.5, 1.0])[:, None]
    wide = reach[np.arange(count) % 3]
    discrete = space.levels > 0
    # at least to the next cell
    wide = np.where(discrete, np.maximum(wide, 1.5 / np.maximum(space.levels, 1)), wide)
    moved = X + wide * rng.standard_normal((count, d))
    moved = np.where(space.categorical, rng.random((count, d)), moved)
    few = max(2 / d, 0.1)
    share = np.where(discrete, min(few, 0.5), few if d > 5 else 1.0)
    chosen = rng.random((count, d)) < share
    chosen[np.arange(count), rng.integers(d, size=count)] = True
    return space.snap(np.where(chosen, moved, X))


def place(space: Space, j: int, number: NDArray[np.int64]) -> FloatArray:
    """Unit coordinates (k,) of values of the discrete parameter j, counted from 0."""
    return space[space.names[j]].nth(number)


def cells(space: Space, count: int) -> FloatArray:
    """The first points (count, d) of a finite space, its last parameter turning fastest."""
    X = np.empty((count, len(space)))
    number = np.arange(count)
    for j in reversed(range(len(space))):
        number, digit = np.divmod(number, space.levels[j])
        X[:, j] = place(space, j, digit)
    return space.snap(X)


def neighbours(
    X: FloatArray, space: Space, rng: np.random.Generator, most: int
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Points (B, M, d) that differ from X (B, d) in one discrete parameter, and which (M,).

    Every value of a parameter with few; else steps of 1, 2, 4 ... values both ways, or values at
    random where they have no order. If they are more than `most`, M of them are kept at random.
    """
    columns: list[FloatArray] = []
    of: list[int] = []
    for j in np.flatnonzero(space.levels > 1).tolist():
        levels = int(space.levels[j])
        if levels <= FEW:
            moved = np.tile(place(space, j, np.arange(levels)), (len(X), 1))
        elif space.categorical[j]:
            moved = rng.random((len(X), 2 * FEW))
        else:
            # a quarter of a mean cell: cells on a log scale may be that narrow
            steps = 2.0 ** np.arange(-2, min(np.log2(levels), 12) - 1) / levels
            moved = X[:, j, None] + np.concatenate([steps, -steps])
        columns.append(moved)
        of += [j] * moved.shape[1]
    values, dims = np.concatenate(columns, axis=1), np.array(of)
    if len(dims) > most:
        kept = np.sort(rng.choice(len(dims), most, replace=False))
        values, dims = values[:, kept], dims[kept]
    points = np.repeat(X[:, None, :], len(dims), axis=1)
    points[:, np.arange(len(dims)), dims] = values
    return space.snap(points.reshape(-1, len(space))).reshape(points.shape), dims


def together(
    x: FloatArray, moves: FloatArray, dims: NDArray[np.intp], gains: FloatArray
) -> FloatArray:
    """Points (k, d) that take several of the moves (M, d) from x (d,) at once.

    The best 2, 4, 8 ... of the parameters that gain; if none does, any two of the 24 best moves,
    as some parameters only gain together.
    """
    order = np.argsort(-gains, kind="stable")
    _, first = np.unique(dims[order], return_index=True)
    best = order[np.sort(first)]  # the best move of each parameter, best first
    best = best[gains[best] > 0]
    if len(best) == 0:
        a, b = order[np.array(np.triu_indices(min(24, len(order)), 1))]
        a, b = a[dims[a] != dims[b]], b[dims[a] != dims[b]]
        pairs: FloatArray = moves[a]
        pairs[np.arange(len(a)), dims[b]] = moves[b, dims[b]]
        return pairs
    points = np.repeat(x[None], len(best).bit_length() if len(best) > 1 else 0, axis=0)
    for k, point in enumerate(points):
        taken = best[: 2 << k]
        point[dims[taken]] = moves[taken, dims[taken]]
    return points


def distinct(X: FloatArray, values: FloatArray, lengthscales: FloatArray, count: int) -> list[int]:
    """Indices of up to `count` best rows of X, no two closer than APART lengthscales."""
    best = np.argsort(-values, kind="stable")[: 16 * count]
    best = best[np.isfinite(values[best])]
    Z = X[best] / lengthscales
    far = np.ones(len(best), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < count and far.any():
        k = int(np.argmax(far))
        chosen.append(int(best[k]))
        apart = Z - Z[k]
        far &= np.einsum("ij,ij->i", apart, apart) > APART**2
    return chosen
