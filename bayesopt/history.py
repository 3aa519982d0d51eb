"""What has happened: trials as facts, the append-only log of them, and views of that log.

`Log` grows by what a storage reports and keeps finished trials column by column, in the order in
which they finished. `History` is a view of it up to one moment: taken in constant time, sharing
the log's memory, and never changed by what is appended later. Samplers see nothing else of a
study.

Notation: n complete trials, d parameters, m objectives, p pending and f failed trials.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.columns import Section
from bayesopt.constraints import feasible
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.lock import Lock
from bayesopt.space import Categorical, FloatArray, Param, Space

__all__ = [
    "FrozenTrial",
    "History",
    "Log",
    "Observations",
    "StudyDirection",
    "TrialState",
    "fully_known",
]


@dataclass(frozen=True)
class Observations:
    """A history in numbers, for one space; the only place where directions have been unified.

    X : (n, d) unit cube, NaN where a trial did not use the parameter.
    Y : (n, m) lower is better; may hold infinities, never NaN.
    C : (n, c) constraints, 0 or less where they are kept; NaN where a trial has not set one.
    pending : (p, d) running trials. failed : (f, d) and pruned : (q, d) trials without a value.
    C_pruned : (q, c) the same constraints of pruned trials.
    signs : (m,) what the user's values were multiplied by: 1 minimised, -1 maximised.
    """

    X: FloatArray
    Y: FloatArray
    pending: FloatArray
    failed: FloatArray
    signs: FloatArray
    C: FloatArray
    pruned: FloatArray
    C_pruned: FloatArray

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """Which of the complete trials (n,) keep all constraints."""
        return feasible(self.C)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which of the complete trials (n,) a model can know: those that used all parameters."""
        return np.asarray(~np.isnan(self.X).any(axis=1))

    def eligible(self, space: Space) -> NDArray[np.bool_]:
        """Which of the complete trials (n,) may be the best one: usable, feasible, and of values
        that are offered now.
        """
        return self.usable & self.feasible & space.offers(self.X)

    @property
    def known(self) -> FloatArray:
        """Every point that has been suggested, however it ended (n + f + q + p, d)."""
        return np.concatenate(self.parts)

    @property
    def parts(self) -> tuple[FloatArray, ...]:
        """The same, apart by how they ended."""
        return self.X, self.failed, self.pruned, self.pending


def side_by_side(columns: Mapping[str, FloatArray], names: Iterable[str], n: int) -> FloatArray:
    """Columns (n,) of these names as a matrix (n, c); NaN for one that is not there."""
    missing = np.full(n, np.nan)
    return np.column_stack([np.empty((n, 0)), *(columns.get(name, missing) for name in names)])


def fully_known(X: FloatArray) -> FloatArray:
    """Those of X (n, d) that have no NaN: points that a model can know."""
    return X[~np.isnan(X).any(axis=1)]


_FINISHED = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)


class Log:
    """A study's memory: every trial as last reported, finished ones also column by column.

    directions : one per objective. seed : the study's.
    revision : of the storage, up to which it has been read.
    """

    def __init__(self, directions: tuple[StudyDirection, ...], seed: int) -> None:
        self.directions = directions
        self.seed = seed
        self.revision = 0
        self.trials: dict[int, FrozenTrial] = {}
        self.params: dict[str, Param] = {}
        self.finished: list[FrozenTrial] = []
        self.whole = Section(len(directions))
        self.whole.trials = self.finished
        self.sections = {state: Section(len(directions)) for state in _FINISHED}
        self.signs = np.array([-1.0 if s == StudyDirection.MAXIMIZE else 1.0 for s in directions])
        self.lock = Lock()
        self.waiting: set[int] = set()
        self._pending: dict[int, FrozenTrial] = {}
        self._common: Space | None = None
        self._noted: dict[str, list[tuple[int, Any]]] = {}

    def absorb(self, changed: Iterable[FrozenTrial]) -> None:
        """Take in trials that are new or have changed, in the order in which they did."""
        with self.lock:
            for trial in changed:
                number, state = trial.number, trial.state
                self.trials[number] = trial
                self._pending.pop(number, None)
                self.waiting.discard(number)
                if state is TrialState.RUNNING:
                    self._pending[number] = trial
                    self.params = {**trial.distributions, **self.params}
                elif state is TrialState.WAITING:
                    self.waiting.add(number)
                elif not trial.discarded:
                    self._finish(trial)

    def ended(self, trial: FrozenTrial) -> bool:
        """Whether the trial of that number has finished here already."""
        known = self.trials.get(trial.number)
        return known is not None and known.state.is_finished()

    def _finish(self, trial: FrozenTrial) -> None:
        for key, note in trial.notes.items():
            self._noted.setdefault(key, []).append((len(self.finished), note))
        self.finished.append(trial)
        self.sections[trial.state].trials.append(trial)
        self.params.update(trial.distributions)
        if trial.state == TrialState.COMPLETE:
            self._narrow(trial.distributions)

    def _narrow(self, used: Mapping[str, Param]) -> None:
        """Keep the common space at the parameters that every complete trial used."""
        if self._common is None:
            self._common = Space(used)
        elif not self._common.items() <= used.items():
            self._common = self._common & used

    def view(self, number: int | None = None) -> "History":
        """The log as it stands, for the trial `number` that is about to be suggested."""
        with self.lock:
            complete, pruned, failed = self.sections.values()
            # by number, so that it does not matter who saw them first
            pending = [self._pending[k] for k in sorted(self._pending) if k != number]
            return History(
                log=self,
                number=len(self.trials) if number is None else number,
                finished=len(self.finished),
                counts=(len(complete.trials), len(pruned.trials), len(failed.trials)),
                pending=tuple(pending),
                common=self._common or Space(),
            )

    def noted(self, key: str, finished: int, after: int) -> Iterator[Any]:
        """That note of the trials that were not among the first `after` to finish, but among the
        first `finished`; the latest first.
        """
        notes = self._noted.get(key, [])
        known = takewhile(lambda pair: pair[0] >= after, reversed(notes))
        return (note for k, note in known if k < finished)


