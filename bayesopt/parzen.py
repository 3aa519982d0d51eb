"""Parzen estimators: densities on the unit cube, one kernel per observation and a broad prior.

rows: (n, d) observations, columns ordered by kind: continuous, cells, choices (their index)
X: (m, d) candidates; cells: (3, m, d) candidates, and the lower and upper edges of their cells
slot: place of an observation among the kernels; 0 is the prior
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from bayesopt._core import parzen as _core
from bayesopt.arguments import truth, whole
from bayesopt.bounds import positive
from bayesopt.params import FloatArray
from bayesopt.tables import check_shape


@dataclass(frozen=True)
class Parzen:
    """How kernels are made of observations; by default as Optuna 5 does.

    prior_weight : of the prior, a kernel as wide as the cube, where each observation counts 1;
        above 0.
    full : so many of the last observations count 1; from the first, a ramp leads up to it.
    narrowest : no bandwidth is below this, in (0, 1], nor below 1 / (n + 2).
    prior_neighbour : whether the prior is among the neighbours that decide on bandwidths.
    each : whether each kernel is truncated to the cube by itself, or all of them together.
    smooth_choices : whether a choice also speaks for other ones, a little.
    Raises ValueError for anything else.
    """

    prior_weight: float = 1.0
    full: int = 25
    narrowest: float = 0.01
    prior_neighbour: bool = False
    each: bool = True
    smooth_choices: bool = True

    def __post_init__(self) -> None:
        positive(self.prior_weight, "prior_weight", "Parzen")
        whole("full", self.full, 0)
        positive(self.narrowest, "narrowest", "Parzen", most=1.0)
        for name in ("prior_neighbour", "each", "smooth_choices"):
            truth(name, getattr(self, name))


@dataclass(frozen=True)
class Columns:
    """What the columns hold, in this order.

    continuous, cells : how many are real numbers, and numbers with a cell each.
    choices : how many choices each of the other columns has.
    """

    continuous: int = 0
    cells: int = 0
    choices: tuple[int, ...] = ()

    @property
    def numeric(self) -> int:
        """How many columns hold numbers."""
        return self.continuous + self.cells

    @property
    def d(self) -> int:
        """How many columns there are."""
        return self.numeric + len(self.choices)


WIDE = 0.5**0.5  # inverse bandwidth of the prior
MISS = -1e4  # stands for log 0: far from overflow, and nothing is left of its exponential


class Mixture:
    """A density that observations can enter and leave, each at the cost of one.

    Observations are appended once, and counted or not. What the density is depends on which
    count, never on how it came to that.
    """

    def __init__(self, columns: Columns, parzen: Parzen) -> None:
        self.columns = columns
        self._parzen = parzen
        self._allocate(32)
        self._facts = np.zeros((columns.d, 3))
        self._facts[columns.numeric :, 0] = columns.choices
        self._used = 1  # kernels, the prior included,
        self._count = 0  # and how many observations count
        self._width = -1.0  # least bandwidth that is in force; -1 where all are to be renewed
        self._weighed = False
        self._table[0, : columns.numeric, 0] = 0.5
        self._table[0, columns.numeric :, 0] = -1.0  # no choice of its own
        self._table[1, :, 0] = WIDE
        self._totals[:, 0] = 0.0
        self._sort(np.empty(0, dtype=np.int32))

    def _allocate(self, capacity: int) -> None:
        d, numeric = self.columns.d, self.columns.numeric
        self._table = np.empty((4, d, capacity))
        self._totals = np.empty((2, capacity))
        self._order = np.empty((numeric, capacity), dtype=np.int32)

    def _grow(self, need: int) -> None:
        """Make room for `need` kernels."""
        room = self._totals.shape[1]
        if need > room:
            table, totals, order = self._table, self._totals, self._order
            self._allocate(max(need + need // 8, 2 * room))
            self._table[:, :, :room] = table
            self._totals[:, :room] = totals
            self._order[:, :room] = order

    def __len__(self) -> int:
        return self._count

    # --- observations

    def append(self, rows: FloatArray) -> int:
        """Take in `rows` (k, d) without counting them; the slot of the first."""
        first, need = self._used, self._used + len(rows)
        self._grow(need)
        self._table[0, :, first:need] = rows.T
        self._table[1, :, first:need] = WIDE
        self._table[2, :, first:need] = 0.0  # summed before all are known: NaN would stay
        self._totals[0, first:need] = -np.inf
        self._totals[1, first:need] = 0.0
        self._used = need
        return first

    def pop(self, k: int) -> None:
        """Forget the `k` observations appended last, none of which counts."""
        self._used -= k

    def rows(self, slots: list[int]) -> FloatArray:
        """Observations (k, d)."""
        rows: FloatArray = self._table[0][:, slots].T
        return rows

    def insert(self, slot: int) -> None:
        """Let an observation count that does not."""
        self._move(_core.insert, slot, self._count + 1)

    def remove(self, slot: int) -> None:
        """Let an observation no longer count that does."""
        self._move(_core.remove, slot, self._count - 1)

    def _move(self, move: Callable[..., None], slot: int, count: int) -> None:
        parzen = self._parzen
        move(
            self._table,
            self._order,
            self._totals,
            slot,
            self._count + parzen.prior_neighbour,
            self.columns.continuous,
            self._least(count),
            parzen.prior_neighbour,
            parzen.each,
        )
        self._count = count
        self._weighed = False
        if self._least(count) != self._width:
            self._width = -1.0

    def count(self, slots: list[int]) -> None:
        """Let exactly the observations at `slots` count, ascending; faster than many moves."""
        self._totals[0, 1 : self._used] = -np.inf
        self._totals[0, slots] = 0.0
        self._sort(np.array(slots, dtype=np.int32))

    def _sort(self, slots: NDArray[np.int32]) -> None:
        self._count = len(slots)
        if self._parzen.prior_neighbour:
            slots = np.concatenate([np.zeros(1, dtype=np.int32), slots])
        size, numeric = len(slots), self.columns.numeric
        places = self._table[0, :numeric][:, slots]
        order = np.argsort(places, axis=1, kind="stable")
        self._order[:, :size] = slots[order]
        self._table[3, :numeric, :size] = np.take_along_axis(places, order, axis=1)
        self._width = -1.0
        self._weighed = False

    def fill(self, rows: FloatArray) -> None:
        """Forget all observations and count `rows` (n, d)."""
        self._used = 1
        self.append(rows)
        self.count([*range(1, 1 + len(rows))])

    def _least(self, count: int) -> float:
        return max(self._parzen.narrowest, 1.0 / (2.0 + count))

    def _settle(self) -> None:
        """Bring bandwidths and weights up to date."""
        if self._weighed:
            return
        parzen, columns, n = self._parzen, self.columns, self._count
        if self._width < 0:
            self._width = self._least(n)
            _core.refresh(
                self._table,
                self._order,
                self._totals,
                self._used,
                n + parzen.prior_neighbour,
                columns.continuous,
                self._width,
                parzen.prior_neighbour,
                parzen.each,
            )
        if columns.choices:
            self._facts[columns.numeric :, 1:] = [self._choice(K) for K in columns.choices]
        _core.weigh(
            self._table,
            self._totals,
            self._facts,
            self._used,
            n,
            columns.numeric,
            parzen.full,
            self._prior_weight,
        )
        self._weighed = True

    def _choice(self, K: int) -> tuple[float, float]:
        """Log probabilities of a kernel's own choice among `K` and of each other one."""
        if not self._parzen.smooth_choices:
            return 0.0, MISS
        share = self._parzen.prior_weight / (self._count + 1)
        return log((1 + share) / (1 + K * share)), log(share / (1 + K * share))

    @property
    def _prior_weight(self) -> float:
        """One count per choice, where kernels leave the others none (Hyperopt's way)."""
        choices = self.columns.choices
        alone = self.columns.d == 1 and choices and not self._parzen.smooth_choices
        return self._parzen.prior_weight * (choices[0] if alone else 1)

    # --- the density

    def draw(self, uniforms: FloatArray) -> FloatArray:
        """Points (m, d) for uniform random numbers (m, d + 1); within cells not rounded yet.

        Raises ValueError for another shape.
        """
        check_shape("uniforms", uniforms, (len(uniforms), self.columns.d + 1))
        self._settle()
        out = np.empty((len(uniforms), self.columns.d))
        _core.draw(
            self._table,
            self._totals,
            self._facts,
            self._used,
            self.columns.numeric,
            self._parzen.each,
            uniforms,
            np.empty(2 * self.columns.d),
            out,
        )
        return out

    def log_density(self, cells: FloatArray) -> FloatArray:
        """Logarithm (m,) of the density, of the probability where there are cells or choices.

        cells : (3, m, d) points, and the edges of their cells. ValueError for another shape.
        """
        check_shape("cells", cells, (3, cells.shape[1], self.columns.d))
        self._settle()
        m = cells.shape[1]
        out = np.empty(m)
        _core.log_density(
            self._table,
            self._totals,
            self._facts,
            self._used,
            self.columns.continuous,
            self.columns.numeric,
            cells,
            np.empty(_core.work_size(m)),
            np.empty(m, dtype=np.int64),
            out,
        )
        numeric, each = self.columns.numeric, self._parzen.each
        out -= log(_core.mass(self._table, self._totals, self._used, numeric, each))
        return out


def best(good: Mixture, bad: Mixture, cells: FloatArray) -> int:
    """Which candidate is the most likelier one under `good` than under `bad`."""
    check_shape("cells", cells, (3, cells.shape[1], good.columns.d))
    good._settle()
    bad._settle()
    m = cells.shape[1]
    winner: int = _core.best(
        good._table,
        good._totals,
        good._facts,
        good._used,
        bad._table,
        bad._totals,
        bad._facts,
        bad._used,
        good.columns.continuous,
        good.columns.numeric,
        cells,
        np.empty(_core.work_size(m)),
        np.empty(m, dtype=np.int64),
    )
    return winner
