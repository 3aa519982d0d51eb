"""Climbing a score from several points at once, every step of all of them in one batch."""

import numpy as np
from numpy.typing import NDArray

from bayesopt._core import lbfgs
from bayesopt.box import Box
from bayesopt.params import FloatArray
from bayesopt.score import Score

EVALS = 40  # of one start
FIRST = 0.2  # length of the first step, in lengthscales
GTOL = 1e-4  # slope per lengthscale, in units of the spread
FTOL = 1e-8  # gain of one step, in units of the spread


def ascend(
    score: Score,
    X: FloatArray,
    free: NDArray[np.bool_],
    lengthscales: FloatArray,
    level: float,
    spread: float,
    box: Box | None = None,
    evals: int = EVALS,
) -> tuple[FloatArray, FloatArray]:
    """Local maxima (B, d) of `score` in the unit cube and their values (B,), uphill from X (B, d).

    free : (d,) the parameters that may move
    lengthscales : (d,) the unit of each parameter in the search
    box : where to stay; None: in the unit cube
    level, spread : zero and unit of the score in the search
    evals : of one start, at most
    A start where the score has no finite value or slope stays, with the value NaN.
    """
    scale = lengthscales[free]
    whole = len(scale) == len(free)
    z = np.ascontiguousarray(X[:, free] / scale)
    low, high = (np.zeros(len(free)), np.ones(len(free))) if box is None else (box.low, box.high)
    lower, upper, downhill = low[free] / scale, high[free] / scale, -scale / spread
    work, order = np.empty((len(z), lbfgs.size(len(scale)))), np.empty(len(z), dtype=np.intp)
    slopes = np.empty(z.shape)
    lbfgs.start(work, z, order, lower, upper, FIRST)
    running = len(z)
    while running:
        points = z[:running] * scale
        if not whole:
            rest = X[order[:running]]
            rest[:, free] = points
            points = rest
        values, by_x = score.gradient(points)
        g = np.multiply(by_x if whole else by_x[:, free], downhill, out=slopes[:running])
        f = (level - values) / spread
        running = lbfgs.advance(work, z, order, f, g, lower, upper, GTOL, FTOL, evals)
    f, counts = np.empty(len(z)), np.empty((2, len(z)), dtype=np.intc)
    lbfgs.best(work, z, f, *counts)
    landed = X.copy()
    landed[:, free] = np.clip(z * scale, low[free], high[free])
    return landed, level - spread * f
