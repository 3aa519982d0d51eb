"""The face that every optimiser shows to the benchmarks."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from importlib.metadata import version
from typing import ClassVar

Params = dict[str, float]
Ranges = Mapping[str, tuple[float, float]]


class Peer(ABC):
    """An optimiser that minimises over named float ranges, one evaluation at a time.

    The adapter translates and does nothing else: every choice that the peer makes by default stays
    as a user of that package gets it, and what the adapter sets is said in its docstring.
    Packages are imported in `__init__`, so that a peer which is not installed disturbs nobody.
    """

    packages: ClassVar[tuple[str, ...]]
    """Distributions whose versions a result must name, the peer's own first."""

    @abstractmethod
    def __init__(self, ranges: Ranges, seed: int) -> None: ...

    @abstractmethod
    def ask(self) -> Params:
        """Propose the next point to evaluate."""

    @abstractmethod
    def tell(self, params: Params, value: float) -> None:
        """Report the value of the point that the last `ask` proposed."""

    @abstractmethod
    def add(self, params: Params, value: float) -> None:
        """Put in a point that was evaluated elsewhere."""

    @classmethod
    def versions(cls) -> dict[str, str]:
        return {package: version(package) for package in cls.packages}
