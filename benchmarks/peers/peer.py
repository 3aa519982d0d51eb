"""The face that every optimiser shows to the benchmarks."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, ClassVar

from benchmarks.peers.domain import Domain, Params, Ranges, box

__all__ = ["Params", "Peer", "Ranges", "Task", "task"]


@dataclass(frozen=True)
class Task:
    """What an optimiser may know before it starts.

    evaluations : how many there will be; only SMAC asks.
    """

    domain: Domain
    seed: int
    evaluations: int = 100


def task(ranges: Ranges, seed: int) -> Task:
    """Plain floats."""
    return Task(box(ranges), seed)


class Peer(ABC):
    """An optimiser that minimises over named parameters, one evaluation at a time.

    The adapter translates and does nothing else: every choice that the peer makes by default stays
    as a user of that package gets it, and what the adapter sets is said in its docstring. A peer
    that knows no conditions proposes a value for every parameter, and those that do not exist have
    no effect.
    Packages are imported in `__init__`, so that a peer which is not installed disturbs nobody.
    """

    packages: ClassVar[tuple[str, ...]]
    """Distributions whose versions a result must name, the peer's own first."""

    @abstractmethod
    def __init__(self, task: Task) -> None: ...

    @abstractmethod
    def ask(self) -> Params:
        """Propose the next point to evaluate."""

    @abstractmethod
    def tell(self, params: Params, value: float) -> None:
        """Report the value of the point that the last `ask` proposed."""

    def add(self, params: dict[str, Any], value: float) -> None:
        """Put in a point that was evaluated elsewhere; only peers whose `ask` is timed can."""
        raise NotImplementedError(f"{type(self).__name__} takes no points from elsewhere")

    @classmethod
    def versions(cls) -> dict[str, str]:
        return {package: version(package) for package in cls.packages}
