"""What a sampler is: a pure function of (space, history, random numbers)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from numpy.random import Generator

from bayesopt.arguments import check_callable, seeded
from bayesopt.described import Described
from bayesopt.history import FrozenTrial, History
from bayesopt.space import Space

Constraints = Callable[[FrozenTrial], Sequence[float]]
ONE_SAMPLER = {"independent_sampler": "new parameters are suggested by the same sampler; drop it"}


@dataclass(frozen=True)
class Suggestion:
    """What a sampler proposes.

    params : values by name. notes : what it wants to find again in the histories of later trials;
    JSON types only. again : whether a point is meant that has been evaluated; a study that allows
    duplicates then looks for no other one.
    """

    params: dict[str, Any]
    notes: dict[str, Any] = field(default_factory=dict)
    again: bool = False


class Sampler(Described, ABC):
    """Proposes where to evaluate next.

    A sampler keeps nothing between calls but caches: with the same space, history and random
    numbers it suggests the same, bit for bit. It is called with all parameters known so far, and
    again with one parameter at a time for those that it left out.

    seed : if given, the seed of any study that is created with this sampler.
    repeats : whether it may suggest a point twice; else no duplicates policy looks after it.
    distinct : whether the study is to look for another point where it suggests one again, even
        where its policy allows duplicates.
    fixed : values by name that it never departs from.
    constraints_func : if given, the study asks it, of each trial that is told as complete or
        pruned, for numbers that are 0 or less where a constraint is kept. They are kept with the
        trial under "0", "1" and so on.
    """

    _study_seed: int | None = None
    _constraints_func: Constraints | None = None
    repeats: bool = True
    distinct: bool = False
    fixed: Mapping[str, Any] = MappingProxyType({})

    @classmethod
    def _written_elsewhere(cls) -> str:
        theirs = any(hasattr(cls, name) for name in ("sample_relative", "sample_independent"))
        if not theirs or "suggest" not in cls.__abstractmethods__:
            return ""
        return (
            f"{cls.__name__} has the methods of Optuna's samplers, which are not called here; "
            f"write suggest(self, space, history, rng), returning Suggestion(values by name)"
        )

    @property
    def seed(self) -> int | None:
        """See above. Raises ValueError when set to what is neither a whole number nor None."""
        return self._study_seed

    @seed.setter
    def seed(self, seed: Any) -> None:
        self._study_seed = seeded(seed)

    @property
    def constraints_func(self) -> Constraints | None:
        """See above. Raises TypeError when set to what is neither a function nor None."""
        return self._constraints_func

    @constraints_func.setter
    def constraints_func(self, func: Any) -> None:
        if func is not None:
            check_callable("constraints_func", func, "trial")
        self._constraints_func = func

    @abstractmethod
    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """Values for every parameter of `space`. Raises SpaceExhausted if no point is left."""

    def recalled(self, notes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Values that a trial with these `notes` was to have before it was interrupted.

        What nobody had asked for by then is recorded nowhere else.
        """
        return {}

    def elsewhere(self, params: Mapping[str, Any]) -> Suggestion:
        """What is suggested where it has proposed known points only: `params`, a free draw."""
        return Suggestion({**params, **self.fixed})

    def holding(self, params: Mapping[str, Any]) -> "Sampler":
        """The sampler of the rest where `params` are held fixed: itself, unless it plans ahead."""
        return self

    def exhausted(self, space: Space, history: History) -> bool:
        """Whether no point is left to suggest; asked before a trial is made."""
        return False

    def most_promising(self, space: Space, history: History) -> list[int]:
        """Which feasible complete trials, in the order of finishing, are believed to be the best:
        one, or with several objectives a front; none where there is nothing to believe. By
        GPSampler(), unless the sampler has a belief of its own.
        """
        from bayesopt.samplers.gp import GPSampler  # imports scipy: only once it is needed

        return GPSampler().most_promising(space, history)
