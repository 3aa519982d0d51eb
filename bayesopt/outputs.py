"""From objective values to the numbers that a Gaussian process models; lower is better throughout.

A Gaussian process believes in symmetric tails. Losses rarely have them: a few terrible values
stretch the scale until the good ones look all the same. Where the bad tail is the long one, the
worse half is replaced by what a Gaussian of the better half's width would show at the same ranks;
the better half, which matters, keeps its values.
"""

import numpy as np
from numpy.random import Generator

from bayesopt.params import FloatArray

SKEWED = 2.0  # warp if the bad tail is this many times as long as the good one
FEWEST = 5  # values from which a median says something


def finite(y: FloatArray) -> FloatArray:
    """`y` (n,) with infinities moved half a range beyond the finite values; 0 if there are none."""
    known = np.isfinite(y)
    if known.all():
        return y
    quarter = np.finfo(np.float64).max / 4  # so that the range of what is left is finite too
    y = np.clip(y, -quarter, quarter)
    low, high = (y[known].min(), y[known].max()) if known.any() else (0.0, 0.0)
    margin = (high - low) / 2 or 1.0
    return np.clip(y, low - margin, high + margin)


def skew(y: FloatArray) -> float:
    """Length of the bad tail over that of the good one, from the median; 0 for constant y."""
    low, middle, high = np.quantile(y / (np.abs(y).max() or 1.0), [0.0, 0.5, 1.0])
    if high == middle:
        return 0.0
    return float((high - middle) / (middle - low)) if middle > low else np.inf


def half_rank(y: FloatArray) -> FloatArray:
    """`y` (n,) with the values above the median made half-Gaussian by rank; ties stay ties.

    Source: the half-rank component of Vizier's output warping, Song et al. 2024, section 4.2.
    """
    from scipy.special import ndtri

    middle = np.median(y)
    bad = y > middle
    good_spread = np.sqrt(np.mean(np.square(y[~bad] - middle)))
    ranked, rank = np.unique(y[bad], return_inverse=True)
    # a constant better half has no width to lend: the first step up serves instead
    unit = good_spread or ranked[0] - middle
    warped = y.copy()
    warped[bad] = middle + unit * ndtri(0.5 + 0.5 * (rank + 0.5) / len(ranked))
    return warped


def modelled(y: FloatArray, warp: bool) -> FloatArray:
    """Values (n,) fit to be modelled: finite, and half-ranked if `warp` and they ask for it."""
    y = finite(y)
    if warp and len(y) >= FEWEST and skew(y) > SKEWED:
        return half_rank(y)
    return y


def scalarise(Y: FloatArray, rng: Generator) -> FloatArray:
    """One value (n,) for several objectives Y (n, m), by weights drawn for this occasion.

    Source: the augmented Tchebycheff function of ParEGO, Knowles 2006, eq. 2.
    """
    low, high = Y.min(axis=0), Y.max(axis=0)
    scaled = (Y - low) / np.where(high > low, high - low, 1.0)
    weighted = scaled * rng.dirichlet(np.ones(Y.shape[1]))
    return np.asarray(weighted.max(axis=1) + 0.05 * weighted.sum(axis=1))
