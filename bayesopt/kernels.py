"""Covariance functions: markers that the compiled core knows by their `code`.

q = Σ_j (x_j - x'_j)² / ℓ_j², where an unordered category counts [x_j ≠ x'_j] for (x_j - x'_j)².
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Kernel:
    """A stationary covariance s² M(q); `smoothness` is Matérn's ν, so draws have ν - ½ slopes."""

    code: ClassVar[int]
    smoothness: ClassVar[float]

    def stretches(self, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draws (count,) by which normal frequencies become draws from the spectrum of M.

        A Matérn's spectrum is a multivariate t with 2ν degrees (Rasmussen & Williams 2006, 4.15).
        """
        if self.smoothness == np.inf:
            return np.ones(count)
        return 1 / np.sqrt(rng.gamma(self.smoothness, 1 / self.smoothness, size=count))


@dataclass(frozen=True)
class Matern52(Kernel):
    """M = (1 + r + r²/3) exp(-r), r = √(5 q): twice differentiable, the usual choice."""

    code: ClassVar[int] = 0
    smoothness: ClassVar[float] = 2.5


@dataclass(frozen=True)
class Matern32(Kernel):
    """M = (1 + r) exp(-r), r = √(3 q): once differentiable, for rougher functions."""

    code: ClassVar[int] = 1
    smoothness: ClassVar[float] = 1.5


@dataclass(frozen=True)
class RBF(Kernel):
    """M = exp(-q / 2): infinitely smooth."""

    code: ClassVar[int] = 2
    smoothness: ClassVar[float] = np.inf
