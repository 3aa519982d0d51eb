"""Trials that ended alike, column by column: what they used, returned and kept.

Notation: n trials, d parameters, m objectives, c constraints.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.frozen import FrozenTrial
from bayesopt.space import Categorical, FloatArray, Param, Space

TOGETHER = 500  # trials that are read together


class Rows:
    """A float64 matrix that grows by rows; views of earlier rows stay valid."""

    def __init__(self, width: int) -> None:
        self._data = np.empty((16, width))
        self._n = 0

    def __len__(self) -> int:
        return self._n

    def extend(self, rows: FloatArray) -> None:
        """Append `rows` (k, width)."""
        self.put(self._n, rows)

    def put(self, start: int, rows: FloatArray) -> None:
        """Let `rows` (k, width) be those from `start` on."""
        need = start + len(rows)
        if need > len(self._data):
            grown = np.empty((max(need, 2 * len(self._data)), self._data.shape[1]))
            grown[:start] = self._data[:start]
            self._data = grown
        self._data[start:need] = rows
        self._n = need

    def all(self) -> FloatArray:
        """All rows, not writable."""
        return self.first(self._n)

    def first(self, n: int) -> FloatArray:
        """The first `n` rows, not writable."""
        view = self._data[:n]
        view.flags.writeable = False
        return view


class _Column:
    """One parameter's values over the trials of a section.

    labelled : whether they are choices, kept as indices into all labels seen; else numbers.
    """

    def __init__(self, name: str, labelled: bool) -> None:
        self._name = name
        self._labelled = labelled
        self._raw = Rows(1)
        self._labels: Categorical | None = None

    def __len__(self) -> int:
        return len(self._raw)

    def read(self, trials: list[FrozenTrial], end: int) -> None:
        """Take in `trials[:end]`; each trial's value is looked up once, ever."""
        new = self._numbers(trials[len(self._raw) : end])
        self._raw.extend(np.array(new).reshape(-1, 1))

    def _numbers(self, trials: list[FrozenTrial]) -> list[float]:
        """One for each trial; NaN where it did not use the parameter, or as something else."""
        numbers: list[float] = []
        known: Param | None = None
        read: Callable[[Any], float] | None = None
        for trial in trials:
            param = trial.distributions.get(self._name)
            if param is not known:  # asked once, as most trials share theirs
                known, read = param, self._reader(param)
            numbers.append(math.nan if read is None else read(trial.params[self._name]))
        return numbers

    def _reader(self, param: Param | None) -> Callable[[Any], float] | None:
        if param is None or isinstance(param, Categorical) != self._labelled:
            return None
        return partial(self._label, param) if isinstance(param, Categorical) else param.raw

    def _label(self, param: Categorical, value: Any) -> float:
        if self._labels is None:
            self._labels = Categorical(param.choices)
        k = self._labels.exact_index(value)
        if k < 0:
            k = self._labels.levels
            self._labels = Categorical((*self._labels.choices, value))
        return float(k)

    def raw(self, n: int) -> FloatArray:
        """A number for each of the first `n` trials, where a choice is the number of its label."""
        return self._raw.first(n)[:, 0]

    def numbered(self, n: int, others: "_Column") -> FloatArray:
        """The same, where a choice is the number of its label among those of `others`."""
        raw = self.raw(n)
        if self._labels is None or others._labels is None:
            return raw
        table = np.array([*map(others._labels.exact_index, self._labels.choices), math.nan])
        found: FloatArray = table[np.where(np.isnan(raw), -1, raw).astype(int)]
        return found

    def within(self, param: Categorical) -> bool:
        """Whether all labels that have been read are choices of `param`."""
        labels = () if self._labels is None else self._labels.choices
        return all(param.exact_index(label) >= 0 for label in labels)

    def encode(self, param: Param, start: int) -> FloatArray:
        """Unit coordinates of what has been read, without the first `start` trials."""
        raw = self.raw(len(self._raw))[start:]
        if isinstance(param, Categorical) and self._labels is not None:
            # index among all labels ever seen -> index among the choices of `param`
            table = np.array([*map(param.exact_index, self._labels.choices), -1], dtype=float)
            table[table < 0] = np.nan
            raw = table[np.where(np.isnan(raw), -1, raw).astype(int)]
        return param.encode(raw)


