"""Values with which trials ended: the same lead to the same end, whatever else is planned."""

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np

from bayesopt.choices import Categorical, label
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray, Param
from bayesopt.space import Space

LATEST = 64  # dead ends that a search is told of, those of the trials that ended last


class _Early:
    """Params of the latest trials without a value, in the order of finishing."""

    def __init__(self, log: Log, key: object) -> None:
        self.early: list[Mapping[str, Any]] = []
        self.params: dict[str, Param] = {}

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if not trial.distributions:
            return
        self.params.update(trial.distributions)
        if trial.state is not TrialState.COMPLETE:
            self.early.append(trial.params)
            del self.early[:-LATEST]


class _Ends:
    """The values of a log's finished trials, by the names of their parameters."""

    def __init__(self, log: Log, key: object) -> None:
        self.params: dict[str, Param] = {}
        self._points: dict[frozenset[str], tuple[tuple[str, ...], set[tuple[Any, ...]]]] = {}
        self._single: dict[str, Any] = {}
        self._latest: Mapping[str, Param] = {}

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if not trial.distributions:
            return
        if trial.distributions != self._latest:
            self._latest = trial.distributions
            self._learn(trial)
        new = tuple(trial.distributions), set[tuple[Any, ...]]()
        names, points = self._points.setdefault(frozenset(trial.distributions), new)
        points.add(self._values(names, trial.params))

    def _learn(self, trial: FrozenTrial) -> None:
        for name, param in trial.distributions.items():
            if self.params.get(name) is not param:
                self.params[name] = param
                self._single.pop(name, None)
                if param.is_single:
                    self._single[name] = trial.params[name]

    def _values(self, names: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([identity(self.params[name], values[name]) for name in names])

    def of(self, given: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """The names of the parameters of each trial that ended with the `given` values."""
        given = {**self._single, **given}
        known = [both for names, both in self._points.items() if given.keys() >= names]
        return [names for names, points in known if self._values(names, given) in points]


class Ends:
    """Tells where trials have ended, of every log that it is asked about.

    Where one has gone on with the same values, another that ended there did so by chance.
    """

    def __init__(self) -> None:
        self._kept = Kept(_Ends)
        self._early = Kept(_Early)

    def at(self, given: Mapping[str, Any], history: History) -> bool:
        """Whether a trial with the `given` values will end where one has ended."""
        with self._kept.at(history) as ends:
            ended, params = ends.of(given), dict(ends.params)
        for names in ended:
            space = Space({name: params[name] for name in names if name in given})
            if not len(space) or not _gone_on(space, history, given, len(names)):
                return True
        return False

    def dead(self, space: Space, history: History) -> FloatArray:
        """Points (k, d) of `space`'s cube at which trials ended without a value before they came
        to all of its parameters; NaN where they did not. Of the last LATEST.
        """
        with self._early.at(history) as ends:
            early, params = list(ends.early), ends.params
            short = [
                given
                for given in early
                if any(name not in given for name in space)
                and all(name in space or params[name].is_single for name in given)
                and space.holds(given)
            ]
        if not short:
            return np.empty((0, len(space)))
        X = space.encode(short)
        seen = history.observe(space)
        known = seen.X, seen.failed, seen.pruned
        X = X[~np.isnan(X).all(axis=1)]
        left = [k for k, x in enumerate(X) if not any(_goes_on(x, each) for each in known)]
        dead: FloatArray = X[left]
        return dead


def _goes_on(x: FloatArray, known: FloatArray) -> bool:
    """Whether one of `known` (n, d) has gone on from x (d,); NaN where a parameter was not asked
    for.
    """
    asked = ~np.isnan(x)
    first, *others = np.flatnonzero(asked)
    rows = np.flatnonzero(known[:, first] == x[first])  # of many rows that leaves few
    for j in others:
        rows = rows[known[rows, j] == x[j]]
    return not np.isnan(known[rows][:, ~asked]).all()


def _gone_on(space: Space, history: History, given: Mapping[str, Any], count: int) -> bool:
    """Whether a trial with the `given` values in `space` has used more than `count` parameters."""
    alike = np.all(history.encoded(space) == space.encode([given]), axis=1)
    finished = history.log.finished
    return any(len(finished[k].distributions) > count for k in np.flatnonzero(alike).tolist())


def identity(param: Param, value: Any) -> Any:
    """What is equal for values of `param` that are one and the same; None for what is no value."""
    if isinstance(param, Categorical):
        k = param.index(value)
        return label(param.at(k)) if k >= 0 else None
    # what is plain is told in a fraction of the time
    return value if type(value) in (float, int) or isinstance(value, Real) else None
