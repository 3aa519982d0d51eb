"""Where trials have been: a tree of parameters in the order in which objectives ask for them.

Below each value of a parameter hangs what is asked for next, so that a parameter of one branch of
an objective is missed in no other. What a parameter can be is what its latest trial said.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from numpy.random import Generator

from bayesopt.ends import Ends, identity
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.history import History, Log
from bayesopt.params import Param
from bayesopt.space import Space

_NOW = -1  # the turn of a running trial: before those of all that have finished
_DRAWS = 64  # blind draws for a free value before the values are gone through one by one
_MOST_VALUES = 10**6  # parameters with more values than this are only drawn from


class _Node:
    """What trials with the same values so far do next: ask for `name`, or end.

    ended : turn of the first trial that ended here, inf if none has. closed : the turn after
    which no point below was left. complete : the first complete trial that ended here, its turn.
    """

    __slots__ = ("branches", "closed", "complete", "ended", "name", "param")

    def __init__(self) -> None:
        self.name = ""
        self.param: Param | None = None  # None where trials end
        self.branches: dict[Any, _Node] = {}
        self.ended = self.closed = math.inf
        self.complete: tuple[int, FrozenTrial] | None = None

    def branch(self, param: Param, value: Any) -> "_Node":
        """Where `value` leads, `param` being what can be chosen here from now on."""
        self.param = param
        return self.branches.setdefault(identity(param, value), _Node())

    @property
    def facts(self) -> tuple[str, Param | None, float, float]:
        """All but the branches."""
        return self.name, self.param, self.ended, self.closed

    def restore(self, facts: tuple[str, Param | None, float, float], added: list[Any]) -> None:
        """Be again as with these `facts`, and without the branches `added` since."""
        self.name, self.param, self.ended, self.closed = facts
        for key in added:
            self.branches.pop(key, None)  # an interruption may have come before it was there

    def forget(self, name: str = "") -> None:
        """Let trials ask for `name` here, or end: the objective is no longer what it was."""
        self.name, self.param, self.branches = name, None, {}

    def close(self) -> None:
        """Work out `closed` from what is below."""
        self.closed = self.ended if self.param is None else self._last(self.param)

    def _last(self, param: Param) -> float:
        if not 0 < param.levels <= len(self.branches):
            return math.inf
        latest: float = _NOW
        for value in _values(param):
            below = self.branches.get(identity(param, value))
            latest = math.inf if below is None else max(latest, below.closed)
            if latest == math.inf:
                break
        return latest


def _values(param: Param) -> Iterator[Any]:
    return (param.at(k) for k in range(param.levels))


class Visited:
    """The points of a study's trials, kept up as its log grows.

    A point is all that a trial suggested: of two trials at the same point, the objective did the
    same. Running trials count with what is planned for them.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.ends = Ends()
        self._root = _Node()
        self._finished = 0
        self._other: Visited | None = None  # of a log with the same trials in another order

    @contextmanager
    def at(self, history: History) -> Iterator["Moment"]:
        """The points as far as `history` knows them, for as long as the context lasts."""
        tree = self._tree(history)
        if tree is not self:
            with tree.at(history) as moment:
                yield moment
            return
        new = self.log.finished[self._finished : history.finished]
        for turn, trial in enumerate(new, self._finished):
            self._end(trial, turn)
        self._finished = max(self._finished, history.finished)
        undo: list[Callable[[], None]] = []
        try:
            for trial in history.pending:
                self._mark(trial, undo)
            yield Moment(self._root, history.finished)
        finally:
            for take_back in reversed(undo):
                take_back()

    def _tree(self, history: History) -> "Visited":
        """The one that `history` can be put into: none can be taken back."""
        if history.log is not self.log:
            if self._other is None or self._other.log is not history.log:
                self._other = Visited(history.log)
            return self._other._tree(history)
        return Visited(self.log) if history.finished < self._finished else self

    def _mark(self, trial: FrozenTrial, undo: list[Callable[[], None]]) -> None:
        """Let a running trial count, unless others did something else next with its values.

        undo : gets what takes it back, as if nobody had looked: what is planned may not come.
        """
        node, path = self._root, [self._root]
        left = dict(trial.distributions)
        while left:
            if node.name not in left and node.param is not None:
                return
            facts = node.facts
            if node.name not in left:
                node.forget(next(iter(left)))
            param, value = left.pop(node.name), trial.params[node.name]
            key = identity(param, value)
            undo.append(partial(node.restore, facts, [] if key in node.branches else [key]))
            node = node.branch(param, value)
            path.append(node)
        if node.param is None:
            undo.append(partial(node.restore, node.facts, []))
            node.ended = _NOW
            _close(path)

    def _end(self, trial: FrozenTrial, turn: int) -> None:
        path = self._path(trial)
        node = path[-1]
        if trial.state is TrialState.COMPLETE:
            if node.param is not None:
                node.forget()
            node.complete = node.complete or (turn, trial)
        node.ended = min(node.ended, turn)
        _close(path)

    def _path(self, trial: FrozenTrial) -> list[_Node]:
        """Where the trial went; the tree is made to fit where the objective does something new."""
        node, path = self._root, [self._root]
        left = dict(trial.distributions)
        while left:
            if node.name not in left:
                node.forget(next(iter(left)))
            node = node.branch(left.pop(node.name), trial.params[node.name])
            path.append(node)
        return path


