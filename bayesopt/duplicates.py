"""What to do about points that have been evaluated before."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from bayesopt.errors import shown
from bayesopt.history import History, TrialState
from bayesopt.params import Param
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space
from bayesopt.visited import Visited

_TRIES = 16  # draws that the sampler itself is given to come up with something new
_FEW = 1000  # trials, up to which a sampler is helped to suggest each point once


class Duplicates(Enum):
    """A study's policy for points that have been evaluated before.

    ALLOW : leave it to the sampler, and evaluate whatever it suggests; one that is `distinct` is
        asked again, while trials are few and parameters have finitely many values.
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

    def of(self, sampler: Sampler, space: Space, history: History) -> bool:
        """Whether what `sampler` suggests is compared with where trials have been, `space` being
        what is free to choose.
        """
        if self.policy is Duplicates.ALLOW:
            return sampler.distinct and history.finished <= _FEW and space.finite
        return sampler.repeats


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
    The sampler gets several tries, each with random numbers of its own, but for one that means to
    lead to new points and would say the same again; if they lead nowhere, free values are drawn.
    """
    first = sampler.suggest(space, history, generator(history.seed, history.number, stream))
    if not space or not watched.of(sampler, space.without(given), history):
        return first
    given = {**sampler.fixed, **given}
    with watched.visited.at(history) as moment:
        if moment.covers(given):
            return first
        suggestion = first
        for attempt in range(1 if sampler.distinct else _TRIES):
            if attempt:
                rng = generator(history.seed, history.number, f"{stream}again {attempt}")
                suggestion = sampler.suggest(space, history, rng)
            if not moment.covers({**suggestion.params, **given}):
                return suggestion
        rng = generator(history.seed, history.number, f"{stream}anywhere else")
        free = moment.free(space, given, rng)
    return Suggestion({**sampler.fixed, **free}) if free else first
