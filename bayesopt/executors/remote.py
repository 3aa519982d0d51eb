"""A trial in a worker, which has no study: all that it needs came with it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bayesopt.errors import InvalidParameter, shown
from bayesopt.frozen import FrozenTrial, StudyDirection
from bayesopt.history import Log
from bayesopt.outcome import Objective, Outcome
from bayesopt.randomness import generator
from bayesopt.running import Running
from bayesopt.samplers.base import Sampler
from bayesopt.space import Param, Space


class Judge(ABC):
    """Who says in a worker whether a trial should be pruned."""

    @abstractmethod
    def prune(self, facts: FrozenTrial) -> bool:
        """Whether the trial should stop, given what it has reported."""


@dataclass(frozen=True)
class Program:
    """What is the same for all trials of a loop, and travels to each worker once.

    sampler : suggests parameters that no trial has had so far. directions, seed : the study's.
    """

    objective: Objective
    sampler: Sampler
    directions: tuple[StudyDirection, ...]
    seed: int


@dataclass(frozen=True)
class Task:
    """One trial to evaluate.

    facts : as recorded. fixed : values that somebody enqueued. planned : the joint suggestion.
    known : parameters of earlier trials, by name. spare : values for those of them that are
    neither fixed nor planned, in case that the objective asks for them.
    judge : None where nobody can say. limit : seconds that it may take, if it is the worker who
    looks at the clock.
    """

    facts: FrozenTrial
    fixed: Mapping[str, Any]
    planned: Mapping[str, Any]
    known: Mapping[str, Param]
    spare: Mapping[str, Any]
    judge: Judge | None = None
    limit: float | None = None


@dataclass(frozen=True)
class Report:
    """What came of a task.

    facts : params, reports, attributes and constraints, as they were in the end. seconds : how
    long the objective took.
    used : which of the spare values. blind : which parameters were suggested here.
    unjudged : whether it asked for a judge and had none.
    notes : what the sampler noted about the parameters suggested here.
    raised : whether the outcome's exception was left behind. exception : the same, packed; None
    if it cannot be sent.
    interruption : the name of what ended the worker's run from outside, such as Ctrl-C.
    interruption_args : what that was raised with, such as an exit code.
    """

    outcome: Outcome
    facts: FrozenTrial
    seconds: float
    used: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    unjudged: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict)
    raised: bool = False
    exception: bytes | None = None
    interruption: str | None = None
    interruption_args: tuple[int | str | None, ...] = ()


class RemoteTrial(Running):
    """A trial away from its study.

    A parameter that no trial of the study has had is suggested here, by a sampler that knows of
    no trials, with random numbers that follow from the study's seed, the trial's number and the
    parameter's name.
    """

    def __init__(self, task: Task, program: Program) -> None:
        super().__init__(task.facts, task.fixed, task.planned, len(program.directions))
        self.used: list[str] = []
        self.blind: list[str] = []
        self.notes: dict[str, Any] = {}
        self.unjudged = False
        self._task = task
        self._program = program

    def ended(self) -> FrozenTrial:
        """The trial with all that has come of it; this handle is void."""
        return replace(self._facts, params=self._params, distributions=self._distributions)

    def _same(self, name: str, param: Param) -> Param:
        known = self._task.known.get(name)
        if known is not None and type(known) is not type(param):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this study and cannot become "
                f"{shown(param)}; use another name"
            )
        return known if known is not None and known == param else param

    def _alone(self, name: str, param: Param) -> Any:
        if name in self._task.spare and self._task.known[name] == param:
            self.used.append(name)
            return param.cast(self._task.spare[name])
        self.blind.append(name)
        program = self._program
        nothing = Log(program.directions, program.seed).view(self.number)
        rng = generator(program.seed, self.number, f"param {name}")
        alone = program.sampler.suggest(Space({name: param}), nothing, rng)
        if self._fixed.keys().isdisjoint(alone.params):
            self.notes.update(alone.notes)
        return param.cast(alone.params[name])

    def _judge(self, facts: FrozenTrial) -> bool:
        self.unjudged = self._task.judge is None
        return self._task.judge is not None and self._task.judge.prune(facts)

    def _record(self, **changes: Any) -> None:
        self._facts = replace(self._facts, **changes)
