"""What to do about points that have been evaluated before."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from bayesopt.errors import shown
from bayesopt.history import History, TrialState
from bayesopt.params import Param
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space
from bayesopt.visited import Visited

_TRIES = 16  # draws that the sampler itself is given to come up with something new
_FEW = 1000  # trials, up to which a sampler is helped to what is free in any space,
_SMALL = 2**16  # and points of a space in which it always is


class Duplicates(Enum):
    """A study's policy for points that have been evaluated before.

    ALLOW : leave it to the sampler, and evaluate whatever it suggests; one that is `distinct` is
        asked again where parameters have finitely many values, unless it means the same point.
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


class Watched(NamedTuple):
    """Where trials have been, and what the study's policy makes of it."""

    policy: Duplicates
    visited: Visited

    def of(self, sampler: Sampler, space: Space, history: History, whole: bool) -> bool:
        """Whether what `sampler` suggests is compared with where trials have been.

        space : what is free to choose. whole : whether there are no branches with more than that.
        """
        if self.policy is Duplicates.ALLOW:
            few = history.finished <= _FEW or (whole and space.size <= _SMALL)
            return few and self.helps(sampler, space)
        return sampler.repeats

    def helps(self, sampler: Sampler, space: Space) -> bool:
        """Whether `sampler` may repeat points of `space`, but would rather not."""
        return self.looks(sampler) and space.finite

    def looks(self, sampler: Sampler) -> bool:
        """Whether another point is looked for where the policy asks for none."""
        return self.policy is Duplicates.ALLOW and sampler.distinct


def suggest_jointly(
    sampler: Sampler,
    space: Space,
    history: History,
    watched: Watched,
    enqueued: Mapping[str, Any],
) -> Suggestion:
    """What `sampler` suggests for all parameters known so far.

    enqueued : values that the trial will have, whatever is suggested.
    """
    if watched.policy is not Duplicates.ALLOW and sampler.exhausted(space, history):
        complete = history.log.sections[TrialState.COMPLETE].trials[: history.counts[0]]
        return Suggestion(complete[history.number % len(complete)].params)
    return _distinct(sampler, space, history, watched, enqueued, "")


def suggest_alone(
    sampler: Sampler,
    name: str,
    param: Param,
    history: History,
    watched: Watched,
    known: Mapping[str, Any],
) -> Suggestion:
    """What `sampler` suggests for one parameter, the trial having the `known` values of others."""
    given = {other: value for other, value in known.items() if other != name}
    return _distinct(sampler, Space({name: param}), history, watched, given, f"param {name}")


def _distinct(
    sampler: Sampler,
    space: Space,
    history: History,
    watched: Watched,
    given: Mapping[str, Any],
    stream: str,
) -> Suggestion:
    """A suggestion for `space` that leads where no trial has been, as long as there is one.

    given : values that the trial will have, whatever is suggested. stream : of random numbers.
    """
    first = sampler.suggest(space, history, generator(history.seed, history.number, stream))
    free, whole = space.without(given), history.log.params.keys() == space.keys()
    if not space or (first.again and watched.policy is Duplicates.ALLOW):
        return first
    given = {**sampler.fixed, **given}
    if not watched.of(sampler, free, history, whole):
        if not watched.looks(sampler):
            return first
        met: Callable[[Mapping[str, Any]], bool]
        if whole and free.finite:
            # of many trials in a space without branches rows tell sooner than a tree
            met = partial(_met, space, history, given)
        else:
            met = partial(_ended, watched, history, given)
            if not free or met({}):
                return first
        found = _tried_again(first, sampler, space, history, stream, met)
        rng = generator(history.seed, history.number, f"{stream}anywhere else")
        return found or sampler.elsewhere(_drawn(free, rng, met))
    with watched.visited.at(history) as moment:
        if moment.covers(given):
            return first
        found = _tried_again(
            first, sampler, space, history, stream, lambda p: moment.covers({**p, **given})
        )
        rng = generator(history.seed, history.number, f"{stream}anywhere else")
        drawn = {} if found else moment.free(space, given, rng)
    return found or (sampler.elsewhere(drawn) if drawn else first)


def _tried_again(
    first: Suggestion,
    sampler: Sampler,
    space: Space,
    history: History,
    stream: str,
    known: Callable[[Mapping[str, Any]], bool],
) -> Suggestion | None:
    """The first suggestion that is not `known`: the sampler gets several tries, each with random
    numbers of its own, until it says the same again.
    """
    suggestion = first
    for attempt in range(_TRIES):
        if attempt:
            rng = generator(history.seed, history.number, f"{stream}again {attempt}")
            last, suggestion = suggestion, sampler.suggest(space, history, rng)
            if suggestion.params == last.params:
                break
        if not known(suggestion.params):
            return suggestion
    return None


def _met(
    space: Space, history: History, given: Mapping[str, Any], params: Mapping[str, Any]
) -> bool:
    """Whether a trial has been where `params` and what is `given` lead."""
    point = space.encode([{**params, **given}])
    running = space.encode([trial.params for trial in history.pending])
    rows = history.encoded(space), running
    return any(bool(np.any(np.all(known == point, axis=1))) for known in rows)


def _ended(
    watched: Watched, history: History, given: Mapping[str, Any], params: Mapping[str, Any]
) -> bool:
    """Whether `params` and what is `given` lead where a trial has ended."""
    return watched.visited.ends.at({**params, **given}, history)


def _drawn(
    space: Space, rng: Generator, known: Callable[[Mapping[str, Any]], bool]
) -> dict[str, Any]:
    """Values of `space` at random: the first that are not `known` of several, or the first."""
    drawn = [space.draw(p) for p in rng.random((_TRIES, len(space)))]
    return next((params for params in drawn if not known(params)), drawn[0])
