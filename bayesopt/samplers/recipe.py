"""What a tree-structured Parzen estimator is made of, and the two best known ways."""

import math
from dataclasses import dataclass, field

from bayesopt.arguments import number, truth, whole
from bayesopt.bounds import positive
from bayesopt.errors import shown
from bayesopt.parzen import Parzen


@dataclass(frozen=True)
class Recipe:
    """How trials are split into good and bad ones, and how densities are made of them.

    fraction, power : of n trials, fraction x n^power are good, rounded up, with a fraction in
        (0, 1] and a power from 0 to 1;
    most : but no more than so many, unless there are several objectives.
    joint : whether parameters are proposed together, unless the sampler is told.
    failures : whether failed trials count, as the worst; else they do not count.
    parzen : how densities are made.
    Raises ValueError for anything else, TypeError for what is no Parzen.
    """

    fraction: float = 0.1
    power: float = 1.0
    most: int = 25
    joint: bool = True
    failures: bool = False
    parzen: Parzen = field(default_factory=Parzen)

    def __post_init__(self) -> None:
        positive(self.fraction, "fraction", "Recipe", most=1.0)
        number("power", self.power, 0, 1)
        whole("most", self.most, 1)
        truth("joint", self.joint)
        truth("failures", self.failures)
        if not isinstance(self.parzen, Parzen):
            raise TypeError(f"parzen = {shown(self.parzen)} is none; pass a Parzen")

    def good(self, n: int, objectives: int = 1) -> int:
        """How many of `n` trials are good."""
        count: int = min(math.ceil(self.fraction * n**self.power), n)
        return count if objectives > 1 else min(count, self.most)


OPTUNA = Recipe()
"""Optuna 5's defaults. Source: Watanabe 2023, "Tree-structured Parzen estimator", section 3."""

HYPEROPT = Recipe(
    fraction=0.25,
    power=0.5,
    joint=False,
    failures=True,
    parzen=Parzen(prior_neighbour=True, each=False, smooth_choices=False),
)
"""Hyperopt's defaults, but for its 20 startup trials. Source: Bergstra et al. 2013."""
