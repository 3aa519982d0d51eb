"""Classic functions whose box is moved about by the instance, plain, heavy-tailed and noisy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from bayesopt.race import Problem, with_noise
from bayesopt.race.problems.synthetic import FAMILIES, FUNCTIONS, Function, OfNames, continuous
from bayesopt.space import FloatArray
from benchmarks.peers.problems.bbob import Instances
from benchmarks.peers.problems.case import Family

OUTLIER = 1e12
SHARE = 0.03  # of the box that holds the outlier
STEEPNESS = 12.0


def function(name: str) -> Function:
    """`branin` or `levy-8`."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    base, _, d = name.rpartition("-")
    return FAMILIES[base].at(int(d))


def moved(name: str, instance: int) -> Function:
    """The function on a box moved by up to a quarter of its width.

    The minimiser stays inside, at least a twentieth of the width from the edge.
    """
    known = function(name)
    rng = np.random.default_rng([instance, *name.encode()])
    low, high = np.array(known.sides).T
    width, x = high - low, np.array(known.minimiser)
    least = np.minimum(x - high + 0.05 * width, 0.0)
    most = np.maximum(x - low - 0.05 * width, 0.0)
    shift = np.clip(rng.uniform(-0.25, 0.25, len(x)) * width, least, most)
    sides = tuple(zip((low + shift).tolist(), (high + shift).tolist(), strict=True))
    return replace(known, sides=sides)


def plain(name: str, instance: int) -> Problem:
    """The function on its moved box."""
    return continuous(f"{name}-i{instance}", moved(name, instance))


def noisy(name: str, instance: int) -> Problem:
    """With normal noise of a tenth of the spread of its values."""
    clean = plain(name, instance)
    return with_noise(clean, f"{clean.name}+noise")


def noisy_bbob(number: int, d: int, instance: int) -> Problem:
    """The same for a function of BBOB."""
    clean = Instances(number, d)(instance)
    return with_noise(clean, f"{clean.name}+noise")


@dataclass(frozen=True)
class Exponential:
    """exp of a function scaled to [0, 1]: almost all of the range lies in a few bad values."""

    function: OfNames
    low: float
    spread: float

    def __call__(self, params: Mapping[str, float]) -> float:
        share = (self.function(dict(params)) - self.low) / self.spread
        return float(np.exp(STEEPNESS * share))


def exponential(name: str, instance: int) -> Problem:
    """The exponential of the function; its minimum is 1."""
    known = moved(name, instance)
    low, high = np.array(known.sides).T
    draws = low + (high - low) * np.random.default_rng(0).random((512, len(low)))
    spread = float(np.max(known.formula(draws)) - known.minimum)
    problem = continuous(f"exp-{name}-i{instance}", known)
    return replace(
        problem, function=Exponential(OfNames(known), known.minimum, spread), optimum=1.0
    )


@dataclass(frozen=True)
class Outlier:
    """A function with a ball in which the value is 1e12."""

    function: OfNames
    centre: tuple[float, ...]
    radius: float

    def __call__(self, params: Mapping[str, float]) -> float:
        sides = np.array(self.function.function.sides)
        x = np.array([params[f"x{j}"] for j in range(len(sides))])
        u = (x - sides[:, 0]) / (sides[:, 1] - sides[:, 0])
        near = np.max(np.abs(u - np.array(self.centre))) < self.radius
        return OUTLIER if near else self.function(dict(params))


def outlier(name: str, instance: int) -> Problem:
    """One cube of the box is spoiled, as far from the minimiser as the box allows."""
    known = moved(name, instance)
    sides = np.array(known.sides)
    u: FloatArray = (np.array(known.minimiser) - sides[:, 0]) / (sides[:, 1] - sides[:, 0])
    radius = 0.5 * SHARE ** (1 / len(u))
    centre = np.where(u < 0.5, 1 - radius, radius)
    problem = continuous(f"outlier-{name}-i{instance}", known)
    spoiled = Outlier(OfNames(known), tuple(centre.tolist()), float(radius))
    return replace(problem, function=spoiled)


SMOOTH = ("branin", "hartmann-3", "hartmann-6", "levy-8", "sphere-10")
RUGGED = ("ackley-5", "ackley-10", "griewank-5", "rastrigin-3", "styblinski-tang-6")
ROSENBROCK = ("rosenbrock-2", "rosenbrock-5", "rosenbrock-10", "dixon-price-6")
EXPONENTIAL = ("hartmann-6", "levy-4", "branin")
OUTLIERS = ("hartmann-3", "levy-4", "styblinski-tang-3")
NOISY = ("branin", "hartmann-3", "hartmann-6", "levy-4", "ackley-5", "styblinski-tang-4")
NOISY_BBOB = ((14, 5), (16, 3), (18, 5))


def families() -> list[Family]:
    """All of them."""
    return [
        *(Family(name, "smooth", partial(plain, name)) for name in SMOOTH),
        *(Family(name, "rugged", partial(plain, name)) for name in RUGGED),
        *(Family(name, "heavy-tailed", partial(plain, name)) for name in ROSENBROCK),
        *(Family(f"exp-{x}", "heavy-tailed", partial(exponential, x)) for x in EXPONENTIAL),
        *(Family(f"outlier-{x}", "heavy-tailed", partial(outlier, x)) for x in OUTLIERS),
        *(Family(f"{name}+noise", "noisy", partial(noisy, name)) for name in NOISY),
        *(
            Family(f"bbob-{f}-{d}d+noise", "noisy", partial(noisy_bbob, f, d))
            for f, d in NOISY_BBOB
        ),
    ]
