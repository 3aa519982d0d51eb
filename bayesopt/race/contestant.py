"""The face that every optimiser shows to a race, and our samplers behind it.

To race another library, write a class with `ask` and `tell`, and an entrant that makes one.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from bayesopt.history import TrialState
from bayesopt.race.problems import Condition, Params
from bayesopt.samplers.base import Sampler
from bayesopt.space import Space
from bayesopt.study import Study
from bayesopt.trial import Trial


class Contestant(Protocol):
    """An optimiser in one run; it minimises."""

    def ask(self) -> Params:
        """Where to evaluate next. Raises SpaceExhausted if no point is left."""
        ...

    def tell(self, params: Params, value: float) -> None:
        """What came of the last `ask`: lower is better, NaN if the evaluation failed."""
        ...


@runtime_checkable
class Distant(Protocol):
    """A contestant in an environment of its own, which alone knows some things of itself.

    seconds : what its last ask and tell took, without the way there and back.
    versions : of its distributions.
    """

    seconds: float
    versions: dict[str, str]


@dataclass(frozen=True)
class Start:
    """What a contestant may know before the run.

    space : the parameters; None if the objective defines them as it runs.
    evaluations : how many there will be.
    conditions : the parameters of the space that do not always exist.
    """

    space: Space | None
    seed: int
    evaluations: int
    conditions: Mapping[str, Condition] = field(default_factory=dict)


@runtime_checkable
class Entrant(Protocol):
    """Makes a contestant for every run; pickled on its way to the process that runs it."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Distributions whose versions belong to a result."""
        ...

    def enter(self, start: Start) -> Contestant:
        """A contestant that knows nothing of other runs."""
        ...


class StudyContestant:
    """A study with a sampler. It alone can run objectives that define their parameters."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.trial: Trial | None = None

    def ask(self) -> Params:
        """The parameters of the study's next trial."""
        self.trial = self._study.ask()
        return self.trial.params

    def tell(self, params: Params, value: float) -> None:
        """Finish that trial."""
        assert self.trial is not None
        if math.isnan(value):
            self._study.tell(self.trial, state=TrialState.FAIL)
        else:
            self._study.tell(self.trial, value)


class WalkingContestant(StudyContestant):
    """A study in which parameters are suggested one after the other, as far as they exist."""

    def __init__(self, study: Study, space: Space, conditions: Mapping[str, Condition]) -> None:
        super().__init__(study)
        self._space, self._conditions = space, conditions

    def ask(self) -> Params:
        """The parameters of the study's next trial that exist together."""
        self.trial = trial = self._study.ask()
        for name, param in self._space.items():
            condition = self._conditions.get(name)
            if condition is None or condition.holds(trial.params):
                trial.suggest(name, param)
        return trial.params


@dataclass(frozen=True)
class SamplerEntrant:
    """One of our samplers, or of a user's, made anew for every run.

    make : takes what is known of the run and returns a Sampler.
    """

    make: Callable[[Start], Sampler]
    packages: tuple[str, ...] = ("numpy", "scipy")

    def enter(self, start: Start) -> StudyContestant:
        """A fresh study, seeded."""
        if start.space is not None and start.conditions:
            study = Study(sampler=self.make(start), seed=start.seed)
            return WalkingContestant(study, start.space, start.conditions)
        return StudyContestant(Study(space=start.space, sampler=self.make(start), seed=start.seed))
