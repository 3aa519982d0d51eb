"""What was planned for parameters that trials without a value did not come to."""

from collections import Counter
from typing import Any

import numpy as np

from bayesopt.columns import Rows
from bayesopt.conditional import ConditionalSpace
from bayesopt.history import FrozenTrial, Log, TrialState
from bayesopt.params import FloatArray
from bayesopt.samplers.notes import plan_of
from bayesopt.space import Space


class Plans:
    """What was planned for the parameters of trials without a value.

    names : of the parameters, with a number each. entries : (k, 3) by the trials' state: which
        of them, the parameter's number, its unit coordinate.
    """

    def __init__(self, log: Log, key: Any) -> None:
        self.names: dict[str, int] = {}
        self.entries: dict[TrialState, Rows] = {state: Rows(3) for state in TrialState}
        self._count = Counter[TrialState]()

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if trial.state is TrialState.COMPLETE:
            return
        plan, row = plan_of(trial.notes), self._count[trial.state]
        numbers = [self.names.setdefault(name, len(self.names)) for name in plan]
        new = [(row, k, u) for k, u in zip(numbers, plan.values(), strict=True)]
        self.entries[trial.state].extend(np.array(new).reshape(-1, 3))
        self._count[trial.state] += 1

    def fill(self, space: Space, X: FloatArray, state: TrialState) -> FloatArray:
        """X (n, d) of all trials in that state, with what was planned for NaN."""
        X, entries = np.array(X), self.entries[state].all()
        column = {name: j for j, name in enumerate(space.names)}
        columns = np.array([column.get(name, -1) for name in self.names], dtype=int)
        row, j = entries[:, 0].astype(int), columns[entries[:, 1].astype(int)]
        blank = (j >= 0) & np.isnan(X[row, j])
        X[row[blank], j[blank]] = entries[blank, 2]
        return X


def complete(space: ConditionalSpace, X: FloatArray, whole: FloatArray) -> FloatArray:
    """X (n, d) of trials that may not have come to all of their parameters: NaN where one is
    active, as far as `whole` (n, d), the same with what was planned, tells.
    """
    return np.where(np.isnan(X) & space.active(filled(whole)), np.nan, space.placed(X))


def filled(X: FloatArray) -> FloatArray:
    """X (n, d) with the middle for NaN."""
    return np.where(np.isnan(X), 0.5, X)
