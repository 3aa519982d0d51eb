"""What the values of a constraint say of how far trials are from breaking it.

C (n, c) one row per trial, one column per constraint; NaN where a trial set none.
"""

import numpy as np

from bayesopt.gp import GP
from bayesopt.outputs import Warp, finite
from bayesopt.params import FloatArray
from bayesopt.space import Space

FAR = 10.0  # times the median size of a constraint's values, beyond which size says nothing more
LARGEST = 1e300  # size of a constraint's value, so that squares in its units are floats
LONG = 10.0  # times the size of the side nearer to 0: values that may be over decades
ENOUGH, AT_MOST = 8, 60  # of them, to say so
WORTH = 2.0  # how much likelier it is to be, in logarithms


def as_kept(C: FloatArray) -> FloatArray:
    """C (n, c), with a value where trials have set none of a constraint that only those set that
    break it: kept by as much as the others break it by, in the median.
    """
    told, found = np.isfinite(C), np.array(C)
    for k in np.flatnonzero(~np.any(C <= 0, axis=0) & told.any(axis=0)).tolist():
        sizes = np.minimum(C[told[:, k], k], LARGEST)
        found[np.isnan(C[:, k]), k] = -np.median(sizes)
    return found


def flags(c: FloatArray) -> bool:
    """Whether values c (k,) of a constraint say no more than whether it is kept: it has two."""
    found = np.unique(c)
    return len(c) > len(found) == 2 and bool(found[0] <= 0 < found[1])


def bounded(c: FloatArray) -> FloatArray:
    """Values c (k,) of a constraint with signs kept and none very far from 0."""
    far = FAR * typical(c)
    return np.clip(c, -far, far)


def typical(c: FloatArray) -> float:
    """The median size of values c (k,) that are finite and not 0; 1 / FAR of none."""
    sizes = np.abs(c[np.isfinite(c) & (c != 0)])
    return float(np.median(np.minimum(sizes, LARGEST))) if len(sizes) else 1 / FAR


def smaller_side(c: FloatArray) -> float:
    """The median size of the values c (k,) above 0 or of those below, whichever is less."""
    sides = c[c > 0], c[c < 0]
    return min((typical(side) for side in sides if np.isfinite(side).any()), default=1.0)


def in_logarithms(unit: float) -> Warp:
    """What takes values to logarithms where they are farther than that from 0, above and below."""
    return Warp(((unit, unit), (-unit, -unit)))


def spans_decades(gp: GP, X: FloatArray, c: FloatArray, space: Space) -> bool:
    """Whether values c (k,) at X (k, d) are more like draws from a process where those beyond the
    size of the side nearer to 0 are on a logarithmic scale; only if the other side is LONG.
    """
    near, c = smaller_side(c), finite(c)
    if len(c) < ENOUGH or typical(c) < LONG * near:
        return False
    far, step = FAR * typical(c), -(-len(c) // AT_MOST)
    X, c = X[::step], c[::step]

    def evidence(unit: float) -> float:
        warp = in_logarithms(unit)
        return gp.evidence(X, warp(c), categorical=space.categorical) + warp.log_slope(c)

    return evidence(near) > evidence(far) + WORTH