def _close(path: list[_Node]) -> None:
    for node in reversed(path):
        node.close()


class Moment:
    """The points that had been visited when `finished` trials had finished."""

    def __init__(self, root: _Node, finished: int) -> None:
        self._root = root
        self._finished = finished

    def covers(self, given: Mapping[str, Any]) -> bool:
        """Whether trials have been at every point with the `given` values, as far as is known."""
        return self._root.param is not None and not self._open(self._root, given)

    def _open(self, node: _Node, given: Mapping[str, Any]) -> bool:
        if node.closed < self._finished:
            return False
        param = node.param
        if param is None:
            return True
        if node.name in given:
            value = given[node.name]
            below = node.branches.get(identity(param, value))
            if below is not None or param.contains(value):
                return below is None or self._open(below, given)
        # nothing given, or a value that is out of range here and so will not be used
        if not 0 < param.levels <= len(node.branches):
            return True
        branches = (node.branches.get(identity(param, value)) for value in _values(param))
        return any(below is None or self._open(below, given) for below in branches)

    def complete(self, given: Mapping[str, Any]) -> FrozenTrial | None:
        """A complete trial at a point with the `given` values, if there is one."""
        for node in _ends(self._root, given):
            if node.complete is not None and node.complete[0] < self._finished:
                return node.complete[1]
        return None

    def free(self, space: Space, given: Mapping[str, Any], rng: Generator) -> dict[str, Any]:
        """Values of `space` that lead, with those `given`, where no trial has been; at random.

        A parameter is missing for which they are not to be found.
        """
        chosen: dict[str, Any] = {}
        for name, param in space.without(given).items():
            for value in _shuffled(param, rng):
                if not self.covers({**chosen, **given, name: value}):
                    chosen[name] = value
                    break
        return chosen


def _ends(node: _Node, given: Mapping[str, Any]) -> Iterator[_Node]:
    if node.param is None:
        yield node
        return
    branches = [*node.branches.values()]
    if node.name in given:
        below = node.branches.get(identity(node.param, given[node.name]))
        branches = [] if below is None else [below]
    for below in branches:
        yield from _ends(below, given)


def _shuffled(param: Param, rng: Generator) -> Iterator[Any]:
    """Values of `param` in random order, all of them unless they are very many."""
    yield from map(param.from_unit, map(float, rng.random(_DRAWS)))
    if 0 < param.levels <= _MOST_VALUES:
        yield from (param.at(int(k)) for k in rng.permutation(param.levels))
