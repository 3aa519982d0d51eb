"""Spaces of parameters: the box between users' values and the unit cube.

Notation: X (n, d) points of the unit cube, d parameters in the order of `Space.names`; NaN where
inactive.
"""

import math
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.choices import Categorical
from bayesopt.errors import InvalidParameter, shown
from bayesopt.params import Float, FloatArray, Int, Param

ROUNDING = 1e-9  # by which a point may be off the cube and yet in it

__all__ = ["Categorical", "Float", "FloatArray", "Int", "Param", "Space", "check_named"]


def check_named(name: Any, param: Any) -> None:
    """Raise InvalidParameter unless `name` is text and `param` a parameter."""
    if not isinstance(name, str):
        raise InvalidParameter(f"parameter name {shown(name)} is no string; pass a str")
    if not isinstance(param, Param):
        raise InvalidParameter(
            f"{shown(name)} = {shown(param)} is no parameter; pass a Float, Int or Categorical"
        )


class Space(Mapping[str, Param]):
    """Named parameters, in order.

    params : mapping from name to Float, Int or Categorical.
    Immutable and hashable. Raises InvalidParameter for a name that is no string, or a value that
    is no parameter.
    """

    def __init__(self, params: Mapping[str, Param] | None = None) -> None:
        if params is not None and not isinstance(params, Mapping):
            raise InvalidParameter(f"{shown(params)} is no mapping from names to parameters")
        self._params = dict(params or {})
        for name, param in self._params.items():
            check_named(name, param)

    def __getitem__(self, name: str) -> Param:
        return self._params[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __len__(self) -> int:
        return len(self._params)

    def items(self) -> ItemsView[str, Param]:
        """Names and parameters, in order."""
        return self._params.items()

    def values(self) -> ValuesView[Param]:
        """The parameters, in order."""
        return self._params.values()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Space) and [*self.items()] == [*other.items()]  # order counts

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Space({self._params!r})"

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(self._params.items()))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters, the order of the columns of X."""
        return tuple(self._params)

    @cached_property
    def levels(self) -> NDArray[np.int64]:
        """Number of values of each parameter (d,), 0 where continuous."""
        return np.array([param.levels for param in self.values()], dtype=np.int64)

    @cached_property
    def categorical(self) -> NDArray[np.bool_]:
        """Which parameters (d,) are choices without an order."""
        unordered = [isinstance(p, Categorical) and not p.ordered for p in self.values()]
        return np.array(unordered, dtype=bool)

    @property
    def optional(self) -> NDArray[np.bool_]:
        """Which parameters (d,) exist only in branches: none, unless some have been seen to."""
        return np.zeros(len(self), dtype=bool)

    @property
    def deciding(self) -> NDArray[np.bool_]:
        """Which parameters (d,) decide which others there are."""
        return np.zeros(len(self), dtype=bool)

    @property
    def switches(self) -> NDArray[np.bool_]:
        """Which parameters (d,) may turn everything else about: the choices without an order."""
        return self.categorical

    @cached_property
    def _uneven(self) -> list[tuple[int, Param]]:
        """The columns whose cells are not equally wide, such as whole numbers on a log scale."""
        return [(j, p) for j, p in enumerate(self.values()) if not p.even]

    @cached_property
    def _even(self) -> tuple[NDArray[np.int64], FloatArray]:
        """The columns whose cells are equally wide, and how many cells each has."""
        uneven = {j for j, _ in self._uneven}
        even = [j for j, k in enumerate(self.levels) if k and j not in uneven]
        return np.array(even, dtype=np.int64), self.levels[even].astype(float)

    @cached_property
    def finite(self) -> bool:
        """Whether no parameter is continuous."""
        return bool(np.all(self.levels > 0))

    @cached_property
    def size(self) -> float:
        """Number of points in the space, an int that may be too large for a float; or inf."""
        return math.prod(map(int, self.levels)) if self.finite else math.inf

    @cached_property
    def free(self) -> "Space":
        """The parameters that leave something to choose."""
        single = [name for name, param in self.items() if param.is_single]
        return self.without(single) if single else self

    def without(self, names: Iterable[str]) -> "Space":
        """The space that is left when `names` are fixed."""
        dropped = set(names)
        return Space({name: param for name, param in self.items() if name not in dropped})

    def __and__(self, other: Mapping[str, Param]) -> "Space":
        """The parameters whose names both spaces hold, as `other` has them."""
        return Space({name: other[name] for name in self if name in other})

    def encode(self, rows: Sequence[Mapping[str, Any]]) -> FloatArray:
        """Points (n, d) of the cube for n mappings from name to value; NaN where missing."""
        X = np.full((len(rows), len(self)), np.nan)
        for j, (name, param) in enumerate(self.items()):
            raw = [param.raw(row[name]) if name in row else math.nan for row in rows]
            X[:, j] = param.encode(np.array(raw, dtype=float))
        return X

    def decode(self, u: Sequence[float] | FloatArray) -> dict[str, Any]:
        """The values at the point `u` (d,) of the cube."""
        pairs = zip(self.items(), u, strict=True)
        return {name: param.from_unit(float(x)) for (name, param), x in pairs}

    def draw(self, p: Sequence[float] | FloatArray) -> dict[str, Any]:
        """The values at the quantiles `p` (d,) of blind draws: drawn at random if `p` is even."""
        pairs = zip(self.items(), p, strict=True)
        return {name: param.quantile(float(x)) for (name, param), x in pairs}

    def apart(self, X: FloatArray) -> FloatArray:
        """X (n, d) with NaN where a parameter is inactive: the same, unless there are branches."""
        return X

    def place(self, X: FloatArray) -> FloatArray:
        """X (n, d) as a model sees it: the same, where all parameters are always active."""
        return X

    def offers(self, X: FloatArray) -> NDArray[np.bool_]:
        """Which of X (n, d) are in the cube, as far as they are not NaN: of values offered now."""
        # no choice is below its first level but one that is inactive
        least = np.where(self.categorical, -np.inf, -ROUNDING)
        beyond: NDArray[np.bool_] = (X > 1.0 + ROUNDING) | (least > X)
        if not beyond.any():  # the usual case, in a fraction of the time
            return np.ones(len(X), dtype=bool)
        within: NDArray[np.bool_] = ~np.any(beyond, axis=1)
        return within

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether all of `values` that are of its parameters are offered now."""
        return all(self[name].contains(values[name]) for name in self if name in values)

    def roam(self, X: FloatArray, rng: np.random.Generator) -> FloatArray:
        """X (n, d) as a place to start a search: the same, unless something is inactive there."""
        return X

    def snap(self, X: FloatArray) -> FloatArray:
        """The points (n, d) nearest to X that stand for values of the space; NaN stays NaN."""
        snapped: FloatArray = np.clip(X, 0.0, 1.0)
        for j, param in self._uneven:
            snapped[:, j] = param.snap(snapped[:, j])
        even, levels = self._even
        if len(even):
            cells = np.minimum(np.floor(snapped[:, even] * levels), levels - 1.0)
            snapped[:, even] = (cells + 0.5) / levels
        return snapped
