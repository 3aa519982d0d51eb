"""The study: ask, tell, and what is best so far."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from bayesopt import run
from bayesopt.absent import absent, no_attribute
from bayesopt.adding import add, enqueue
from bayesopt.amending import Amending
from bayesopt.announcing import (
    announce_ignored,
    announce_resumed,
)
from bayesopt.asking import ask_one
from bayesopt.duplicates import Duplicates, policy
from bayesopt.errors import (
    AlreadyTold,
    SpaceExhausted,
    StudyNotFound,
    counted,
    shown,
)
from bayesopt.facts import check_resumed, opened, study_facts
from bayesopt.frozen import own
from bayesopt.history import FrozenTrial, StudyDirection, TrialState
from bayesopt.ledger import Ledger
from bayesopt.lock import Lock
from bayesopt.outcome import Objective, judged
from bayesopt.provenance import Provenance
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.percentile import MedianPruner
from bayesopt.samplers.auto import AutoSampler
from bayesopt.samplers.base import Sampler
from bayesopt.space import Param, Space
from bayesopt.storages import InMemoryStorage
from bayesopt.storages.urls import Given, resolved
from bayesopt.telling import finish, taken_over
from bayesopt.trial import Trial
from bayesopt.visited import Visited

if TYPE_CHECKING:
    from bayesopt.replay import Replay

_ELSEWHERE = (  # in studies.py, which knows this module
    "MaxTrialsCallback",
    "StudySummary",
    "copy_study",
    "delete_study",
    "get_all_study_names",
    "get_all_study_summaries",
    "load_study",
)

_logger = logging.getLogger("bayesopt")
_logger.addHandler(logging.NullHandler())


class Study(Amending):
    """A search for the best value of an objective.

    >>> study = Study(seed=1)
    >>> trial = study.ask()
    >>> x = trial.suggest_float("x", -1, 1)
    >>> _ = study.tell(trial, (x - 0.3) ** 2)
    >>> study.best_params == {"x": x}
    True

    direction, directions : "minimize" (default) or "maximize"; one, or one per objective.
    space : mapping from name to Float, Int or Categorical, if the parameters are known; otherwise
        the objective defines them as it runs.
    sampler : chooses where to evaluate; AutoSampler() if not given.
    pruner : decides which trials stop early, of those that report; MedianPruner() if not given.
    seed : whole number that all random numbers of the study derive from; drawn if not given here
        or to the sampler.
    duplicates : what to do about points evaluated before; if not given, as the study did when it
        was last asked for a trial, or "allow". "allow": what the sampler suggests is
        evaluated. "avoid": none is suggested twice, and a finite space is exhausted at its last
        point. "cache": the same, but then `optimize` goes on with the values of earlier trials.
        What is enqueued is evaluated all the same. Where the objective defines a parameter as it
        runs, its range is the last one seen, a wider one is met by a trial enqueued in it, and
        trials that run at once may meet where nothing else is known of them yet.
    study_name, storage : where it is kept; by default in memory, under a name of its own.
        storage="study.db" keeps it in that file; see `bayesopt.storages`.
    load_if_exists : go on with the study of that name, if there is one.
    Raises ValueError for unknown directions, or others than a loaded study has;
    DuplicatedStudyError for a name that is taken.
    """

    def __init__(
        self,
        *,
        space: Mapping[str, Param] | None = None,
        sampler: Sampler | None = None,
        pruner: Pruner | None = None,
        direction: str | StudyDirection | None = None,
        directions: Sequence[str | StudyDirection] | None = None,
        seed: int | None = None,
        study_name: str | None = None,
        storage: Given | None = None,
        load_if_exists: bool = False,
        duplicates: str | Duplicates | None = None,
    ) -> None:
        given = None if duplicates is None else policy(duplicates)
        self._sampler = None if sampler is None else _checked(sampler)
        self.pruner = MedianPruner() if pruner is None else pruner
        seed = sampler.seed if seed is None and sampler is not None else seed
        facts = study_facts(study_name, direction, directions, seed, space)
        self._storage = InMemoryStorage() if storage is None else resolved(storage)
        self._log, self._new = opened(self._storage, facts, load_if_exists)
        directed = direction is not None or directions is not None
        check_resumed(self._log, facts, directed, seeded=seed is not None)
        facts = self._log.facts
        self.study_name = facts.name
        self.directions = list(facts.directions)
        self.space = facts.space
        self._ledger = Ledger(self._log)
        self._provenance = Provenance(self._log)
        self._provenance.compare(sampler, pruner)
        if pruner is None:
            self.pruner = self._provenance.again("pruner") or MedianPruner()
        self._duplicates = given or policy(self._provenance.duplicates())
        new = storage is not None and self._provenance.last() is None
        if new and (sampler is not None or pruner is not None or given is not None):
            self._mark()  # so that whoever loads it before the first trial goes on with them
        self._points = Visited(self._ledger.memory)
        self._asked: dict[int, Trial] = {}
        self._lock = Lock()
        self._foreseen = True  # whether the last trial got the number that was next when asked
        self._loop: run.Loop | None = None

    def __repr__(self) -> str:
        try:
            return f"Study({self.study_name!r}, {counted(len(self.history()), 'trial')})"
        except StudyNotFound:
            return f"Study({self.study_name!r}, deleted)"

    def __getattr__(self, name: str) -> Any:
        raise no_attribute("Study", name)

    @property
    def sampler(self) -> Sampler:
        """Chooses where to evaluate next; assignable."""
        if self._sampler is None:
            self._sampler = self._provenance.again("sampler") or AutoSampler()
        return self._sampler

    @sampler.setter
    def sampler(self, sampler: Sampler) -> None:
        self._sampler = _checked(sampler)

    @property
    def pruner(self) -> Pruner:
        """Decides which trials stop early; assignable."""
        return self._pruner

    @pruner.setter
    def pruner(self, pruner: Pruner) -> None:
        if not isinstance(pruner, Pruner):
            raise TypeError(f"pruner = {shown(pruner)} is no Pruner; pass MedianPruner(), say")
        self._pruner = pruner

    @property
    def duplicates(self) -> Duplicates:
        """What to do about points evaluated before; assignable, by name too."""
        return self._duplicates

    @duplicates.setter
    def duplicates(self, given: str | Duplicates) -> None:
        self._duplicates = policy(given)

    # --- asking and telling

    @overload
    def ask(
        self,
        n: Mapping[str, Param] | None = None,
        fixed_distributions: Mapping[str, Param] | None = None,
    ) -> Trial: ...
    @overload
    def ask(
        self, n: int, fixed_distributions: Mapping[str, Param] | None = None
    ) -> list[Trial]: ...
    def ask(
        self,
        n: int | Mapping[str, Param] | None = None,
        fixed_distributions: Mapping[str, Param] | None = None,
    ) -> Trial | list[Trial]:
        """The next trial, or the next `n` as a list, each chosen knowing of those before it.

        fixed_distributions : parameters to suggest at once, by name; may come first instead of n.
        Returns no more than a finite space has points, fewer than `n` then.
        Raises SpaceExhausted if it has none, ValueError for n < 1.
        """
        if isinstance(n, Mapping):
            n, fixed_distributions = None, n
        if n is None:
            return ask_one(self, fixed_distributions)
        if not isinstance(n, int | np.integer) or n < 1:
            raise ValueError(f"n = {shown(n)}; ask for a whole number of trials, at least one")
        trials = [ask_one(self, fixed_distributions)]
        size = Space(trials[0].distributions).size if trials[0].distributions else n
        with suppress(SpaceExhausted):
            while len(trials) < min(n, size):
                trials.append(ask_one(self, fixed_distributions))
        return trials

    def tell(
        self,
        trial: Trial | int,
        values: float | Sequence[float] | None = None,
        state: TrialState | None = None,
        skip_if_finished: bool = False,
    ) -> FrozenTrial:
        """Record what came of a trial.

        values : a number, or one per objective, in the study's direction; infinities are allowed.
        state : COMPLETE if not given; FAIL and PRUNED need no values.
        skip_if_finished : leave a trial that has ended as it is, instead of raising.
        Raises UnknownTrial, AlreadyTold, InvalidValue; the trial can then still be told.
        """
        number = self._number(trial)
        try:
            live = self._asked.get(number) or taken_over(self, number)
            return own(finish(self, live, judged(values, state, len(self.directions))))
        except AlreadyTold:
            if not skip_if_finished:
                raise
            known = self._ledger.recorded(number)
            announce_ignored(known)
            return own(known)

    def optimize(
        self,
        func: Objective,
        n_trials: int | None = None,
        timeout: float | None = None,
        n_jobs: int = 1,
        catch: Iterable[type[Exception]] | type[Exception] = (),
        callbacks: Iterable[run.Callback] | None = None,
        gc_after_trial: bool = False,
        show_progress_bar: bool = False,
        *,
        executor: Executor | Callable[[], Executor] | str | None = None,
        width: int | None = None,
        trial_timeout: float | None = None,
        deterministic: bool = False,
    ) -> None:
        """Evaluate `func` on trial after trial.

        func : takes a Trial, returns a number or one per objective. What is no number, or NaN,
            FAILs the trial and the loop goes on.
        n_trials, timeout : stop after so many trials, or seconds; without either, on `stop()`,
            Ctrl-C, or when a finite space is exhausted.
        n_jobs : how many trials to run at once, in threads; -1 for one per processor.
        catch : exceptions that FAIL their trial; others do too, and are raised again.
        callbacks : called with (study, finished trial) after each trial, but for one whose
            exception is raised again.
        gc_after_trial : collect garbage after each trial.
        show_progress_bar : needs tqdm.
        executor : where to run them: a concurrent.futures.Executor, a function that makes one, or
            "threads", "processes", "dask", "ray", "spark" or the name of a plug-in.
        width : how many trials to run at once there; by default one per processor. Without an
            executor it is another name of `n_jobs`.
        trial_timeout : FAIL trials that take more seconds than that, and go on.
        deterministic : let trial n see the results up to number n - width and no others, so that
            the study comes out the same however long each trial takes.
        A trial whose worker dies is tried again, and FAILs at the third time.
        A trial interrupted by Ctrl-C waits, with its parameters, and is the next one to run.
        """
        run.optimize(
            self,
            func,
            n_trials,
            timeout,
            n_jobs,
            catch,
            callbacks,
            gc_after_trial,
            show_progress_bar,
            executor=executor,
            width=width,
            trial_timeout=trial_timeout,
            deterministic=deterministic,
        )

    def stop(self) -> None:
        """Let `optimize` end after the trials that are running. RuntimeError outside of it."""
        if self._loop is None:
            raise RuntimeError("stop() is for objectives and callbacks that `optimize` is running")
        self._loop.stopped = True

    def enqueue_trial(
        self,
        params: Mapping[str, Any],
        user_attrs: Mapping[str, Any] | None = None,
        skip_if_exists: bool = False,
    ) -> None:
        """Have `params` evaluated next; parameters it leaves out are suggested as ever.

        skip_if_exists : do nothing if a trial has, or was enqueued with, exactly these values.
        Raises InvalidParameter for a value of another kind than a declared parameter. Warns about
        a name that is neither declared nor known from a trial, if a space is declared.
        """
        enqueue(self, params, user_attrs, skip_if_exists)

    def add_trial(self, trial: FrozenTrial) -> None:
        """Take in a trial evaluated elsewhere (see `create_trial`) under the next free number.

        Raises InvalidParameter if its params and distributions do not fit each other or the
        study, InvalidValue if it is running, or complete without the right number of values.
        Warns about a value outside its distribution.
        """
        add(self, trial)

    def add_trials(self, trials: Iterable[FrozenTrial]) -> None:
        """`add_trial` for each."""
        for trial in trials:
            self.add_trial(trial)

    def replay(self) -> "Replay":
        """Compute every suggestion again from what it saw, and compare with what is recorded.

        Changes nothing. Print what comes out, or ask it whether all is `ok`.
        """
        from bayesopt.replay import replay

        return replay(self._log, self.sampler)

    # --- how it works

    @property
    def _visited(self) -> Visited:
        """The points that trials have been at."""
        if self._points.log is not self._ledger.memory:
            self._points = Visited(self._ledger.memory)
        return self._points

    def _mark(self) -> str:
        """What stands in a trial for the settings in force; they are kept with the study."""
        return self._provenance.mark(self.sampler, self.pruner, self.duplicates)

    @contextmanager
    def _looping(self, loop: run.Loop) -> Iterator[None]:
        with self._lock:
            if self._loop is not None:
                raise RuntimeError("`optimize` is running on this study; it cannot be nested")
            self._loop = loop
        try:
            yield
        finally:
            self._loop = None


def _checked(sampler: Sampler) -> Sampler:
    if not isinstance(sampler, Sampler):
        raise TypeError(f"sampler = {shown(sampler)} is no Sampler; pass RandomSampler(), say")
    return sampler


def create_study(
    *,
    storage: Given | None = None,
    sampler: Sampler | None = None,
    pruner: Pruner | None = None,
    study_name: str | None = None,
    direction: str | StudyDirection | None = None,
    load_if_exists: bool = False,
    directions: Sequence[str | StudyDirection] | None = None,
    space: Mapping[str, Param] | None = None,
    seed: int | None = None,
    duplicates: str | Duplicates | None = None,
) -> Study:
    """A new study; arguments as for Study. With `load_if_exists`, the one of that name if any."""
    study = Study(
        space=space,
        sampler=sampler,
        pruner=pruner,
        direction=direction,
        directions=directions,
        seed=seed,
        study_name=study_name,
        storage=storage,
        load_if_exists=load_if_exists,
        duplicates=duplicates,
    )
    if not study._new:
        announce_resumed(study._log)
    return study


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        return getattr(import_module("bayesopt.studies"), name)
    raise absent("study", name)
