"""What an acquisition is, and how two of them make a third.

An acquisition is a few numbers; `on` binds it to a belief and a source of random numbers, once,
and returns a score: a function of points that is the same at every call, so that a search can
compare its values. Higher is better.

X: (n, d) points of the unit cube; values (n,); slopes (n, d) their gradient.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from bayesopt.bounds import finite
from bayesopt.params import FloatArray

if TYPE_CHECKING:
    from bayesopt.posterior import Posterior
    from bayesopt.space import Space

Slope = FloatArray | float

STEP = 1e-6  # of central differences, in the unit cube


class Score(ABC):
    """A function of points, higher is better; it needs `__call__`, and `gradient` for speed."""

    @abstractmethod
    def __call__(self, X: FloatArray) -> FloatArray:
        """Values (n,) at X (n, d)."""

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Values (n,) and slopes (n, d) at X (n, d), by central differences unless overridden."""
        n, d = X.shape
        steps = STEP * np.concatenate([np.zeros((1, d)), np.eye(d), -np.eye(d)])
        values = self((X + steps[:, None, :]).reshape(-1, d)).reshape(2 * d + 1, n)
        return values[0], ((values[1 : d + 1] - values[d + 1 :]) / (2 * STEP)).T


class Kind(Enum):
    """What the values of an acquisition are, and so how they go with a probability."""

    EXPECTATION = "of what is gained, which is 0 where things go wrong: it is multiplied"
    LOGARITHM = "of such an expectation: the probability's logarithm is added"
    OTHER = "neither: they lose some units for each unit of that logarithm"


