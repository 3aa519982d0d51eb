"""One thing to race on: a problem in one instance, with the seed of its run."""

from collections.abc import Callable
from dataclasses import dataclass

from bayesopt.race import Problem

DEVELOPMENT = (1, 2, 3)
REPORT = (101, 102, 103)
"""Instances, which are seeds as well. What is tuned is tuned on the first; tables are made of the
second. Both the landscape and the contestant's seed differ between two instances.
"""


@dataclass(frozen=True)
class Family:
    """A problem in all its instances.

    kind : the class that it is counted in. make : the instance of that number. instances : how
    many of each set are raced.
    """

    name: str
    kind: str
    make: Callable[[int], Problem]
    instances: int = 3


@dataclass(frozen=True)
class Case:
    """One instance of a family, with the seed of its run."""

    family: str
    kind: str
    problem: Problem
    seed: int

    @property
    def key(self) -> tuple[str, int]:
        """What makes it this one."""
        return self.problem.name, self.seed


def cases(families: list[Family], instances: tuple[int, ...]) -> list[Case]:
    """All instances of all families, first instances first: a stop leaves families alike."""
    return [
        Case(family.name, family.kind, family.make(instance), instance)
        for k, instance in enumerate(instances)
        for family in families
        if k < family.instances
    ]
