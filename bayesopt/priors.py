"""Parameters with a distribution of their own: what blind draws follow, before anything is known.

A numeric one keeps its distribution in its unit coordinate, which is the share of draws that lie
below: models then see the parameter as spread out as its owner expects it to be. Choices stay in
cells of equal width, as likely ones resemble each other no more than others do.
"""

import math
from bisect import bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.bounds import as_float, finite, on_grid
from bayesopt.choices import Categorical
from bayesopt.errors import InvalidParameter, shown, warn
from bayesopt.params import MOST_LEVELS, SLACK, Float, FloatArray, Param

_STANDARD = NormalDist()
_FARTHEST = 5.0  # standard deviations: one draw in two million lies beyond
_ENDS = _STANDARD.cdf(-_FARTHEST), _STANDARD.cdf(_FARTHEST)


@dataclass(frozen=True)
class Normal(Param):
    """A real number, normally distributed before anything is known of it.

    mean, std : of the number, or of its logarithm where `log`; std > 0.
    log : whether the logarithm is normal; the number is then positive.
    Values up to five standard deviations from the mean are suggested; others are taken.
    Raises InvalidParameter for anything else.
    """

    mean: float
    std: float
    log: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", finite(self.mean, "mean", "Normal"))
        object.__setattr__(self, "std", finite(self.std, "std", "Normal"))
        if self.std <= 0:
            raise InvalidParameter(f"Normal: std = {self.std} is not positive; pass one above 0")
        if self.log and abs(self.mean) + _FARTHEST * self.std > math.log(1e300):
            raise InvalidParameter(
                f"Normal: exp({self.mean} ± {_FARTHEST:g} x {self.std}) is no float; "
                f"mean and std are those of the logarithm"
            )

    @property
    def levels(self) -> int:
        """0: it is continuous."""
        return 0

    def contains(self, value: Any) -> bool:
        """Whether `value` is a finite number, and positive where `log`."""
        number = as_float(value)
        return math.isfinite(number) and (number > 0 or not self.log)

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return as_float(value)

    def cast(self, value: Any) -> float:
        """`value` as a float. Raises InvalidParameter for what is not a finite number."""
        return finite(value, "value", "Normal")

    def encode(self, raw: FloatArray) -> FloatArray:
        """Shares (n,) of draws below the numbers (n,)."""
        t = np.log(np.where(raw > 0, raw, np.nan)) if self.log else raw
        z = (t - self.mean) / (self.std * math.sqrt(2.0))
        return np.array([0.5 * math.erfc(-x) for x in z.tolist()])

    def from_unit(self, u: float) -> float:
        """The number that a share `u` of draws lies below."""
        low, high = _ENDS
        t = self.mean + self.std * _STANDARD.inv_cdf(min(max(u, low), high))
        return math.exp(t) if self.log else t


