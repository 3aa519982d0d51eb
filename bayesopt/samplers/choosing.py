"""Which sampler suits a study: the rule of AutoSampler, as a function of a few facts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum

from bayesopt.samplers.neglect import looked_after
from bayesopt.samplers.startup import startup_trials
from bayesopt.samplers.turns import ANEW, ASIDE, TPE, falls
from bayesopt.space import Space

PATIENCE = 20.0  # seconds of asking in all that any study may cost
DEAR = 10.0  # times what an evaluation takes: an ask that costs more is out of proportion
MANY = 500  # parameters, with which learning takes a second now and then
LEVELS = 200  # unordered choices in all, beyond which a process learns too little of each
CROWD = 256  # running trials, each of which the process would be extended by
ROOM = 10  # points that a space has for each trial, at least, to begin anew in it
SEVERAL = 4.0  # times as much as with one objective an ask costs with four; with two, twice
MOVES = 5.0  # times as long as a search among numbers one takes that has choices, too
READ = 5000  # trials at most that TPE, which has to read them all first, is let in for a turn
GATHERED = 600  # trials beyond which an ask of the process costs twice as much at most


class Engine(Enum):
    """What suggests; the values are how notes name it."""

    HYPERCUBE = "Latin hypercube"
    GP = "GP"
    ANEW = "GP begun anew"
    TPE = "TPE"


class Idle(IntEnum):
    """For how many suggested trials a study has gained little, at least.

    VERY_LONG : next to nothing, by more of them.
    """

    NOT = 0
    A_WHILE = 20
    LONG = 30
    VERY_LONG = 45


@dataclass(frozen=True)
class Choice:
    """What suggests, and why."""

    engine: Engine
    why: str

    def __str__(self) -> str:
        return f"{self.engine.value}: {self.why}"


@dataclass(frozen=True)
class Case:
    """A study at one moment.

    space : the parameters to suggest. branches : these and all that exist only in branches; None
        where there are none.
    finished, pending : how many trials; of hundreds pending those that somebody seems to run yet.
    coming : of those pending, that count as first ones.
    asked : how many of the finished ones were suggested here, the others coming from elsewhere.
    seconds : what one evaluation takes; None if unknown.
    number : of the trial.
    idle : for how long little has been gained.
    objectives : how many.
    """

    space: Space
    branches: Space | None = None
    finished: int = 0
    pending: int = 0
    coming: int = 0
    asked: int = 0
    seconds: float | None = None
    number: int = 0
    idle: Idle = Idle.NOT
    objectives: int = 1

    @property
    def whole(self) -> Space:
        """All parameters that count."""
        return self.space if self.branches is None else self.branches


def decide(case: Case) -> Choice:
    """The first rule that says something; else the Gaussian process."""
    for rule in RULES:
        choice = rule(case)
        if choice is not None:
            return choice
    return Choice(Engine.GP, "fewest evaluations")


def ask_seconds(n: float, space: Space) -> float:
    """About what one ask of the Gaussian process takes with n trials of one objective: for numbers
    as benchmarks/results/ask_cost.md has it; moves from choice to choice take several times as
    long.
    """
    d = len(space)
    moves = MOVES if space.categorical.any() else 1.0
    return 1e-3 * (1 + 0.05 * d + 0.009 * moves * min(n, GATHERED) * (1 + d / 80))


def asking_seconds(n: int, space: Space) -> float:
    """About what the first n asks of the Gaussian process take together."""
    few = min(n, GATHERED)
    return few * ask_seconds(few / 2, space) + (n - few) * ask_seconds(GATHERED, space)


def _start(case: Case) -> Choice | None:
    first = startup_trials(case.space)
    begun = case.finished + case.coming
    return Choice(Engine.HYPERCUBE, f"the first {first} trials") if begun < first else None


def _levels(case: Case) -> Choice | None:
    levels = int(case.whole.levels[case.whole.categorical].sum())
    return Choice(Engine.TPE, f"{levels} unordered choices") if levels > LEVELS else None


def _crowd(case: Case) -> Choice | None:
    return Choice(Engine.TPE, "hundreds of running trials") if case.pending > CROWD else None


def _wide(case: Case) -> Choice | None:
    d = len(case.whole)
    return Choice(Engine.TPE, f"{d} parameters") if d > MANY else None


def _dear(case: Case) -> Choice | None:
    space, n = case.whole, case.finished
    longer = SEVERAL if case.objectives > 1 else 1.0
    spent = longer * (asking_seconds(n, space) - asking_seconds(n - case.asked, space))
    if case.seconds is None or spent < PATIENCE:
        return None
    dear = longer * ask_seconds(n, space) > DEAR * case.seconds
    return Choice(Engine.TPE, "many trials of a fast objective") if dear else None


def _stalled(case: Case) -> Choice | None:
    """Where a process has been stuck at a local minimum, what goes by ranks may find others, and
    later one that knows nothing of it.

    The later one is for numbers: it would have to learn all levels again, and where few points
    are left it would come to those that are known. Where levels have turns (`neglect`) neither
    takes any of these: 200 mixed landscapes and wells, better by more than 0.01 in 10 and worse in
    1 after 80 trials than with TPE in every fourth, 8:1 after 150.
    """
    space = case.whole
    if len(looked_after(space)):
        return None
    plain = not space.categorical.any() and space.size >= ROOM * case.finished
    if plain and case.idle >= Idle.LONG:
        if not falls(ASIDE if case.idle == Idle.VERY_LONG else ANEW, case.number):
            return None
        return Choice(Engine.ANEW, "little gained for long")
    if case.idle < Idle.A_WHILE or case.finished > READ or not falls(TPE, case.number):
        return None
    return Choice(Engine.TPE, "little gained for a while")


RULES: tuple[Callable[[Case], Choice | None], ...] = (
    _start,
    _levels,
    _crowd,
    _wide,
    _dear,
    _stalled,
)
