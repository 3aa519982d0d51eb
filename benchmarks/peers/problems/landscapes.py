"""Mixed, categorical and conditional landscapes drawn by the instance, their optima known.

A landscape adds two things. Choices have effects of their own and in pairs; the least sum is
found by trying all. Numbers stand in wavy bowls, 0 at their centres and nowhere less, whose places
depend on the first choice; so the optimum is the least sum of the choices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, product
from typing import Any

import numpy as np

from bayesopt.race import Condition, Problem
from bayesopt.space import Categorical, Float, FloatArray, Int, Param, Space
from benchmarks.peers.problems.case import Family

PAIRWISE = 0.5  # of the effects that act alone
WAVES = 0.05


def wavy_bowl(away: float) -> float:
    """4 x² with small waves; `away` is a distance on the unit interval."""
    return float(4 * away**2 + WAVES * (1 - np.cos(6 * np.pi * away)))


def place(param: Param, value: Any) -> float:
    """Where a number is in its range, from 0 to 1."""
    return param.to_unit(value)


@dataclass(frozen=True)
class Shape:
    """What a landscape is made of.

    levels : of each choice. floats, logs, wholes : how many numbers of each sort.
    """

    levels: tuple[int, ...]
    floats: int = 0
    logs: int = 0
    wholes: int = 0

    @cached_property
    def space(self) -> Space:
        choices = {
            f"c{j}": Categorical([f"level {k}" for k in range(count)])
            for j, count in enumerate(self.levels)
        }
        return Space(choices | self.numbers)

    @cached_property
    def numbers(self) -> dict[str, Param]:
        return {
            **{f"x{j}": Float(0.0, 1.0) for j in range(self.floats)},
            **{f"log{j}": Float(1e-5, 1.0, log=True) for j in range(self.logs)},
            **{f"n{j}": Int(1, 12) for j in range(self.wholes)},
        }


@dataclass(frozen=True)
class Landscape:
    """The landscape of that shape that the instance draws."""

    shape: Shape
    instance: int

    @cached_property
    def _tables(self) -> tuple[list[FloatArray], list[FloatArray]]:
        """Effects of single choices and of pairs, each of standard deviation 1."""
        rng = np.random.default_rng([self.instance, *self.shape.levels])
        alone = [rng.standard_normal(k) for k in self.shape.levels]
        pairs = [
            PAIRWISE * rng.standard_normal(sizes) for sizes in combinations(self.shape.levels, 2)
        ]
        return alone, pairs

    def offset(self, chosen: tuple[int, ...]) -> float:
        """What the choices do together."""
        alone, pairs = self._tables
        together = zip(pairs, combinations(chosen, 2), strict=True)
        single = sum(float(t[k]) for t, k in zip(alone, chosen, strict=True))
        return single + sum(float(t[both]) for t, both in together)

    @cached_property
    def optimum(self) -> float:
        return min(self.offset(chosen) for chosen in product(*map(range, self.shape.levels)))

    def centre(self, name: str, first: int) -> float:
        """Where the bowl of a number stands when the first choice is number `first`."""
        param = self.shape.numbers[name]
        rng = np.random.default_rng([self.instance, first, *name.encode()])
        return place(param, param.from_unit(rng.uniform(0.15, 0.85)))

    def __call__(self, params: Mapping[str, Any]) -> float:
        space = self.shape.space
        chosen = tuple(
            int(space[f"c{j}"].raw(params[f"c{j}"])) for j in range(len(self.shape.levels))
        )
        first = chosen[0] if chosen else 0
        bowls = [
            wavy_bowl(place(param, params[name]) - self.centre(name, first))
            for name, param in self.shape.numbers.items()
        ]
        return self.offset(chosen) + float(sum(bowls))


def landscape(name: str, shape: Shape, instance: int) -> Problem:
    """As a problem."""
    drawn = Landscape(shape, instance)
    return Problem(f"{name}-i{instance}", shape.space, drawn, drawn.optimum)


@dataclass(frozen=True)
class Branches:
    """A choice of algorithm, each with parameters of its own, and some that all of them share.

    branches : what each algorithm brings. shared : numbers of all.
    """

    branches: tuple[Shape, ...]
    shared: int

    def names(self, k: int) -> dict[str, Param]:
        """The numbers of branch `k`, by their names in the whole."""
        return {f"{chr(97 + k)}_{name}": p for name, p in self.branches[k].numbers.items()}

    @cached_property
    def space(self) -> Space:
        algorithms = [chr(97 + k) for k in range(len(self.branches))]
        own = [self.names(k) for k in range(len(self.branches))]
        shared = {f"shared{j}": Float(0.0, 1.0) for j in range(self.shared)}
        joined = {name: param for names in own for name, param in names.items()}
        return Space({"algorithm": Categorical(algorithms), **shared, **joined})

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        return {
            name: Condition("algorithm", (chr(97 + k),))
            for k in range(len(self.branches))
            for name in self.names(k)
        }


@dataclass(frozen=True)
class Conditional:
    """An offset per algorithm and a bowl for each number that exists."""

    shape: Branches
    instance: int

    @cached_property
    def offsets(self) -> FloatArray:
        rng = np.random.default_rng([self.instance, len(self.shape.branches)])
        return np.asarray(rng.uniform(0.0, 1.0, len(self.shape.branches)))

    @property
    def optimum(self) -> float:
        return float(self.offsets.min())

    def centre(self, name: str, param: Param) -> float:
        rng = np.random.default_rng([self.instance, *name.encode()])
        return place(param, param.from_unit(rng.uniform(0.15, 0.85)))

    def __call__(self, params: Mapping[str, Any]) -> float:
        k = ord(params["algorithm"]) - 97
        exist = self.shape.names(k) | {
            f"shared{j}": self.shape.space[f"shared{j}"] for j in range(self.shape.shared)
        }
        bowls = [
            wavy_bowl(place(param, params[name]) - self.centre(name, param))
            for name, param in exist.items()
        ]
        return float(self.offsets[k] + sum(bowls))


def conditional(name: str, shape: Branches, instance: int) -> Problem:
    """As a problem."""
    drawn = Conditional(shape, instance)
    return Problem(
        f"{name}-i{instance}", shape.space, drawn, drawn.optimum, conditions=shape.conditions
    )


MIXED = {
    "mixed-2c-3f": Shape((4, 3), floats=3),
    "mixed-1c-2f-2n": Shape((5,), floats=2, wholes=2),
    "mixed-3c-2f-2l-2n": Shape((3, 2, 4), floats=2, logs=2, wholes=2),
    "mixed-5b-3l": Shape((2, 2, 2, 2, 2), logs=3),
    "whole-5n": Shape((), wholes=5),
}
CATEGORICAL = {
    "choices-6x4": Shape((4,) * 6),
    "choices-3x12": Shape((12,) * 3),
    "choices-12x2": Shape((2,) * 12),
    "choices-5-7-3-2": Shape((5, 7, 3, 2)),
}
CONDITIONAL = {
    "branches-3": Branches((Shape((), 2), Shape((), 1, logs=2), Shape((), wholes=2)), shared=0),
    "branches-2-shared": Branches((Shape((), 3), Shape((), 0, logs=2, wholes=1)), shared=2),
    "branches-5": Branches(
        (Shape((), 1), Shape((), logs=2), Shape((), 3), Shape((), wholes=1), Shape((), 2, 1, 1)),
        shared=1,
    ),
}


def families() -> list[Family]:
    """All of them."""
    return [
        *(Family(name, "mixed", partial(landscape, name, s)) for name, s in MIXED.items()),
        *(
            Family(name, "categorical", partial(landscape, name, s))
            for name, s in CATEGORICAL.items()
        ),
        *(
            Family(name, "conditional", partial(conditional, name, s))
            for name, s in CONDITIONAL.items()
        ),
    ]