@dataclass(frozen=True)
class Rounded(Param):
    """The multiple of `q` that is nearest to a number which is distributed as `of`.

    of : continuous. q : positive; if it is an int, so are the values, counted in decimal
    arithmetic otherwise. The outermost multiples may lie half a `q` beyond the range of `of`, and
    those at the ends of a Float are half as likely as others.
    Raises InvalidParameter for anything else.
    """

    of: Float | Normal
    q: float

    def __post_init__(self) -> None:
        if not isinstance(self.of, Float | Normal) or self.of.levels > 1:
            raise InvalidParameter(f"Rounded: {shown(self.of)} is not continuous; pass a Float")
        q = finite(self.q, "q", "Rounded")
        if q <= 0:
            raise InvalidParameter(f"Rounded: q = {q} is not positive; pass one above 0")
        if not math.isfinite(self.of.from_unit(1.0) / q):
            raise InvalidParameter(f"Rounded: q = {q} is lost in {self.of}; raise it")
        object.__setattr__(self, "q", self.q if isinstance(self.q, int) else q)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        return self.of.from_unit(0.0), self.of.from_unit(1.0)

    @cached_property
    def _first(self) -> int:
        return round(self._ends[0] / self.q)

    @cached_property
    def levels(self) -> int:
        """Number of values; 2**62 if there are more."""
        return min(round(self._ends[1] / self.q) - self._first + 1, MOST_LEVELS)

    @property
    def even(self) -> bool:
        """Whether the cells of the values are equally wide: they are not."""
        return False

    def _multiple(self, k: int) -> float:
        return k * self.q if isinstance(self.q, int) else on_grid(0.0, self.q, k)

    def contains(self, value: Any) -> bool:
        """Whether `value` is one of the multiples in range."""
        k = as_float(value) / self.q
        if not math.isfinite(k) or abs(k - round(k)) > SLACK:
            return False
        return 0 <= round(k) - self._first < self.levels

    def raw(self, value: Any) -> float:
        """The number itself; NaN for what is not a number."""
        return as_float(value)

    def cast(self, value: Any) -> float:
        """`value`, as a multiple if it is one but for rounding.

        Raises InvalidParameter for what is not a finite number.
        """
        number = finite(value, "value", "Rounded")
        return self._multiple(round(number / self.q)) if self.contains(number) else number

    def encode(self, raw: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of multiples (n,): the middles of their cells."""
        if self.is_single:
            return np.where(np.isnan(raw), np.nan, 0.5)
        below, above = self._cells(np.rint(raw / self.q))
        return 0.5 * (below + above)

    def _cells(self, k: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Edges (n,), (n,) of the cells of the multiples k q (n,)."""
        half = 0.5 * self.q
        below, above = (np.clip(k * self.q + side, *self._ends) for side in (-half, half))
        return self.of.encode(below), self.of.encode(above)

    def edges(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lower and upper edges (n,), (n,) of the cells that hold `u` (n,)."""
        numbers = np.array([self.of.from_unit(x) for x in u.tolist()])
        return self._cells(np.rint(numbers / self.q))

    def nth(self, k: NDArray[Any]) -> FloatArray:
        """Unit coordinates (n,) of the values with these numbers (n,), counted from 0."""
        return self.encode((self._first + k) * float(self.q))

    def snap(self, u: FloatArray) -> FloatArray:
        """Unit coordinates (n,) of the values whose cells hold `u` (n,)."""
        return self.encode(np.array([self.of.from_unit(x) for x in u.tolist()]))

    def from_unit(self, u: float) -> float:
        """The multiple whose cell holds `u`."""
        return self._multiple(round(self.of.from_unit(u) / self.q))


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Weighted(Categorical):
    """One of several choices, some likelier than others before anything is known of them.

    choices : as for Categorical. weights : their probabilities, one each; scaled to the sum of 1,
        with a warning where they were far from it.
    Raises InvalidParameter for anything else.
    """

    weights: tuple[float, ...] = ()

    def __init__(self, choices: Iterable[Hashable], weights: Iterable[float]) -> None:
        super().__init__(choices)
        given = tuple(finite(weight, "weight", "Weighted") for weight in weights)
        total = math.fsum(given)
        if len(given) != len(self.choices) or min(given) < 0 or not 0 < total < math.inf:
            raise InvalidParameter(
                f"Weighted: weights = {shown(given)} for {len(self.choices)} choices; "
                f"pass one probability for each"
            )
        if abs(total - 1) > 1e-6:
            warn(f"Weighted: probabilities {shown(given)} add up to {total}; they are scaled to 1")
        if abs(total - 1) > 1e-12:  # else they stay as they are, and come back from JSON the same
            given = tuple(weight / total for weight in given)
        object.__setattr__(self, "weights", given)

    def __repr__(self) -> str:
        return f"Weighted(choices={self.choices!r}, weights={self.weights!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Weighted):
            return False
        return super().__eq__(other) is True and self.weights == other.weights

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.weights))

    @cached_property
    def _shares(self) -> list[float]:
        return [*accumulate(self.weights)]

    def quantile(self, p: float) -> Hashable:
        """The choice that a draw of `p` falls on, each as wide as it is likely."""
        likely = [k for k, weight in enumerate(self.weights) if weight > 0]
        k = bisect_right(self._shares, p)
        return self.choices[min(max(k, likely[0]), likely[-1])]
