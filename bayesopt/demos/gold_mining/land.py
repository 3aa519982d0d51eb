"""The lands under which gold lies, and what a drill costs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bayesopt.plots import Surface, along, lattice
from bayesopt.space import Float, FloatArray, Space

GRID_POINTS = 600


def strip_of_gold(x: FloatArray) -> FloatArray:
    """Gold content at x in [0, 6]: two hills, the higher one near 5.1.

    Source: Agnihotri and Batra 2020, "Exploring Bayesian Optimization", figure of the first land.
    """
    gold: FloatArray = 2 * (x - 3) * np.sin(x - 3) + 2 + 0.5 * x
    return gold


@dataclass(frozen=True)
class Strip:
    """A strip of land. gold : content at x (m,). price : rupees for a drill."""

    gold: Callable[[FloatArray], FloatArray] = strip_of_gold
    low: float = 0.0
    high: float = 6.0
    price: int = 0

    @property
    def space(self) -> Space:
        """Where one may drill."""
        return Space({"x": Float(self.low, self.high)})

    @cached_property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """Places (600,) along the strip and the gold (600,) there."""
        x, _ = along(self.space, GRID_POINTS)
        return x, self.gold(x)

    @cached_property
    def best(self) -> tuple[float, float]:
        """Where the most gold is, and how much, to a thousandth of the strip."""
        x = np.linspace(self.low, self.high, 60_001)
        gold = self.gold(x)
        return float(x[np.argmax(gold)]), float(gold.max())


LAND = Strip()
COSTLY = Strip(price=10_000)


@dataclass(frozen=True)
class Hill:
    """A hill of gold: its top, how high and how wide it is."""

    east: float
    north: float
    height: float
    width: float

    def gold(self, east: FloatArray, north: FloatArray) -> FloatArray:
        """Content at the places (m,)."""
        away = (east - self.east) ** 2 + (north - self.north) ** 2
        gold: FloatArray = self.height * np.exp(-away / (2 * self.width**2))
        return gold


HILLS = (Hill(5.1, 3.8, 6.0, 0.85), Hill(1.3, 1.5, 4.5, 1.0), Hill(1.6, 4.9, 3.2, 0.8))


def field_of_gold(east: FloatArray, north: FloatArray) -> FloatArray:
    """Gold content over [0, 6] x [0, 6]: three hills on a gentle slope."""
    gold: FloatArray = 1.0 + 0.15 * east
    for hill in HILLS:
        gold = gold + hill.gold(east, north)
    return gold


def one_that_matters(east: FloatArray, north: FloatArray) -> FloatArray:
    """Gold that depends on the east coordinate, and hardly on the north one."""
    gold: FloatArray = strip_of_gold(east) + 0.2 * np.sin(north)
    return gold


@dataclass(frozen=True)
class Field:
    """A square of land. gold : content at east (m,), north (m,)."""

    gold: Callable[[FloatArray, FloatArray], FloatArray]
    side: float = 6.0

    @property
    def space(self) -> Space:
        """Where one may drill."""
        return Space({"east": Float(0.0, self.side), "north": Float(0.0, self.side)})

    def surface(self, points: int = 120) -> Surface:
        """The gold everywhere."""
        east, north, _ = lattice(self.space, points)
        return Surface(east, north, self.gold(*np.meshgrid(east, north)))


FIELD = Field(field_of_gold)
LOPSIDED = Field(one_that_matters)