@dataclass(frozen=True)
class History:
    """A study up to one moment, as samplers see it.

    number : the trial that is about to be suggested; its randomness is keyed by it.
    finished : how many trials had finished. counts : of them complete, pruned and failed.
    own_seed : of who asks, where it is not to be the study's.
    """

    log: Log
    number: int
    finished: int
    counts: tuple[int, int, int]
    pending: tuple[FrozenTrial, ...]
    common: Space
    own_seed: int | None = None

    def __len__(self) -> int:
        return self.finished + len(self.pending)

    def at(self, number: int) -> "History":
        """The same moment, for the trial `number`; it is not among those pending."""
        if number == self.number:
            return self
        others = tuple(trial for trial in self.pending if trial.number != number)
        return replace(self, number=number, pending=others)

    @property
    def seed(self) -> int:
        """The study's seed."""
        return self.log.seed if self.own_seed is None else self.own_seed

    @property
    def trials(self) -> list[FrozenTrial]:
        """Finished and pending trials by number; a list of its own, made anew at each call."""
        known = [*self.log.finished[: self.finished], *self.pending]
        return sorted(known, key=lambda trial: trial.number)

    def ended(self, after: int = 0) -> list[FrozenTrial]:
        """Finished trials in the order of finishing, without the first `after`."""
        return self.log.finished[after : self.finished]

    @property
    def failed(self) -> list[FrozenTrial]:
        """Failed trials in the order of finishing."""
        return self.log.sections[TrialState.FAIL].trials[: self.counts[2]]

    @property
    def pruned(self) -> list[FrozenTrial]:
        """Pruned trials in the order of finishing."""
        return self.log.sections[TrialState.PRUNED].trials[: self.counts[1]]

    def space(self) -> Space:
        """The parameters that every complete trial used, each as last declared."""
        return self.common

    def observe(self, space: Space) -> Observations:
        """The history in numbers, for `space`; X, failed and pruned are views that nobody may
        write to.
        """
        log, (n, q, f) = self.log, self.counts
        with log.lock:
            complete, pruned, failed = log.sections.values()
            X, values = complete.encode(space, n), complete.values(n)
            X_pruned, X_failed = pruned.encode(space, q), failed.encode(space, f)
            of_complete, of_pruned = complete.constraints(n), pruned.constraints(q)
            told = of_complete.keys() | of_pruned.keys()
            names = [name for name in log.whole.constrained(self.finished) if name in told]
        return Observations(
            X=X,
            Y=values * log.signs,
            pending=space.encode([trial.params for trial in self.pending]),
            failed=X_failed,
            signs=log.signs,
            C=side_by_side(of_complete, names, n),
            pruned=X_pruned,
            C_pruned=side_by_side(of_pruned, names, q),
        )

    def labels(self, name: str, state: TrialState) -> FloatArray:
        """Whole numbers (k,) that tell apart what the trials that ended so chose for that
        parameter, offered now or not, the same ones whatever the state; NaN where one has chosen
        nothing.
        """
        with self.log.lock:
            return self.log.sections[state].labels(name, self._count(state), self.log.whole)

    def _count(self, state: TrialState) -> int:
        return dict(zip(self.log.sections, self.counts, strict=True))[state]

    def offered(self, space: Space) -> NDArray[np.bool_]:
        """Which complete trials (n,) had only values that `space` offers."""
        with self.log.lock:
            complete, *_ = self.log.sections.values()
            return complete.offered(space, self.counts[0])

    def withdrawn(self, space: Space, state: TrialState) -> dict[int, NDArray[np.bool_]]:
        """Which of the trials that ended so (k,) made a choice that is not offered any more, by
        the parameter's column; only of those where some did.
        """
        with self.log.lock:
            section, count = self.log.sections[state], self._count(state)
            gone = {
                j: section.withdrawn(name, param, count)
                for j, (name, param) in enumerate(space.items())
                if isinstance(param, Categorical)
            }
        return {j: rows for j, rows in gone.items() if rows.any()}

    def encoded(self, space: Space, after: int = 0) -> FloatArray:
        """Finished trials without the first `after`, however they ended, as points (k, d) of
        `space`'s cube in the order of finishing; NaN where one did not use the parameter.
        """
        with self.log.lock:
            return self.log.whole.encode(space, self.finished)[after:]

    def noted(self, key: str, after: int = 0) -> Iterator[Any]:
        """That note of every finished trial that has it, the latest to finish first.

        after : leave out the trials that finished first, so many of them.
        """
        return self.log.noted(key, self.finished, after)

    def where(self, keep: Callable[[FrozenTrial], bool]) -> "History":
        """The same moment with only the trials that `keep` says, in the same order."""
        log = Log(self.log.directions, self.seed)
        log.absorb(t for t in (*self.log.finished[: self.finished], *self.pending) if keep(t))
        return log.view(self.number)
