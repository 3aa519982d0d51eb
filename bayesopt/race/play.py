"""One run: a contestant asks, the problem answers, until the budget is spent."""

import math
import platform
import time
import traceback
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

import bayesopt
from bayesopt.errors import BayesoptError, InvalidParameter, SpaceExhausted
from bayesopt.race.contestant import Contestant, Distant, Entrant, Start, StudyContestant
from bayesopt.race.problems import Evaluation, Objective, Params, Problem
from bayesopt.race.runs import Run


@dataclass(frozen=True)
class Job:
    """A run to be made. Pickled on its way to the process that makes it."""

    problem: Problem | Objective
    sampler: str
    entrant: Entrant
    seed: int
    evaluations: int

    @property
    def blank(self) -> Run:
        """The run before it has begun."""
        return Run(
            self.problem.name,
            self.sampler,
            self.seed,
            self.evaluations,
            self.problem.maximize,
            self.problem.optimum,
        )


def play(job: Job) -> Run:
    """Make the run. What goes wrong ends it and is written down in it."""
    try:
        return _played(job)
    except Exception as raised:
        return replace(job.blank, error="".join(traceback.format_exception(raised)))


def _played(job: Job) -> Run:
    contestant = job.entrant.enter(_start(job))
    answers: list[Evaluation] = []
    asking: list[float] = []
    evaluating: list[float] = []
    trouble: Exception | None = None
    clock = time.perf_counter
    for k in range(job.evaluations):
        started = clock()
        try:
            params = contestant.ask()
        except SpaceExhausted:
            break
        asked = clock()
        try:
            answer = _answer(job, contestant, params, k)
        except BayesoptError:
            raise
        except Exception as raised:  # the objective's own: a failed evaluation, not a failed run
            answer, trouble = Evaluation(math.nan, math.nan), raised
        answered = clock()
        contestant.tell(params, -answer.value if job.problem.maximize else answer.value)
        asking.append(_thought(contestant, asked - started + clock() - answered))
        evaluating.append(answered - asked)
        answers.append(answer)
    values = tuple(answer.value for answer in answers)
    if trouble is not None and all(map(math.isnan, values)):
        raise trouble
    truths = tuple(answer.truth for answer in answers)
    return replace(
        job.blank,
        values=values,
        truths=truths if isinstance(job.problem, Problem) and job.problem.noise else (),
        ask_seconds=tuple(round(x, 7) for x in asking),
        evaluation_seconds=tuple(round(x, 7) for x in evaluating),
        versions=_versions(job, contestant),
    )


def _start(job: Job) -> Start:
    if isinstance(job.problem, Objective):
        return Start(None, job.seed, job.evaluations)
    return Start(job.problem.space, job.seed, job.evaluations, job.problem.conditions)


def _thought(contestant: Contestant, seconds: float) -> float:
    return contestant.seconds if isinstance(contestant, Distant) else seconds


def _answer(job: Job, contestant: Contestant, params: Params, k: int) -> Evaluation:
    if isinstance(job.problem, Problem):
        return job.problem.evaluate(params, job.seed, k)
    if not isinstance(contestant, StudyContestant) or contestant.trial is None:
        raise InvalidParameter(
            f"{job.sampler!r} must know the parameters before it starts, but {job.problem.name!r} "
            f"defines them as it runs; race one of bayesopt's samplers, or declare a Problem"
        )
    return job.problem.evaluate(contestant.trial)


def _versions(job: Job, contestant: Contestant) -> dict[str, str]:
    found = {"python": platform.python_version(), "bayesopt": bayesopt.__version__}
    for package in dict.fromkeys([*job.entrant.packages, *job.problem.packages]):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found | contestant.versions if isinstance(contestant, Distant) else found
