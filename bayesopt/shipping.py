"""How a trial gets to where it is evaluated, and what came of it back."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bayesopt.errors import InvalidParameter, shown, warn
from bayesopt.executors.crew import Crew
from bayesopt.executors.evaluation import evaluate_packed, report_on, unpacked_exception
from bayesopt.executors.pruning import Known, Shared
from bayesopt.executors.remote import Judge, Program, Report, Task
from bayesopt.executors.wire import dumps, key_of, loads, packed
from bayesopt.frozen import TrialState
from bayesopt.outcome import Outcome
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.random import RandomSampler
from bayesopt.settings import NotMade, made, settings
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.run import Loop

_SMALL = 2**15  # bytes of a program that travel with every trial, so that nobody has to ask
_INTERRUPTIONS = {kind.__name__: kind for kind in (KeyboardInterrupt, SystemExit)}


class Carrier(ABC):
    """Brings trials to a crew."""

    def __init__(self, loop: "Loop", crew: Crew) -> None:
        self.loop = loop
        self.crew = crew

    @abstractmethod
    def send(self, trial: Trial) -> "Future[Any]":
        """Have `trial` evaluated. Raises BrokenExecutor if the crew cannot."""

    @abstractmethod
    def received(self, trial: Trial, result: Any) -> Outcome | None:
        """What came of `trial`, when its future has the result; None if it is to be sent again."""


class InThreads(Carrier):
    """Hands trials to threads as they are."""

    def send(self, trial: Trial) -> "Future[Any]":
        """See Carrier."""
        return self.crew.executor.submit(self.loop.evaluate, trial)

    def received(self, trial: Trial, result: Any) -> Outcome | None:
        """See Carrier."""
        outcome: Outcome = result
        return outcome


class Shipped(Carrier):
    """Sends what a trial needs as plain data, and takes over what comes back.

    The objective travels once to each worker if it is large, else with each trial.
    """

    def __init__(self, loop: "Loop", crew: Crew) -> None:
        super().__init__(loop, crew)
        study = loop.study
        facts = study._log.facts
        self._limit = None if crew.limit(loop.limit) else loop.limit
        sampler = _fresh(study.sampler)
        self._program = Program(loop.objective, sampler, facts.directions, facts.seed)
        self._packed = b"" if crew.near else _pack(self._program)
        self._key = key_of(self._packed)
        self._wanted: set[int] = set()  # trials whose workers did not know the program
        self._spare: dict[int, dict[str, Suggestion]] = {}
        self._tasks: dict[int, Task] = {}

    def send(self, trial: Trial) -> "Future[Any]":
        """See Carrier."""
        if trial.earlier is not None:
            known: Future[Outcome] = Future()
            known.set_result(self.loop.evaluate(trial))
            return known
        if trial.number not in self._tasks:
            self._tasks[trial.number] = self._task(trial)
        task = self._tasks[trial.number]
        if self.crew.near:
            return self.crew.executor.submit(report_on, task, self._program)
        whole = len(self._packed) < _SMALL or trial.number in self._wanted
        program = self._packed if whole else None
        return self.crew.executor.submit(evaluate_packed, self._key, program, dumps(task))

    def _task(self, trial: Trial) -> Task:
        planned = {**trial._plan, **trial._params}
        known = dict(trial._history.log.params)
        spare = {
            name: trial._suggest_alone(name, param)
            for name, param in known.items()
            if name not in planned and name not in trial._fixed and not param.is_single
        }
        self._spare[trial.number] = spare
        return Task(
            facts=trial._facts,
            fixed=trial._fixed,
            planned=planned,
            known=known,
            spare={name: suggestion.params[name] for name, suggestion in spare.items()},
            judge=self._judge(trial),
            limit=self._limit,
        )

    def _judge(self, trial: Trial) -> Judge | None:
        study, as_of = self.loop.study, self.loop.as_of
        if self.crew.near:
            return Known(study.pruner, trial._history)
        if not study._log.shared:
            return None
        width = None if as_of is None else as_of.width
        return Shared(study.pruner, study._storage, study.study_name, width)

    def received(self, trial: Trial, result: Any) -> Outcome | None:
        """See Carrier."""
        if isinstance(result, Outcome):
            return result
        if result is None:
            self._wanted.add(trial.number)
            return None
        report: Report = result if self.crew.near else loads(result)
        if report.interruption is not None:
            raise _INTERRUPTIONS[report.interruption](*report.interruption_args)
        return self._taken(trial, report)

    def _taken(self, trial: Trial, report: Report) -> Outcome:
        spare = self._spare.pop(trial.number, {})
        self._tasks.pop(trial.number, None)
        for name in spare.keys() & report.used:  # none when it is received again
            trial._note(spare[name])
        if report.unjudged:
            self._say_unjudged(trial)
        began = datetime.now() - timedelta(seconds=report.seconds)
        try:
            trial._absorb(report.facts, report.notes, _saw(report), began)
        except InvalidParameter as invalid:  # what another trial has had meanwhile
            return Outcome(TrialState.FAIL, error=str(invalid), exception=invalid)
        return replace(report.outcome, exception=unpacked_exception(report))

    def _say_unjudged(self, trial: Trial) -> None:
        if not self.loop.said:
            self.loop.said = True
            warn(
                f"trial {trial.number} was not pruned, and no other will be: its worker cannot "
                f"see the study; keep it in a storage that workers can reach, as "
                f"storage='study.db', or use threads"
            )


def _saw(report: Report) -> dict[str, Sequence[str]]:
    """What the suggestions of single parameters knew; see `bayesopt.seen`."""
    found = {"apart": [*report.used], "blind": [*report.blind]}
    return {key: names for key, names in found.items() if names}


def _fresh(sampler: Sampler) -> Sampler:
    """A sampler with the same settings, without what it remembers; itself where none is made."""
    try:
        fresh: Sampler = made(settings(sampler))
    except NotMade:
        return sampler
    return fresh


def _pack(program: Program) -> bytes:
    """The program packed; with a random sampler if its own cannot be.

    Raises Unsendable if the objective cannot be packed.
    """
    packed(program.objective, "objective", program.objective)
    try:
        return dumps(program)
    except Exception as raised:
        warn(
            f"sampler {shown(program.sampler)} cannot be sent to workers ({raised}); parameters "
            f"that no trial has had are drawn at random there; declare the space to avoid that"
        )
        return dumps(replace(program, sampler=RandomSampler()))


def carried(loop: "Loop", crew: Crew) -> Carrier:
    """The way to bring trials of `loop` to `crew`."""
    return InThreads(loop, crew) if crew.near and loop.as_of is None else Shipped(loop, crew)
