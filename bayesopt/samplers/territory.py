"""What is suggested together, and what is known there.

Where every trial has used the same parameters, these. Where some exist only in branches, the
parameters of all branches at once, with what has been learnt of when they are active.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bayesopt.choices import label
from bayesopt.conditional import ConditionalSpace
from bayesopt.history import FrozenTrial, History, Log, Observations, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray, Param
from bayesopt.space import Space

PLAN = "plan"  # under which a suggestion's note keeps unit coordinates by name
NEWCOMERS = 16  # parameters of a single trial to plan for at most, the newest ones


class Used:
    """The parameters of a log's ended trials, in the order of first use, and how often."""

    def __init__(self, log: Log, key: Any) -> None:
        self.params: dict[str, Param] = {}
        self.counts: Counter[str] = Counter()

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        self.params.update(trial.distributions)
        self.counts.update(trial.distributions.keys())


class Territory:
    """Finds the space to suggest in, of those who ask for part of it."""

    def __init__(self) -> None:
        self._used = Kept(Used)

    def of(self, asked: Space, history: History) -> Space:
        """`asked`, with the parameters of all branches if it is what all trials have in common.

        A parameter that somebody asks for by itself stays alone, so that it gets a value.
        """
        common = history.common.free
        if not common.items() <= asked.items() or (asked and not common):
            return asked
        with self._used.at(history) as used:
            # a branch that was seen once must not be forgotten; but names may be new each time
            left = [name for name, count in used.counts.items() if count == 1][:-NEWCOMERS]
            params = {name: param for name, param in used.params.items() if name not in left}
        joint = Space({**params, **asked}).free
        if joint.keys() <= asked.keys():
            return asked
        seen = history.observe(joint)
        return ConditionalSpace.learnt(joint, seen.X, np.concatenate([seen.failed, seen.pruned]))


def observe(space: Space, history: History) -> Observations:
    """The history in numbers; NaN only where a trial does not say what a model needs to know."""
    seen = history.observe(space)
    if not isinstance(space, ConditionalSpace):
        return with_former(seen, space, history)
    pending = planned(space, history.pending, seen.pending)
    failed = planned(space, history.failed, seen.failed)
    pruned = planned(space, history.pruned, seen.pruned)
    return replace(
        seen,
        X=space.placed(seen.X),
        failed=complete(space, seen.failed, failed),
        pending=complete(space, pending, pending),
        pruned=complete(space, seen.pruned, pruned),
    )


def with_former(seen: Observations, space: Space, history: History) -> Observations:
    """The same with choices that are no longer offered as further levels, beyond the cube."""
    choices = np.flatnonzero(space.categorical)
    lost = choices[np.isnan(seen.X[:, choices]).any(axis=0)]
    if len(lost) == 0:
        return seen
    trials = [t for t in history.ended() if t.state is TrialState.COMPLETE]
    X = np.array(seen.X)
    for j in lost.tolist():
        name, former = space.names[j], list[Any]()
        for row in np.flatnonzero(np.isnan(X[:, j])).tolist():
            value = trials[row].params.get(name, former)
            if value is not former:
                key = label(value)
                former += [] if key in former else [key]
                X[row, j] = 1.5 + former.index(key)
    return replace(seen, X=X)


def complete(space: ConditionalSpace, X: FloatArray, whole: FloatArray) -> FloatArray:
    """X (n, d) of trials that may not have come to all of their parameters: NaN where one is
    active, as far as `whole` (n, d), the same with what was planned, tells.
    """
    return np.where(np.isnan(X) & space.active(filled(whole)), np.nan, space.placed(X))


def filled(X: FloatArray) -> FloatArray:
    """X (n, d) with the middle for NaN."""
    return np.where(np.isnan(X), 0.5, X)


def planned(space: Space, trials: Sequence[FrozenTrial], X: FloatArray) -> FloatArray:
    """X (n, d) of the trials with what was planned for the parameters they have not come to."""
    X = np.array(X)
    for row, trial in zip(X, trials, strict=True):
        notes = (note for note in trial.notes.values() if isinstance(note, dict))
        plans = [note[PLAN] for note in notes if PLAN in note]
        for plan in plans:
            for j, name in enumerate(space.names):
                if np.isnan(row[j]) and name in plan:
                    row[j] = plan[name]
    return X
