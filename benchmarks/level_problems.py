"""Landscapes of choices, drawn by the instance, on which a search may stay with the wrong level.

A `Riddle` is solved by a value that is below `target`: without numbers that is the optimum itself,
with numbers whatever no other levels can reach.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, product
from typing import Any

import numpy as np

from bayesopt.space import Categorical, Float, FloatArray, Space
from benchmarks.peers.problems.landscapes import MIXED, Landscape

GAP = 0.1  # by which the best levels beat all others at least
FIRST = 2000  # instances that neither the races nor the tests use


@dataclass(frozen=True)
class Riddle:
    """A function (lower is better) of the parameters of a space."""

    space: Space
    function: Callable[[Mapping[str, Any]], float]
    target: float


def choices(levels: tuple[int, ...]) -> dict[str, Categorical]:
    """c0, c1 ... with so many levels."""
    return {f"c{j}": Categorical(range(count)) for j, count in enumerate(levels)}


@dataclass(frozen=True)
class Effects:
    """A sum of random effects of all subsets of choices.

    sizes : standard deviation of the effect of one choice, of two together, and so on
    """

    levels: tuple[int, ...]
    sizes: tuple[float, ...]
    instance: int

    @cached_property
    def table(self) -> FloatArray:
        """The value of every point of the grid."""
        rng = np.random.default_rng([self.instance, len(self.sizes), *self.levels])
        total = np.zeros(self.levels)
        for k, size in enumerate(self.sizes, 1):
            for members in combinations(range(len(self.levels)), k):
                shape = [n if j in members else 1 for j, n in enumerate(self.levels)]
                total += size * rng.standard_normal(shape)
        return total

    def __call__(self, params: Mapping[str, Any]) -> float:
        return float(self.table[tuple(params[f"c{j}"] for j in range(len(self.levels)))])


def effects(levels: tuple[int, ...], sizes: tuple[float, ...], instance: int) -> Riddle:
    """Solved by the optimum."""
    drawn = Effects(levels, sizes, instance)
    return Riddle(Space(choices(levels)), drawn, float(drawn.table.min()) + 1e-9)


@dataclass(frozen=True)
class Well:
    """Bowls over d numbers, another one for each level; one level is flat and bad but for a well.

    width : the well's standard deviation, the numbers being in [0, 1]
    """

    levels: int
    d: int
    width: float
    instance: int

    @cached_property
    def drawn(self) -> tuple[FloatArray, FloatArray, int]:
        """Centres (levels, d), floors (levels,), and which level holds the well."""
        rng = np.random.default_rng([self.instance, self.levels, self.d])
        centres = rng.uniform(0.2, 0.8, (self.levels, self.d))
        return centres, rng.permutation(self.levels) / 10, int(rng.integers(self.levels))

    def __call__(self, params: Mapping[str, Any]) -> float:
        centres, floors, special = self.drawn
        level = params["c0"]
        x = np.array([params[f"x{j}"] for j in range(self.d)])
        away = float(np.sum((x - centres[level]) ** 2))
        if level == special:
            return 1.0 - 1.4 * float(np.exp(-away / (2 * self.width**2)))
        return float(floors[level]) + 2 * away


def well(levels: int, d: int, width: float, instance: int) -> Riddle:
    """Solved below the floor of the best bowl: the well ends at -0.4."""
    numbers = {f"x{j}": Float(0.0, 1.0) for j in range(d)}
    drawn = Well(levels, d, width, instance)
    _, floors, special = drawn.drawn
    floor = min(float(low) for level, low in enumerate(floors) if level != special)
    return Riddle(Space(choices((levels,)) | numbers), drawn, floor - GAP)


@dataclass(frozen=True)
class HiddenPair:
    """Two choices of four whose best levels are bad with all others; bowls that move with one."""

    instance: int

    @cached_property
    def drawn(self) -> tuple[FloatArray, FloatArray]:
        """Floors (4, 4), the least being 0, and centres (4, 2)."""
        rng = np.random.default_rng([self.instance, 4, 4])
        floors, (a, b) = rng.uniform(0.4, 1.0, (4, 4)), rng.integers(4, size=2)
        floors[a] += 0.5
        floors[:, b] += 0.5
        floors[a, b] = 0.0
        return floors, rng.uniform(0.2, 0.8, (4, 2))

    def __call__(self, params: Mapping[str, Any]) -> float:
        floors, centres = self.drawn
        a, b = params["c0"], params["c1"]
        away = np.array([params["x0"], params["x1"]]) - centres[a]
        return float(floors[a, b] + 2 * np.sum(away**2))


def hidden_pair(instance: int) -> Riddle:
    """Solved below the other pairs' floors."""
    space = Space(choices((4, 4)) | {"x0": Float(0.0, 1.0), "x1": Float(0.0, 1.0)})
    return Riddle(space, HiddenPair(instance), 0.4)


def landscape(name: str, instance: int) -> Riddle:
    """The race's landscape of that name, in the next instance whose best levels stand out."""
    shape = MIXED[name]
    while True:
        drawn = Landscape(shape, instance)
        best, second = sorted(map(drawn.offset, product(*map(range, shape.levels))))[:2]
        if second - best >= GAP:
            return Riddle(shape.space, drawn, second)
        instance += 1_000_000


GRIDS: dict[str, Callable[[int], Riddle]] = {
    "6 x 4, each alone": partial(effects, (4,) * 6, (1.0,)),
    "6 x 4, alone and in pairs": partial(effects, (4,) * 6, (1.0, 0.5)),
    "6 x 4, alone and in weaker pairs, 0.25": partial(effects, (4,) * 6, (1.0, 0.25)),
    "6 x 4, in pairs only": partial(effects, (4,) * 6, (0.0, 1.0)),
    "6 x 4, in all orders": partial(effects, (4,) * 6, tuple(0.6**k for k in range(1, 7))),
    "12 x 2, alone and in pairs": partial(effects, (2,) * 12, (1.0, 0.5)),
    "8 x 3, alone and in pairs": partial(effects, (3,) * 8, (1.0, 0.5)),
    "3 x 12, alone and in pairs": partial(effects, (12,) * 3, (1.0, 0.5)),
}
MIXTURES: dict[str, Callable[[int], Riddle]] = {
    **{f"landscape {name}": partial(landscape, name) for name in MIXED if name != "whole-5n"},
    "hidden pair": hidden_pair,
    "wide well, 4 levels, 2 numbers": partial(well, 4, 2, 0.35),
    "well, 4 levels, 2 numbers": partial(well, 4, 2, 0.2),
    "well, 3 levels, 3 numbers": partial(well, 3, 3, 0.25),
    "well, 8 levels, 2 numbers": partial(well, 8, 2, 0.3),
    "narrow well, 4 levels, 2 numbers": partial(well, 4, 2, 0.1),
}
