"""Spaces some of whose parameters exist only where others say so, learnt from trials.

A parameter is active where it means something: the depth of a tree where trees are used. One
model holds all parameters: an inactive number counts as the middle of its range, an inactive
choice as a level of its own. Two points of one branch differ by what is active in it, points of
different branches also by the choice between them, and what branches share is learnt from all.
A parameter that was added to the objective later has no rule: nothing says what it would have been
in earlier trials, and they are left out.

X (n, d) unit cube, NaN where inactive, as rules.py has learnt.
Source: imputation as in Levesque et al. 2017 and SMAC; activity here is learnt, not declared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bayesopt.params import FloatArray, Param
from bayesopt.rules import Mask, Rule, Rules, added_later, cut_short, rule_of
from bayesopt.score import Score
from bayesopt.space import Space

MIDDLE, NOWHERE = 0.5, -1.0  # of inactive numbers, and of inactive choices


class ConditionalSpace(Space):
    """A space with a rule for each parameter that is not always active.

    rules : by name, over the columns before the parameter's own.
    """

    def __init__(self, params: Mapping[str, Param], rules: Mapping[str, Rule]) -> None:
        super().__init__(params)
        self.rules = {self.names.index(name): rule for name, rule in rules.items()}
        self._laid_out = Rules(self.rules)
        # of what is always active nothing stands for what a trial lacks
        absent = np.where(self.categorical, NOWHERE, MIDDLE)
        self._absent = np.where(self.optional, absent, np.nan)

    @classmethod
    def learnt(
        cls, params: Mapping[str, Param], X: FloatArray, broken: FloatArray | None = None
    ) -> "ConditionalSpace":
        """The space of which X (n, d) has been seen, in that order, NaN where inactive.

        broken : (b, d) of trials that ended early, perhaps before they came to all of their
            parameters.
        """
        space, whole = Space(params), len(X)
        if broken is not None and len(broken):
            X = np.concatenate([X, broken[~cut_short(broken, np.concatenate([X, broken]))]])
        known: dict[bytes, Rule] = {}
        rules = {}
        for j, name in enumerate(space.names):
            active = ~np.isnan(X[:, j])
            if not active.all():
                key = active.tobytes()  # parameters that occur together share a rule
                if key not in known:
                    known[key] = rule_of(X[:, :j], active, space)
                if not added_later(X[:whole, :j], active[:whole], known[key]):
                    rules[name] = known[key]
        return cls(params, rules)

    @cached_property
    def switches(self) -> Mask:
        """See Space; whole numbers that decide which others are active are among them."""
        even = np.array([param.even for param in self.values()], dtype=bool)
        switches: Mask = self.categorical | (self.deciding & even)
        return switches

    @cached_property
    def deciding(self) -> Mask:
        """See Space."""
        columns = {column for rule in self.rules.values() for column in rule.columns()}
        return np.isin(np.arange(len(self)), [*columns])

    @cached_property
    def optional(self) -> Mask:
        """See Space."""
        return np.isin(np.arange(len(self)), [*self.rules])

    def active(self, X: FloatArray) -> Mask:
        """Which coordinates of X (n, d) are active; inactive ones may hold anything."""
        return ~np.isnan(self.apart(X))

    def apart(self, X: FloatArray) -> FloatArray:
        """See Space; inactive coordinates may hold anything."""
        return self._laid_out.apart(X)

    def place(self, X: FloatArray) -> FloatArray:
        """X (n, d) as a model sees it: inactive coordinates where all inactive ones are."""
        return self.placed(self.apart(X))

    def roam(self, X: FloatArray, rng: np.random.Generator) -> FloatArray:
        """X (n, d) with something random where it is inactive, for when it becomes active."""
        return np.where(self.active(X), X, rng.random(X.shape))

    def placed(self, X: FloatArray) -> FloatArray:
        """The same for X (n, d) that has NaN where it is inactive."""
        return np.where(np.isnan(X), self._absent, X)

    def decode(self, u: Sequence[float] | FloatArray) -> dict[str, Any]:
        """The values at the point `u` (d,) of the cube, of the parameters that are active."""
        return self._only_active(super().decode(u), np.array([u], dtype=float))

    def draw(self, p: Sequence[float] | FloatArray) -> dict[str, Any]:
        """The values at the quantiles `p` (d,), of the parameters that are active."""
        values = super().draw(p)
        return self._only_active(values, self.encode([values]))

    def _only_active(self, values: dict[str, Any], X: FloatArray) -> dict[str, Any]:
        active = zip(values.items(), self.active(X)[0], strict=True)
        return {name: value for (name, value), on in active if on}


@dataclass(frozen=True, eq=False)
class Placed(Score):
    """A score of points as the model sees them: what is inactive changes nothing."""

    score: Score
    space: ConditionalSpace

    def __call__(self, X: FloatArray) -> FloatArray:
        return self.score(self.space.place(X))

    def gradient(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        apart = self.space.apart(X)
        values, slopes = self.score.gradient(self.space.placed(apart))
        return values, np.where(np.isnan(apart), 0.0, slopes)