class Acquisition(ABC):
    """How much a belief makes us want to evaluate a point; higher is better.

    Acquisitions combine: `a * b`, `a / b`, `a + b`, `2 * a`, gradients included. What is random
    in `a` is drawn before what is random in `b`, from the same source.

    >>> from bayesopt.gp import GP
    >>> belief = GP().fit([[0.1], [0.5], [0.9]], [1.0, 0.2, 0.7])
    >>> from bayesopt.acquisition import EI, UCB
    >>> score = (EI() + 0.1 * UCB(1.8)).on(belief, np.random.default_rng(0))
    >>> values, slopes = score.gradient(np.array([[0.3], [0.6]]))
    """

    @abstractmethod
    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """The score of points under `belief`, its random numbers drawn from `rng` now."""

    def over(self, space: "Space") -> "Acquisition":
        """The same for points of `space`; only what looks at the whole of it needs to know."""
        return self

    @property
    def kind(self) -> Kind:
        """How it goes with the probability that nothing goes wrong."""
        return Kind.OTHER

    @property
    def factored(self) -> "tuple[float, Acquisition]":
        """A positive number and an acquisition, of which this is the product."""
        return 1.0, self

    def __call__(self, belief: "Posterior", X: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Values (n,) at X (n, d)."""
        return self.on(belief, rng)(X)

    def __add__(self, other: "Acquisition") -> "Sum":
        return Sum(self, other) if isinstance(other, Acquisition) else NotImplemented

    def __mul__(self, other: "Acquisition | float") -> "Product":
        if isinstance(other, int | float):
            other = Constant(other)
        return Product(self, other) if isinstance(other, Acquisition) else NotImplemented

    def __rmul__(self, number: float) -> "Product":
        if not isinstance(number, int | float):
            return NotImplemented
        return Product(Constant(number), self)

    def __truediv__(self, other: "Acquisition | float") -> "Quotient":
        if other == 0:
            raise ZeroDivisionError(f"{self} / 0 ranks no point; divide by another number")
        if isinstance(other, int | float):
            other = Constant(other)
        return Quotient(self, other) if isinstance(other, Acquisition) else NotImplemented


@dataclass(frozen=True)
class Constant(Acquisition):
    """The same everywhere. Raises InvalidParameter for what is not a finite number."""

    number: float

    def __post_init__(self) -> None:
        number = finite(self.number, "factor or divisor", "Acquisition")
        object.__setattr__(self, "number", number)

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        return Flat(self.number)


@dataclass(frozen=True)
class Flat(Score):
    """The score of a constant."""

    number: float

    def __call__(self, X: FloatArray) -> FloatArray:
        return np.full(len(X), self.number)

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        return np.full(len(X), self.number), np.zeros_like(X)


@dataclass(frozen=True)
class Combination(Acquisition):
    """Two acquisitions and a rule that makes one value of two."""

    left: Acquisition
    right: Acquisition

    @staticmethod
    @abstractmethod
    def rule(a: FloatArray, b: FloatArray) -> tuple[FloatArray, Slope, Slope]:
        """The value made of a (n,) and b (n,), and its derivatives by both."""

    def on(self, belief: "Posterior", rng: np.random.Generator) -> Score:
        """See Acquisition."""
        return Combined(self, self.left.on(belief, rng), self.right.on(belief, rng))

    def over(self, space: "Space") -> Acquisition:
        """See Acquisition."""
        return replace(self, left=self.left.over(space), right=self.right.over(space))


@dataclass(frozen=True)
class Combined(Score):
    """The score of a combination."""

    of: Combination
    left: Score
    right: Score

    def __call__(self, X: FloatArray) -> FloatArray:
        return self.of.rule(self.left(X), self.right(X))[0]

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        a, da = self.left.gradient(X)
        b, db = self.right.gradient(X)
        value, by_a, by_b = self.of.rule(a, b)
        return value, (da.T * by_a + db.T * by_b).T


@dataclass(frozen=True)
class Sum(Combination):
    """a + b"""

    @property
    def kind(self) -> Kind:
        """A sum of expectations is one; logarithms may get anything added but expectations."""
        kinds = {self.left.kind, self.right.kind}
        if kinds == {Kind.EXPECTATION}:
            return Kind.EXPECTATION
        logarithm = Kind.LOGARITHM in kinds and Kind.EXPECTATION not in kinds
        return Kind.LOGARITHM if logarithm else Kind.OTHER

    @staticmethod
    def rule(a: FloatArray, b: FloatArray) -> tuple[FloatArray, Slope, Slope]:
        """See Combination."""
        return a + b, 1.0, 1.0


@dataclass(frozen=True)
class Product(Combination):
    """a b"""

    @property
    def factored(self) -> tuple[float, Acquisition]:
        """See Acquisition."""
        for number, other in ((self.left, self.right), (self.right, self.left)):
            if isinstance(number, Constant) and number.number > 0:
                factor, of = other.factored
                return number.number * factor, of
        return 1.0, self

    @property
    def kind(self) -> Kind:
        """An expectation stays one where it counts more or less; not times a logarithm, or less
        than nothing.
        """
        of = self.factored[1]
        if of is not self:
            return of.kind
        parts = (self.left, self.right)
        kinds = {part.kind for part in parts}
        other = Kind.LOGARITHM in kinds or any(isinstance(part, Constant) for part in parts)
        return Kind.EXPECTATION if Kind.EXPECTATION in kinds and not other else Kind.OTHER

    @staticmethod
    def rule(a: FloatArray, b: FloatArray) -> tuple[FloatArray, Slope, Slope]:
        """See Combination."""
        return a * b, b, a


@dataclass(frozen=True)
class Quotient(Combination):
    """a / b"""

    @property
    def factored(self) -> tuple[float, Acquisition]:
        """See Acquisition."""
        if isinstance(self.right, Constant) and self.right.number > 0:
            factor, of = self.left.factored
            return factor / self.right.number, of
        return 1.0, self

    @property
    def kind(self) -> Kind:
        """An expectation for each unit of something, of cost say, is one."""
        of = self.factored[1]
        if of is not self:
            return of.kind
        kinds, negative = (self.left.kind, self.right.kind), isinstance(self.right, Constant)
        expectation = kinds == (Kind.EXPECTATION, Kind.OTHER) and not negative
        return Kind.EXPECTATION if expectation else Kind.OTHER

    @staticmethod
    def rule(a: FloatArray, b: FloatArray) -> tuple[FloatArray, Slope, Slope]:
        """See Combination."""
        return a / b, 1 / b, -a / b**2
