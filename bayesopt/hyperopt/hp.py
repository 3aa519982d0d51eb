"""Parameters of the search, as Hyperopt writes them.

Each function takes a label first: a string, used once in a space. Bounds of the `log` kinds are
exponents: `loguniform("lr", -7, 0)` lies between exp(-7) and 1. The `q` kinds are rounded to
multiples of `q`. Ranges that are none raise InvalidParameter, a ValueError.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from bayesopt.choices import Categorical
from bayesopt.errors import InvalidParameter, shown, warn
from bayesopt.hyperopt.expressions import Apply, Draw, Switch
from bayesopt.params import Float, Int, Param
from bayesopt.priors import Normal, Rounded, Weighted

__all__ = [
    "choice",
    "lognormal",
    "loguniform",
    "normal",
    "pchoice",
    "qlognormal",
    "qloguniform",
    "qnormal",
    "quniform",
    "randint",
    "uniform",
    "uniformint",
]


def _draw(name: str, label: str, param: Param) -> Draw:
    if not isinstance(label, str):
        raise TypeError(f"hp.{name}: label = {shown(label)} is no string; name it first")
    return Draw(name, label, param)


def _exponential(low: float, high: float) -> Float:
    try:
        ends = math.exp(low), math.exp(high)
    except (OverflowError, TypeError):
        ends = math.nan, math.nan
    if not 0 < ends[0] <= ends[1]:
        raise InvalidParameter(
            f"low = {shown(low)} to high = {shown(high)} are no exponents of a range; "
            f"pass natural logarithms, such as log(1e-5) and log(1)"
        )
    return Float(*ends, log=True)


def choice(label: str, options: Sequence[Any]) -> Apply:
    """One of `options`, which may be spaces themselves."""
    options = tuple(options)
    return Switch(_draw("choice", label, Categorical(range(len(options)))), options)


def pchoice(label: str, p_options: Iterable[tuple[float, Any]]) -> Apply:
    """One of several options, given as pairs (probability, option)."""
    pairs = [*p_options]
    param = Weighted(range(len(pairs)), [p for p, _ in pairs])
    return Switch(_draw("pchoice", label, param), tuple(option for _, option in pairs))


def randint(label: str, low: int, high: int | None = None) -> Apply:
    """A whole number from `low` to below `high`; with one number, from 0 to below it."""
    low, high = (0, low) if high is None else (low, high)
    return _draw("randint", label, Int(low, high - 1))


def uniform(label: str, low: float, high: float) -> Apply:
    """A number between `low` and `high`."""
    return _draw("uniform", label, Float(low, high))


def quniform(label: str, low: float, high: float, q: float) -> Apply:
    """A number between `low` and `high`, rounded: a float, even for whole `q`."""
    return _draw("quniform", label, Rounded(Float(low, high), float(q)))


def uniformint(label: str, low: float, high: float, q: float = 1.0) -> Apply:
    """A whole number between `low` and `high`, both included, as int.

    q : not used, as in Hyperopt; a warning says so if it is not 1.
    """
    if q != 1.0:
        warn(f"hp.uniformint: q = {shown(q)} is not used, as in Hyperopt; use quniform for that")
    return _draw("uniformint", label, Rounded(Float(low, high), 1))


def loguniform(label: str, low: float, high: float) -> Apply:
    """exp of a number between `low` and `high`."""
    return _draw("loguniform", label, _exponential(low, high))


def qloguniform(label: str, low: float, high: float, q: float) -> Apply:
    """exp of a number between `low` and `high`, rounded."""
    return _draw("qloguniform", label, Rounded(_exponential(low, high), float(q)))


def normal(label: str, mu: float, sigma: float) -> Apply:
    """A normally distributed number."""
    return _draw("normal", label, Normal(mu, sigma))


def qnormal(label: str, mu: float, sigma: float, q: float) -> Apply:
    """A normally distributed number, rounded."""
    return _draw("qnormal", label, Rounded(Normal(mu, sigma), float(q)))


def lognormal(label: str, mu: float, sigma: float) -> Apply:
    """exp of a normally distributed number."""
    return _draw("lognormal", label, Normal(mu, sigma, log=True))


def qlognormal(label: str, mu: float, sigma: float, q: float) -> Apply:
    """exp of a normally distributed number, rounded."""
    return _draw("qlognormal", label, Rounded(Normal(mu, sigma, log=True), float(q)))
