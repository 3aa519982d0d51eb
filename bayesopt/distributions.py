"""The parameters under the names that Optuna's users know."""

from bayesopt.space import Categorical as CategoricalDistribution
from bayesopt.space import Float as FloatDistribution
from bayesopt.space import Int as IntDistribution
from bayesopt.space import Param as BaseDistribution

__all__ = [
    "BaseDistribution",
    "CategoricalDistribution",
    "FloatDistribution",
    "IntDistribution",
]
