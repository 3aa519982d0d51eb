"""Spaces some of whose parameters exist only where others say so, learnt from trials.

A parameter is active where it means something: the depth of a tree where trees are used. One
model holds all parameters: an inactive number counts as the middle of its range, an inactive
choice as a level of its own. Two points of one branch differ by what is active in it, points of
different branches also by the choice between them, and what branches share is learnt from all.

X (n, d) unit cube, NaN where inactive; a parameter's column stands after those of all that trials
used before it, as these decide whether it is active.
Source: imputation as in Levesque et al. 2017 and SMAC; activity here is learnt, not declared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray, Param
from bayesopt.score import Score
from bayesopt.space import Space

Mask = NDArray[np.bool_]

MIDDLE, NOWHERE = 0.5, -1.0  # of inactive numbers, and of inactive choices
MOST, EACH = 500, 16  # rows that rules are learnt from, and of each set of parameters besides
FEW = 4  # of each at least, where these would be more than twice MOST


@dataclass(frozen=True)
class Rule:
    """When a parameter is active: a tree of questions about the parameters before it.

    Without children, `active` is the answer. Else column j decides: `edges` (k,) part its values
    into k + 1 cells, each with a child; the last child is for points where j is itself inactive.
    """

    active: bool
    column: int = 0
    edges: tuple[float, ...] = ()
    children: tuple["Rule", ...] = ()

    def __call__(self, X: FloatArray) -> Mask:
        """Which points X (n, d) have the parameter; NaN where other columns are inactive."""
        if not self.children:
            return np.full(len(X), self.active)
        cells = cells_of(X[:, self.column], self._edges)
        answer: Mask = self._answers[cells]
        for k in self._asking:
            here = cells == k
            if here.any():
                answer[here] = self.children[k](X[here])
        return answer

    @cached_property
    def _edges(self) -> FloatArray:
        return np.array(self.edges)

    @cached_property
    def _answers(self) -> Mask:
        """The children's answers (k + 2,), where they ask no further."""
        return np.array([child.active for child in self.children])

    @cached_property
    def _asking(self) -> list[int]:
        """The children who ask further."""
        return [k for k, child in enumerate(self.children) if child.children]

    def columns(self) -> set[int]:
        """The columns that it asks about."""
        own = {self.column} if self.children else set()
        return own.union(*(child.columns() for child in self.children))


def cells_of(u: FloatArray, edges: FloatArray | tuple[float, ...]) -> NDArray[np.intp]:
    """Which of the len(edges) + 1 cells holds u (n,); the number after the last one for NaN."""
    # to the search NaN is greater than all edges
    return np.asarray(edges, dtype=float).searchsorted(u, side="right") + np.isnan(u)


def rule_of(X: FloatArray, active: Mask, space: Space, default: bool = False) -> Rule:
    """The smallest tree found greedily that says which of X (n, j) are active (n,).

    X holds the j columns of `space` that come before the parameter in question. The answer where
    nothing was observed is `default`.
    """
    if len(active) == 0 or active.all() or not active.any():
        return Rule(bool(active[0]) if len(active) else default)
    most = bool(2 * np.sum(active) > len(active))
    asked, least = None, doubt(np.zeros(len(active), dtype=np.intp), active) - 1e-9
    # choices first: mostly one of them leaves no doubt, and numbers take longer to look through
    for column in np.argsort(~space.categorical[: X.shape[1]], kind="stable").tolist():
        for edges in edges_of(X[:, column], active, space, column):
            left = doubt(cells_of(X[:, column], edges), active)
            if left < least:
                asked, least = (column, edges), left
        if least == 0:
            break
    if asked is None:
        return Rule(most)
    column, edges = asked
    cells = cells_of(X[:, column], edges)
    children = [rule_of(X[cells == k], active[cells == k], space) for k in range(len(edges) + 2)]
    return Rule(most, column, edges, tuple(children))


def edges_of(u: FloatArray, active: Mask, space: Space, column: int) -> list[tuple[float, ...]]:
    """The ways to part the values u (n,) of a column: each level, or the best threshold."""
    levels = int(space.levels[column])
    if space.categorical[column]:
        return [tuple((np.arange(1, levels) / levels).tolist())]
    order = np.argsort(u, kind="stable")[: int(np.sum(~np.isnan(u)))]
    values, yes = u[order], np.cumsum(active[order])
    steps = np.flatnonzero(values[1:] > values[:-1])
    if len(steps) == 0:
        return [()]
    below, left = steps + 1.0, yes[steps]
    above, right = len(values) - below, yes[-1] - left
    doubts = left - left**2 / below + right - right**2 / above
    best = steps[np.argmin(doubts)]
    return [(), (float(values[best] + values[best + 1]) / 2,)]


def doubt(cells: NDArray[np.intp], active: Mask) -> float:
    """Gini impurity of the answers (n,) within the cells (n,), summed over the points."""
    total = np.bincount(cells)
    yes = np.bincount(cells, weights=active)
    return float(np.sum(yes - yes**2 / np.maximum(total, 1)))


