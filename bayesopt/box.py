"""Part of the unit cube in which a search stays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray
from bayesopt.same import SAME
from bayesopt.space import Space

MOVING = 20  # coordinates, about, by which half of the candidates differ from the middle


@dataclass(frozen=True, eq=False)
class Box:
    """A box about a point.

    middle, low, high : (d,) in the unit cube, low <= middle <= high.
    """

    middle: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def about(cls, middle: FloatArray, sides: FloatArray, space: Space) -> "Box":
        """The box with these sides (d,), as far as the cube reaches. Of a number with levels it
        holds the values next to the middle's at least, unless the side is 0.
        """
        low, high = np.maximum(middle - sides / 2, 0.0), np.minimum(middle + sides / 2, 1.0)
        for j in np.flatnonzero((space.levels > 0) & ~space.categorical & (sides > 0)).tolist():
            param = space[space.names[j]]
            below, above = param.edges(middle[j : j + 1])
            low[j] = min(low[j], *param.snap(below - SAME))
            high[j] = max(high[j], *param.snap(above + SAME))
        return cls(middle, low, high)

    def holds(self, X: FloatArray) -> NDArray[np.bool_]:
        """Which of X (m, d) are in the box."""
        inside: NDArray[np.bool_] = np.all((self.low - SAME < X) & (self.high + SAME > X), axis=1)
        return inside

    def clip(self, X: FloatArray) -> FloatArray:
        """The points (m, d) of the box nearest to X."""
        return np.clip(X, self.low, self.high)

    def spread(self, X: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Points X (m, d) of the cube as points (m, d) of the box, every other of them moved back
        to the middle but for about MOVING coordinates.

        Source: Regis & Shoemaker 2013, as in Eriksson et al. 2019, appendix.
        """
        m, d = X.shape
        X = self.low + (self.high - self.low) * X
        moved = rng.random((m, d)) < MOVING / d
        moved[np.arange(m), rng.integers(d, size=m)] = True
        moved[1::2] = True
        return np.where(moved, X, self.middle)
