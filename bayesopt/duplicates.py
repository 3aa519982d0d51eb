"""What to do about points that have been evaluated before."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from bayesopt.errors import shown
from bayesopt.history import History, TrialState
from bayesopt.params import Param
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space
from bayesopt.visited import Visited

_TRIES = 16  # draws that the sampler itself is given to come up with something new


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


def suggest_jointly(
    sampler: Sampler,
    space: Space,
    history: History,
    visited: Visited | None,
    enqueued: Mapping[str, Any],
) -> Suggestion:
    """What `sampler` suggests for all parameters known so far.

    visited : where trials have been, which it is to avoid; None if it need not.
    enqueued : values that the trial will have, whatever is suggested.
    """
    if visited is not None and sampler.exhausted(space, history):
        complete = history.log.sections[TrialState.COMPLETE].trials[: history.counts[0]]
        return Suggestion(complete[history.number % len(complete)].params)
    return _distinct(sampler, space, history, visited, enqueued, "")


def suggest_alone(
    sampler: Sampler,
    name: str,
    param: Param,
    history: History,
    visited: Visited | None,
    known: Mapping[str, Any],
) -> Suggestion:
    """What `sampler` suggests for one parameter, the trial having the `known` values of others."""
    given = {other: value for other, value in known.items() if other != name}
    return _distinct(sampler, Space({name: param}), history, visited, given, f"param {name}")


def _distinct(
    sampler: Sampler,
    space: Space,
    history: History,
    visited: Visited | None,
    given: Mapping[str, Any],
    stream: str,
) -> Suggestion:
    """A suggestion for `space` that leads where no trial has been, as long as there is one.

    given : values that the trial will have, whatever is suggested. stream : of random numbers.
    The sampler gets several tries, each with random numbers of its own; if they lead nowhere,
    free values are drawn.
    """
    first = sampler.suggest(space, history, generator(history.seed, history.number, stream))
    if visited is None or not sampler.repeats or not space:
        return first
    given = {**sampler.fixed, **given}
    with visited.at(history) as moment:
        if moment.covers(given):
            return first
        suggestion = first
        for attempt in range(1, _TRIES):
            if not moment.covers({**suggestion.params, **given}):
                return suggestion
            rng = generator(history.seed, history.number, f"{stream}again {attempt}")
            suggestion = sampler.suggest(space, history, rng)
        rng = generator(history.seed, history.number, f"{stream}anywhere else")
        free = moment.free(space, given, rng)
    return Suggestion({**sampler.fixed, **free}) if free else first
