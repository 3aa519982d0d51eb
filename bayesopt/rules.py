"""When parameters are active, learnt from trials.

X (n, d) unit cube, NaN where inactive; a parameter's column stands after those of all that trials
used before it, as these decide whether it is active.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bayesopt._core import rules as _core
from bayesopt.params import FloatArray
from bayesopt.space import Space

Mask = NDArray[np.bool_]

DEEPEST = 32  # questions, one after the other: what takes more is no rule
SINCE = 2  # trials for each parameter, from which on one that was added has no rule
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

    def columns(self) -> set[int]:
        """The columns that it asks about."""
        own = {self.column} if self.children else set()
        return own.union(*(child.columns() for child in self.children))


class Rules:
    """Rules by the column that each is about, laid out for the core."""

    def __init__(self, rules: Mapping[int, Rule]) -> None:
        groups: dict[Rule, list[int]] = {}
        for j in sorted(rules):
            groups.setdefault(rules[j], []).append(j)
        nodes: list[tuple[int, int, int, int]] = []
        edges: list[float] = []
        known = [*groups]  # the children of each follow those of the one before
        for rule in known:
            begin, end = len(edges), len(edges) + len(rule.edges)
            if rule.children:
                nodes.append((rule.column, begin, end, len(known)))
            else:
                nodes.append((-1, begin, end, int(rule.active)))
            edges += rule.edges
            known += rule.children
        self._nodes = np.array(nodes, dtype=np.intp).reshape(-1, 4)
        self._edges = np.array(edges)
        self._about = np.array([j for group in groups.values() for j in group], dtype=np.intp)
        self._least = 1 + max([*rules, *(node[0] for node in nodes)], default=-1)  # columns
        self._ends = np.cumsum([0, *map(len, groups.values())], dtype=np.intp)

    def apart(self, X: FloatArray) -> FloatArray:
        """X (n, d) with NaN where a parameter is inactive; there it may hold anything.

        Raises ValueError if X has too few columns.
        """
        out = np.array(X, dtype=float, order="C")
        if out.ndim != 2 or out.shape[1] < self._least:
            raise ValueError(f"X has shape {out.shape}; give a column for each parameter")
        _core.silence(out, self._nodes, self._edges, self._about, self._ends)
        return out


def cells_of(u: FloatArray, edges: FloatArray) -> NDArray[np.intp]:
    """Which of the len(edges) + 1 cells holds u (n,); the number after the last one for NaN."""
    # to the search NaN is greater than all edges
    return edges.searchsorted(u, side="right") + np.isnan(u)


def rule_of(X: FloatArray, active: Mask, space: Space, deepest: int = DEEPEST) -> Rule:
    """The smallest tree found greedily that says which of X (n, j) are active (n,).

    X holds the j columns of `space` that come before the parameter in question. Where nothing was
    observed it is inactive; after the `deepest` question it is what most are.
    """
    if active.all() or not active.any():
        return Rule(bool(active.any()))
    most = bool(2 * np.sum(active) > len(active))
    if deepest == 0:
        return Rule(most)
    asked, edges = -1, np.empty(0)
    least = float(doubt(len(active), np.sum(active))) - 1e-9
    choice = space.categorical[: X.shape[1]]
    # choices first: mostly one of them leaves no doubt, and numbers take longer to look through
    for column in np.flatnonzero(choice).tolist():
        levels = space.levels[column]
        ways = np.arange(1, levels) / levels
        cells = cells_of(X[:, column], ways)
        left = float(np.sum(doubt(np.bincount(cells), np.bincount(cells, weights=active))))
        if left < least:
            asked, edges, least = column, ways, left
        if least == 0:
            break
    numbers = np.flatnonzero(~choice)
    if least > 0 and len(numbers):
        thresholds, doubts = parted(X[:, numbers], active)
        k, way = np.unravel_index(np.argmin(doubts), doubts.shape)
        if doubts[k, way] < least:
            asked, edges = int(numbers[k]), thresholds[k : k + way]
    if asked < 0:
        return Rule(most)
    cells = cells_of(X[:, asked], edges)
    children = [
        rule_of(X[cells == k], active[cells == k], space, deepest - 1)
        for k in range(len(edges) + 2)
    ]
    return Rule(most, asked, tuple(edges.tolist()), tuple(children))


def added_later(X: FloatArray, active: Mask, rule: Rule) -> bool:
    """Whether the parameter was added to an objective that had none: no trial had it at first,
    enough have had it since, all of them, and no single question about the parameters before it,
    X (n, j), says when.

    active : (n,) of trials in the order in which they ended. rule : found for them.
    """
    first = int(np.argmax(active))
    if first == 0 or len(active) - first < SINCE * (X.shape[1] + 1) or not active[first:].all():
        return False
    if not rule.children or any(child.children for child in rule.children):
        return True
    answers = np.array([child.active for child in rule.children])
    cells = cells_of(X[:, rule.column], np.array(rule.edges))
    return not np.array_equal(answers[cells], active)


def parted(X: FloatArray, active: Mask) -> tuple[FloatArray, FloatArray]:
    """The best threshold (k,) of each column of X (n, k), and the doubt (k, 2) that is left where
    it tells nothing but what is NaN, and where it parts the values by the threshold too.
    """
    order = np.argsort(X, axis=0)  # NaN last
    values, yes = np.take_along_axis(X, order, axis=0), np.cumsum(active[order], axis=0)
    columns, below = np.arange(X.shape[1]), np.arange(1.0, len(X))[:, None]
    known = np.sum(~np.isnan(X), axis=0)
    agreed = np.where(known > 0, yes[known - 1, columns], 0)
    doubts = doubt(below, yes[:-1]) + doubt(known - below, agreed - yes[:-1])
    doubts[~(values[1:] > values[:-1])] = np.inf  # between equal ones, and beyond the last
    best = np.argmin(doubts, axis=0)
    low, high = values[best, columns], values[best + 1, columns]
    middle = (low + high) / 2
    absent = doubt(len(X) - known, yes[-1] - agreed)
    left = np.stack([doubt(known, agreed), doubts[best, columns]], axis=1) + absent[:, None]
    return np.where(middle > low, middle, high), left


def doubt(total: ArrayLike, yes: ArrayLike) -> FloatArray:
    """Gini impurity of `total` answers of which so many are yes, times their number."""
    total, yes = np.asarray(total, dtype=float), np.asarray(yes, dtype=float)
    impurity: FloatArray = yes - yes**2 / np.maximum(total, 1)
    return impurity


class Telling:
    """Rows of X (n, d) that are enough to learn rules from: the first ones, EACH or FEW, with the
    same parameters, and up to MOST at even distances. They seldom change when X grows by a row.
    """

    def __init__(self) -> None:
        self._first: dict[bytes, list[int]] = {}
        self._count = 0

    def rows(self, X: FloatArray) -> NDArray[np.intp]:
        """Which rows (k,) of X, which begins with all rows that it began with before."""
        for pattern in np.packbits(np.isnan(X[self._count :]), axis=1):
            first = self._first.setdefault(pattern.tobytes(), [])
            if len(first) < EACH:
                first.append(self._count)
            self._count += 1
        step = 1 << ((self._count - 1) // MOST).bit_length()
        each = min(max(2 * MOST // max(len(self._first), 1), FEW), EACH)
        first = [row for rows in self._first.values() for row in rows[:each]]
        return np.union1d(first, np.arange(0, self._count, step)).astype(np.intp)


def cut_short(broken: FloatArray, X: FloatArray) -> Mask:
    """Which of `broken` (b, d) have only parameters that one of X (n, d) has, among others."""
    sets = np.unique(~np.isnan(X), axis=0).astype(float)
    own = (~np.isnan(broken)).astype(float)
    size = own.sum(axis=1)[:, None]
    short: Mask = np.any((own @ sets.T == size) & (size < sets.sum(axis=1)), axis=1)
    return short