def telling(X: FloatArray) -> NDArray[np.intp]:
    """Rows of X (n, d) that are enough to learn rules from: the first ones, EACH or FEW, with the
    same parameters, and MOST at even distances.
    """
    if len(X) <= MOST:
        return np.arange(len(X))
    patterns = np.packbits(np.isnan(X), axis=1)
    keys = np.ascontiguousarray(patterns).view(f"V{patterns.shape[1]}")[:, 0]
    order = np.argsort(keys, kind="stable")
    begins = np.append(True, keys[order][1:] != keys[order][:-1])
    rank = np.arange(len(X)) - np.maximum.accumulate(np.where(begins, np.arange(len(X)), 0))
    each = min(max(2 * MOST // int(np.sum(begins)), FEW), EACH)
    even = np.linspace(0, len(X) - 1, MOST).astype(int)
    return np.unique(np.concatenate([order[rank < each], even]))


def cut_short(broken: FloatArray, X: FloatArray) -> Mask:
    """Which of `broken` (b, d) have only parameters that one of X (n, d) has, among others."""
    sets = np.unique(~np.isnan(X), axis=0).astype(float)
    own = (~np.isnan(broken)).astype(float)
    size = own.sum(axis=1)[:, None]
    short: Mask = np.any((own @ sets.T == size) & (size < sets.sum(axis=1)), axis=1)
    return short


class ConditionalSpace(Space):
    """A space with a rule for each parameter that is not always active.

    rules : by name, over the columns before the parameter's own.
    """

    def __init__(self, params: Mapping[str, Param], rules: Mapping[str, Rule]) -> None:
        super().__init__(params)
        self.rules = {self.names.index(name): rule for name, rule in rules.items()}
        self._absent = np.where(self.categorical, NOWHERE, MIDDLE)

    @classmethod
    def learnt(
        cls, params: Mapping[str, Param], X: FloatArray, broken: FloatArray | None = None
    ) -> "ConditionalSpace":
        """The space of which X (n, d) has been seen, NaN where inactive.

        broken : (b, d) of trials that ended early, perhaps before they came to all of their
            parameters.
        """
        space = Space(params)
        X = X[telling(X)]
        if broken is not None and len(broken):
            broken = broken[telling(broken)]
            X = np.concatenate([X, broken[~cut_short(broken, np.concatenate([X, broken]))]])
        known: dict[bytes, Rule] = {}
        rules = {}
        for j, name in enumerate(space.names):
            active = ~np.isnan(X[:, j])
            if not active.all():
                key = active.tobytes()  # parameters that occur together share a rule
                if key not in known:
                    known[key] = rule_of(X[:, :j], active, space)
                rules[name] = known[key]
        return cls(params, rules)

    @cached_property
    def switches(self) -> Mask:
        """See Space; whole numbers that decide which others are active are among them."""
        deciding = {column for rule in self.rules.values() for column in rule.columns()}
        even = [j in deciding and param.even for j, param in enumerate(self.values())]
        switches: Mask = self.categorical | np.array(even, dtype=bool)
        return switches

    @cached_property
    def optional(self) -> Mask:
        """See Space."""
        return np.isin(np.arange(len(self)), [*self.rules])

    def _plain(self, rule: Rule) -> bool:
        """Whether it asks one question, about a parameter that is always active."""
        one = bool(rule.children) and not any(child.children for child in rule.children)
        return one and rule.column not in self.rules

    @cached_property
    def _tables(self) -> list[tuple[int, FloatArray, Mask, NDArray[np.intp]]]:
        """Of each column that plain rules ask about: all their edges, which parameters (k,) are
        active in each of the cells (len(edges) + 2, k), and their columns.
        """
        asking: dict[int, list[int]] = {}
        for j, rule in self.rules.items():
            if self._plain(rule):
                asking.setdefault(rule.column, []).append(j)
        tables = []
        for column, group in asking.items():
            edges = np.unique([edge for j in group for edge in self.rules[j].edges])
            ends = np.concatenate([edges[:1] - 1, edges, edges[-1:] + 1])
            inside = (ends[1:] + ends[:-1]) / 2 if len(edges) else np.zeros(1)
            points = np.full((len(inside) + 1, column + 1), np.nan)
            points[:-1, column] = inside
            table = np.column_stack([self.rules[j](points) for j in group])
            tables.append((column, edges, table, np.array(group)))
        return tables

    @cached_property
    def _ruled(self) -> list[tuple[Rule, NDArray[np.intp]]]:
        """Every other rule with the columns that it is about."""
        columns: dict[Rule, list[int]] = {}
        for j, rule in self.rules.items():
            if not self._plain(rule):
                columns.setdefault(rule, []).append(j)
        return [(rule, np.array(group)) for rule, group in columns.items()]

    def active(self, X: FloatArray) -> Mask:
        """Which coordinates of X (n, d) are active; inactive ones may hold anything."""
        return ~np.isnan(self.apart(X))

    def apart(self, X: FloatArray) -> FloatArray:
        """See Space; inactive coordinates may hold anything."""
        X = np.array(X)
        for column, edges, table, columns in self._tables:
            on = table[cells_of(X[:, column], edges)]
            X[:, columns] = np.where(on, X[:, columns], np.nan)
        for rule, columns in self._ruled:  # of parameters that come before any of the columns
            X[np.flatnonzero(~rule(X))[:, None], columns] = np.nan
        return X

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
