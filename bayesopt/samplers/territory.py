"""What is suggested together, and what is known there.

Where every trial has used the same parameters, these. Where some exist only in branches, the
parameters of all branches at once, with what has been learnt of when they are active.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.conditional import ConditionalSpace
from bayesopt.history import FrozenTrial, History, Log, Observations, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray, Param
from bayesopt.rules import Telling
from bayesopt.samplers.plans import Plans, complete
from bayesopt.space import Space

ENDED = TrialState.COMPLETE, TrialState.FAIL, TrialState.PRUNED  # as a branch's rows are read
NEWCOMERS = 16  # parameters of a single trial to plan for at most, the newest ones


class Used:
    """The parameters of a log's ended trials, in the order of first use, and how often.

    before : by name, those that some trial used right before.
    """

    def __init__(self, log: Log, key: Any) -> None:
        self.params: dict[str, Param] = {}
        self.counts: Counter[str] = Counter()
        self.before: dict[str, set[str]] = {}
        self._orders: set[tuple[str, ...]] = set()

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        self.params.update(trial.distributions)
        self.counts.update(trial.distributions.keys())
        order = tuple(trial.distributions)
        if order not in self._orders:
            self._orders.add(order)
            for first, name in pairwise(order):
                self.before.setdefault(name, set()).add(first)

    def in_order(self, names: Iterable[str]) -> Iterator[str]:
        """The same names, each after those that some trial used right before it: what decides
        whether it is active is among them. As given where trials leave that open or contradict
        each other.
        """
        left = [*names]
        ahead = set(left)
        while left:
            free = (name for name in left if ahead.isdisjoint(self.before.get(name, ())))
            name = next(free, left[0])
            left.remove(name)
            ahead.remove(name)
            yield name


class Branches:
    """What the trials of one moment say of when the parameters of a space are active."""

    def __init__(self, log: Log, key: Any) -> None:
        self._telling = Telling(), Telling(), Telling()
        self._rows: list[NDArray[np.intp]] = []
        self._learnt = ConditionalSpace({}, {})

    def take(self, trial: FrozenTrial) -> None:
        """See Digest; what there is to know of a trial stands in a row of X."""

    def learnt(self, joint: Space, history: History) -> ConditionalSpace:
        """`joint` with the rules that its trials follow."""
        seen = history.observe(joint)
        known = seen.X, seen.failed, seen.pruned
        rows = [telling.rows(X) for telling, X in zip(self._telling, known, strict=True)]
        if [*map(list, rows)] != [*map(list, self._rows)]:
            self._rows, rows = rows, [*rows]
            for k, state in enumerate(ENDED):
                # what is not offered any more was chosen all the same
                for gone in history.withdrawn(joint, state).values():
                    rows[k] = rows[k][~gone[rows[k]]]
            X, *broken = (X[some] for X, some in zip(known, rows, strict=True))
            self._learnt = ConditionalSpace.learnt(joint, X, np.concatenate(broken))
        return self._learnt


class Territory:
    """Finds the space to suggest in, of those who ask for part of it, and what is known there.

    held : names of parameters that somebody else gives their values, and so may not be asked for.
    """

    def __init__(self, held: Iterable[str] = ()) -> None:
        self._held = frozenset(held)
        self._used = Kept(Used)
        self._plans = Kept(Plans)
        self._branches = Kept(Branches)

    def beside(self, names: Iterable[str]) -> "Territory":
        """The same where these are held as well."""
        return Territory(self._held.union(names))

    def all_branches(self, asked: Space, history: History) -> Space:
        """`asked`, with the parameters of all branches if it is what all trials have in common.

        A parameter that somebody asks for by itself stays alone, so that it gets a value.
        """
        held = self._held_of(asked, history)
        common = history.common.free.without(held)
        if not common.items() <= asked.items() or (asked and not common):
            return asked
        with self._used.at(history) as used:
            # a branch that was seen once must not be forgotten; but names may be new each time
            once = [name for name, count in used.counts.items() if count == 1]
            left = {*once[:-NEWCOMERS], *held}
            kept = (name for name in used.params if name not in left)
            params = {name: used.params[name] for name in used.in_order(kept)}
        joint = Space({**params, **asked}).free
        return asked if joint.keys() <= asked.keys() else joint

    def of(self, asked: Space, history: History) -> Space:
        """`all_branches`, with what has been learnt of when their parameters are active."""
        joint = self.all_branches(asked, history)
        if joint is asked:
            return asked
        held = self._held_of(asked, history)
        if held and self._decided_by(held, joint, history):
            return asked
        with self._branches.at(history, joint) as branches:
            return branches.learnt(joint, history)

    def _held_of(self, asked: Space, history: History) -> Space:
        """What all trials have in common that is held and not asked for."""
        common = history.common.items() if self._held else ()
        return Space({name: p for name, p in common if name in self._held and name not in asked})

    def _decided_by(self, held: Space, joint: Space, history: History) -> bool:
        """Whether other values of what is held have led to other parameters of `joint`."""
        whole = Space({**held, **joint})
        with self._branches.at(history, whole) as branches:
            rules = branches.learnt(whole, history).rules.values()
        return any(column < len(held) for rule in rules for column in rule.columns())

    def seen(self, space: Space, history: History) -> Observations:
        """The history in numbers; NaN only where a trial does not say what a model must know."""
        seen = with_former(history.observe(space), space, history)
        if not isinstance(space, ConditionalSpace):
            return seen
        running = Plans(history.log, None)
        for trial in history.pending:
            running.take(trial)
        pending = running.fill(space, seen.pending, TrialState.RUNNING)
        with self._plans.at(history) as plans:
            failed = plans.fill(space, seen.failed, TrialState.FAIL)
            pruned = plans.fill(space, seen.pruned, TrialState.PRUNED)
        return replace(
            seen,
            X=space.placed(seen.X),
            failed=complete(space, seen.failed, failed),
            pending=complete(space, pending, pending),
            pruned=complete(space, seen.pruned, pruned),
        )


def with_former(seen: Observations, space: Space, history: History) -> Observations:
    """The same with choices that are no longer offered as further levels, beyond the cube."""
    known = seen.X, seen.failed, seen.pruned
    X, failed, pruned = (
        _beyond(X, space, history, state) for X, state in zip(known, ENDED, strict=True)
    )
    return replace(seen, X=X, failed=failed, pruned=pruned)


def _beyond(X: FloatArray, space: Space, history: History, state: TrialState) -> FloatArray:
    gone = history.withdrawn(space, state)
    if not gone:
        return X
    X = np.array(X)
    for j, rows in gone.items():
        X[rows, j] = 1.5 + history.labels(space.names[j], state)[rows]
    return X