class Section:
    """Trials that ended the same way, in the order in which they ended; columns are made when
    asked for.
    """

    _spaces_kept = 8

    def __init__(self, objectives: int) -> None:
        self.trials: list[FrozenTrial] = []
        self._values = Rows(objectives)
        self._constraints: dict[str, tuple[int, Rows]] = {}  # by name: who was first, and all
        self._scanned = 0
        self._columns: dict[tuple[str, bool], _Column] = {}
        self._encoded: dict[Space, tuple[Rows, Rows]] = {}  # points, and whether it offers them

    def values(self, n: int) -> FloatArray:
        """Values (n, m) of the first `n` trials, in the user's directions."""
        new = [trial.values for trial in self.trials[len(self._values) :]]
        if new:
            self._values.extend(np.array(new, dtype=float))
        return self._values.first(n)

    def constraints(self, n: int) -> dict[str, FloatArray]:
        """Constraints (n,) of the first `n` trials by name, in order of coming up; NaN where a
        trial has not set one.
        """
        columns = {}
        for name in self.constrained(n):
            rows = self._constraints[name][1]
            new = [t.constraints.get(name, math.nan) for t in self.trials[len(rows) :]]
            rows.extend(np.array(new).reshape(-1, 1))
            columns[name] = rows.first(n)[:, 0]
        return columns

    def constrained(self, n: int) -> list[str]:
        """Names of the constraints of the first `n` trials, in order of coming up."""
        for k in range(self._scanned, len(self.trials)):
            for name in self.trials[k].constraints:
                self._constraints.setdefault(name, (k, Rows(1)))
        self._scanned = len(self.trials)
        return [name for name, (first, _) in self._constraints.items() if first < n]

    def encode(self, space: Space, n: int) -> FloatArray:
        """The first `n` trials as points (n, d) of `space`'s cube; each row is encoded once."""
        return self._points(space)[0].first(n)

    def offered(self, space: Space, n: int) -> NDArray[np.bool_]:
        """Which of the first `n` trials had only values that `space` offers."""
        offered = self._points(space)[1].first(n)[:, 0] > 0
        for name, param in space.items():
            if isinstance(param, Categorical):
                offered &= ~self.withdrawn(name, param, n)
        return offered

    def _points(self, space: Space) -> tuple[Rows, Rows]:
        points, inside = self._encoded.pop(space, (Rows(len(space)), Rows(1)))
        self._encoded[space] = points, inside  # last in the dict = used last
        if len(self._encoded) > self._spaces_kept:
            self._encoded.pop(next(iter(self._encoded)))
        start = len(inside)  # not those of points: an interruption may have come between the two
        if start < len(self.trials):
            new = np.empty((len(self.trials) - start, len(space)))
            for j, (name, column) in enumerate(self._read(space).items()):
                new[:, j] = column.encode(space[name], start)
            points.put(start, new)
            inside.put(start, space.offers(new)[:, None].astype(float))
        return points, inside

    def labels(self, name: str, n: int, among: "Section") -> FloatArray:
        """Numbers (n,) that tell the choices of the first `n` trials apart, each its number
        `among` those of another section that holds them too; NaN where one had none.
        """
        column, others = (each.choices(name) for each in (self, among))
        return column.numbered(n, others)

    def choices(self, name: str) -> _Column:
        """What all trials chose of that name."""
        column = self._column(name, labelled=True)
        column.read(self.trials, len(self.trials))
        return column

    def withdrawn(self, name: str, param: Categorical, n: int) -> NDArray[np.bool_]:
        """Which of the first `n` trials chose something that `param` does not offer."""
        column = self.choices(name)
        if column.within(param):
            return np.zeros(n, dtype=bool)
        return ~np.isnan(column.raw(n)) & np.isnan(column.encode(param, 0)[:n])

    def _read(self, space: Space) -> dict[str, _Column]:
        """The columns of these parameters, with all trials in them."""
        columns = {
            name: self._column(name, isinstance(param, Categorical))
            for name, param in space.items()
        }
        least = min((len(column) for column in columns.values()), default=len(self.trials))
        # trial by trial rather than column by column, for the sake of the processor's cache
        for end in range(least + TOGETHER, len(self.trials) + TOGETHER, TOGETHER):
            for column in columns.values():
                column.read(self.trials, end)
        return columns

    def _column(self, name: str, labelled: bool) -> _Column:
        return self._columns.setdefault((name, labelled), _Column(name, labelled))
