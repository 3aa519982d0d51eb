"""The synthetic functions with their boxes and minima, as problems.

A `Function` has its dimension; a `Family` gets it from the name (`levy-8`). The minimum is the
function's value at a known minimiser. On `ackley`, `griewank`, `rastrigin` and `sphere` the
minimiser is the middle of the box: a sampler that starts there looks better than it is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bayesopt.race.problems import functions as f
from bayesopt.race.problems.problem import Params, Problem
from bayesopt.space import Float, FloatArray, Int, Param, Space

Formula = Callable[[FloatArray], FloatArray]
Side = tuple[float, float]
_ENUMERABLE = 2_000_000


@dataclass(frozen=True)
class Function:
    """A formula on a box.

    sides : lower and upper end of each dimension. minimiser : one of the points of the minimum.
    """

    formula: Formula
    sides: tuple[Side, ...]
    minimiser: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """The least value on the box."""
        return float(self.formula(np.array(self.minimiser)))


@dataclass(frozen=True)
class Family:
    """A formula for any number of dimensions.

    side : ends of each dimension. minimiser : a minimising point for d dimensions.
    smallest : the least number of dimensions for which the formula means anything.
    """

    formula: Formula
    side: Side
    minimiser: Callable[[int], FloatArray]
    smallest: int = 1

    def at(self, d: int) -> Function:
        """The member with d dimensions."""
        return Function(self.formula, (self.side,) * d, tuple(map(float, self.minimiser(d))))


def _everywhere(value: float) -> Callable[[int], FloatArray]:
    return lambda d: np.full(d, value)


def _dixon_price_minimiser(d: int) -> FloatArray:
    k = 2.0 ** np.arange(1, d + 1)
    return np.asarray(2 ** -((k - 2) / k))


def _michalewicz_minimiser(d: int) -> FloatArray:
    """Each dimension has its own term: the lowest point of a grid, then ever finer grids there."""
    return np.array([_lowest(i) for i in range(1, d + 1)])


def _lowest(i: int) -> float:
    x = np.linspace(0.0, np.pi, 20_001)
    for _ in range(6):
        best = x[np.argmin(-np.sin(x) * np.sin(i * x**2 / np.pi) ** 20)]
        width = x[1] - x[0]
        x = np.linspace(best - width, best + width, 201)
    return float(best)


FUNCTIONS = {
    "beale": Function(f.beale, ((-4.5, 4.5),) * 2, (3.0, 0.5)),
    "branin": Function(f.branin, ((-5.0, 10.0), (0.0, 15.0)), (np.pi, 2.275)),
    "camel": Function(
        f.camel, ((-3.0, 3.0), (-2.0, 2.0)), (0.0898420131003181, -0.7126564030207396)
    ),
    "cross-in-tray": Function(f.cross_in_tray, ((-10.0, 10.0),) * 2, (1.3494066168, 1.3494066168)),
    "drop-wave": Function(f.drop_wave, ((-5.12, 5.12),) * 2, (0.0, 0.0)),
    "easom": Function(f.easom, ((-100.0, 100.0),) * 2, (np.pi, np.pi)),
    "eggholder": Function(f.eggholder, ((-512.0, 512.0),) * 2, (512.0, 404.23180483)),
    "forrester": Function(f.forrester, ((0.0, 1.0),), (0.75724875731,)),
    "goldstein-price": Function(f.goldstein_price, ((-2.0, 2.0),) * 2, (0.0, -1.0)),
    "gramacy-lee": Function(f.gramacy_lee, ((0.5, 2.5),), (0.54856344411,)),
    "hartmann-3": Function(
        f.hartmann3, ((0.0, 1.0),) * 3, (0.1145888701, 0.5556488950, 0.8525469846)
    ),
    "hartmann-6": Function(
        f.hartmann6,
        ((0.0, 1.0),) * 6,
        (0.2016895105, 0.1500106910, 0.4768739742, 0.2753324302, 0.3116516162, 0.6573005330),
    ),
    "shekel": Function(
        f.shekel,
        ((0.0, 10.0),) * 4,
        (4.00074653204, 4.00059293164, 3.99966339693, 3.99950979751),
    ),
}

FAMILIES = {
    "ackley": Family(f.ackley, (-32.768, 32.768), _everywhere(0.0)),
    "dixon-price": Family(f.dixon_price, (-10.0, 10.0), _dixon_price_minimiser, smallest=2),
    "griewank": Family(f.griewank, (-600.0, 600.0), _everywhere(0.0)),
    "levy": Family(f.levy, (-10.0, 10.0), _everywhere(1.0)),
    "michalewicz": Family(f.michalewicz, (0.0, np.pi), _michalewicz_minimiser),
    "rastrigin": Family(f.rastrigin, (-5.12, 5.12), _everywhere(0.0)),
    "rosenbrock": Family(f.rosenbrock, (-5.0, 10.0), _everywhere(1.0), smallest=2),
    "schwefel": Family(f.schwefel, (-500.0, 500.0), _everywhere(420.968746651)),
    "sphere": Family(f.sphere, (-5.12, 5.12), _everywhere(0.0)),
    "styblinski-tang": Family(f.styblinski_tang, (-5.0, 5.0), _everywhere(-2.90353402983)),
    "zakharov": Family(f.zakharov, (-5.0, 10.0), _everywhere(0.0)),
}

GOLD = Function(f.gold, ((0.0, 6.0),), (5.118696442,))


@dataclass(frozen=True)
class OfNames:
    """A formula as a function of parameters x0, x1, ...

    logs : whether each parameter runs over [0.001, 1000] on a log scale and stands for a place in
    its side. sign : -1 for a formula that is to be shown upside down.
    """

    function: Function
    logs: bool = False
    sign: float = 1.0

    def __call__(self, params: Params) -> float:
        x = np.array([params[f"x{j}"] for j in range(len(self.function.sides))], dtype=float)
        if self.logs:
            low, high = np.array(self.function.sides).T
            x = low + (high - low) * (np.log10(x) + 3) / 6
        return self.sign * float(self.function.formula(x))


def _space(sides: list[Param]) -> Space:
    return Space({f"x{j}": side for j, side in enumerate(sides)})


def continuous(name: str, function: Function) -> Problem:
    """The function as it is."""
    space = _space([Float(low, high) for low, high in function.sides])
    return Problem(name, space, OfNames(function), function.minimum)


def logarithmic(name: str, function: Function) -> Problem:
    """The same landscape over the logarithm of every parameter."""
    space = _space([Float(1e-3, 1e3, log=True) for _ in function.sides])
    return Problem(name, space, OfNames(function, logs=True), function.minimum)


def whole(name: str, function: Function) -> Problem:
    """The function at whole numbers only.

    The optimum is the old one if its place is whole, else found by trying all points; None where
    there are more than a million.
    """
    ranges = [Int(int(np.ceil(low)), int(np.floor(high))) for low, high in function.sides]
    space = _space(list(ranges))
    optimum: float | None = None
    if all(x == round(x) for x in function.minimiser):
        optimum = function.minimum
    elif space.size <= _ENUMERABLE:
        axes = [np.arange(side.low, side.high + 1, dtype=float) for side in ranges]
        points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
        optimum = float(np.min(function.formula(points)))
    return Problem(name, space, OfNames(function), optimum)


def gold() -> Problem:
    """The gold-mining strip: one dimension, to be maximised."""
    space = _space([Float(low, high) for low, high in GOLD.sides])
    return Problem("gold", space, OfNames(GOLD, sign=-1.0), -GOLD.minimum, maximize=True)
