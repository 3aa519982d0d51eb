"""At which steps a pruner looks at a trial."""

from collections.abc import Collection
from dataclasses import dataclass

from bayesopt.arguments import whole


def at_least(least: int, **given: int) -> None:
    """Raise ValueError for an argument that is no whole number from `least`, naming it."""
    for name, number in given.items():
        whole(name, number, least)


@dataclass(frozen=True)
class Checks:
    """Every `interval_steps` from `n_warmup_steps` on, or at the first report after that."""

    n_warmup_steps: int
    interval_steps: int

    def __post_init__(self) -> None:
        at_least(0, n_warmup_steps=self.n_warmup_steps)
        at_least(1, interval_steps=self.interval_steps)

    def due(self, steps: Collection[int]) -> bool:
        """Whether the highest of `steps` is the first to reach a step at which to look."""
        last = max(steps, default=-1)
        if last < max(self.n_warmup_steps, 0):
            return False
        behind = (last - self.n_warmup_steps) % self.interval_steps
        return max((step for step in steps if step != last), default=-1) < last - behind
