"""What to do about points that have been evaluated before."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt.choices import Categorical, label
from bayesopt.errors import shown
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.params import Param
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space

Point = frozenset[tuple[str, Any]]

_TRIES = 16  # draws that the sampler itself is given to come up with something new
_MOST_CELLS = 10**6  # finite spaces beyond this are not searched cell by cell


class Duplicates(Enum):
    """A study's policy for points that have been evaluated before.

    ALLOW : leave it to the sampler, and evaluate whatever it suggests.
    AVOID : suggest each point once; a finite space is exhausted when all have been suggested.
    CACHE : the same, but then go on: `optimize` takes over the values of the earlier trial.
    """

    ALLOW = "allow"
    AVOID = "avoid"
    CACHE = "cache"


def policy(given: Any) -> Duplicates:
    """The policy of that name. Raises ValueError if there is none."""
    try:
        return Duplicates(given)
    except ValueError:
        raise ValueError(
            f"duplicates = {shown(given)}; pass 'allow', 'avoid' or 'cache'"
        ) from None


def point(params: Mapping[str, Any], space: Mapping[str, Param]) -> Point:
    """What tells the values of `space`'s parameters apart, those without a choice left out."""
    return frozenset(
        (name, label(params[name]) if isinstance(param, Categorical) else params[name])
        for name, param in space.items()
        if not param.is_single
    )


class Visited:
    """The points of a study's trials, kept up as its log grows.

    A point is all that a trial suggested: of two trials with the same points, the objective did
    the same. Running trials count with what is planned for them.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self._finished = 0
        self._trials: dict[Point, FrozenTrial | None] = {}
        self._counts: Counter[frozenset[str]] = Counter()
        self._running: frozenset[Point] = frozenset()

    def upto(self, history: History) -> "Visited":
        """The same, after taking in what `history` knows."""
        for trial in self.log.finished[self._finished : history.finished]:
            here = point(trial.params, trial.distributions)
            if here not in self._trials:
                self._counts[_names(here)] += 1
            if self._trials.get(here) is None:
                self._trials[here] = trial if trial.state is TrialState.COMPLETE else None
        self._finished = max(self._finished, history.finished)
        running = (point(trial.params, trial.distributions) for trial in history.pending)
        self._running = frozenset(here for here in running if here not in self._trials)
        return self

    def __contains__(self, here: object) -> bool:
        return here in self._trials or here in self._running

    def cover(self, space: Space) -> bool:
        """Whether trials have been at every point of `space`, and at nothing beyond it."""
        names = frozenset(space.free)
        running = sum(_names(here) == names for here in self._running)
        return bool(names) and self._counts[names] + running >= space.size

    def complete(self, params: Mapping[str, Any]) -> FrozenTrial | None:
        """The first complete trial at the point of `params`, if there is one."""
        space = {name: self.log.params[name] for name in params if name in self.log.params}
        if len(space) < len(params):
            return None
        if not all(param.contains(params[name]) for name, param in space.items()):
            return None
        cast = {name: param.cast(params[name]) for name, param in space.items()}
        return self._trials.get(point(cast, space))


def _names(here: Point) -> frozenset[str]:
    return frozenset(name for name, _ in here)


def distinct(sampler: Sampler, space: Space, history: History, visited: Visited) -> Suggestion:
    """A suggestion that is not among those `visited`, as long as there is one.

    The sampler gets several tries, each with random numbers of its own; if they lead nowhere, a
    free point of a finite space is drawn.
    """
    suggestion = sampler.suggest(space, history, generator(history.seed, history.number))
    if not sampler.repeats or not space or visited.cover(space):
        return suggestion
    for attempt in range(1, _TRIES):
        if point(suggestion.params, space) not in visited:
            return suggestion
        rng = generator(history.seed, history.number, f"again {attempt}")
        suggestion = sampler.suggest(space, history, rng)
    rng = generator(history.seed, history.number, "anywhere else")
    return _free(space, visited, rng) or suggestion


def _free(space: Space, visited: Visited, rng: Generator) -> Suggestion | None:
    """A point of `space` that is not visited, each as likely; None if it is not to be found."""
    if space.size > _MOST_CELLS:
        return None
    shape = tuple(map(int, space.levels))
    for cell in rng.permutation(int(space.size)):
        places = zip(space.items(), np.unravel_index(cell, shape), strict=True)
        params = {name: param.at(int(k)) for (name, param), k in places}
        if point(params, space) not in visited:
            return Suggestion(params)
    return None
