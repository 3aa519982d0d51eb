"""Random points of a space."""

from typing import Any

from bayesopt.hyperopt.expressions import as_apply, evaluated
from bayesopt.hyperopt.randomness import Random, as_generator

__all__ = ["sample"]


def sample(expr: Any, rng: Random = None) -> Any:
    """A point of the space `expr`, drawn blindly.

    rng : a seed, a Generator or a RandomState; the system's randomness if not given.
    """
    generator = as_generator(rng)
    return evaluated(as_apply(expr), lambda draw: draw.param.quantile(generator.random()))
