"""What may go wrong in a study, each with a Gaussian process that judges where it does."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bayesopt.feasibility import LogFeasible
from bayesopt.gp import GP, Posterior
from bayesopt.history import History, Observations
from bayesopt.outputs import finite
from bayesopt.params import FloatArray
from bayesopt.samplers.learning import Learnt, learn
from bayesopt.space import Space

FAILURE = (
    3.0  # times as much as a broken constraint counts what teaches nothing but that it failed
)
FAR = 10.0  # times the median size of a constraint's values, beyond which size says nothing more


@dataclass(frozen=True)
class Case:
    """One thing that may go wrong: c (k,) is 0 or less where, of X (k, d), it went well."""

    name: str
    X: FloatArray
    c: FloatArray
    weight: float = 1.0


@dataclass(frozen=True)
class Judge:
    """A posterior of a case's values, and the hyperparameters it has."""

    case: Case
    posterior: Posterior
    learnt: Learnt


def cases(seen: Observations) -> Iterator[Case]:
    """Failures, if there are any, and each constraint that has been set."""
    used = ~np.isnan(seen.X).any(axis=1)
    failed = seen.failed[~np.isnan(seen.failed).any(axis=1)]
    if len(failed) and used.any():
        X = np.concatenate([seen.X[used], failed])
        yield Case("failed", X, np.repeat([-1.0, 1.0], [used.sum(), len(failed)]), FAILURE)
    for k, values in enumerate(seen.C.T):
        set_here = used & ~np.isnan(values)
        if set_here.any():
            yield Case(f"constraint {k}", seen.X[set_here], bounded(values[set_here]))


def bounded(c: FloatArray) -> FloatArray:
    """Values c (k,) of a constraint with signs kept and none very far from 0."""
    c = finite(c)
    far = FAR * float(np.median(np.abs(c[c != 0]))) if np.any(c) else 1.0
    return np.clip(c, -far, far)


def judged(case: Case, gp: GP, space: Space, history: History, key: str) -> Judge:
    """The judge of a case, its hyperparameters as noted under `key` or learnt anew."""
    learnt = Learnt.from_note(next(history.noted(f"{key} {case.name}"), None))
    n = len(case.X)
    if learnt is None or learnt.outgrown(n):
        posterior, learnt = learn(gp, case.X, case.c, space, learnt, n)
    else:
        theta = learnt.hyperparameters
        posterior = gp.condition(case.X, case.c, theta, categorical=space.categorical)
    return Judge(case, posterior, learnt)


def agreement(judges: tuple[Judge, ...]) -> LogFeasible:
    """How likely nothing goes wrong."""
    posteriors = tuple(judge.posterior for judge in judges)
    return LogFeasible(posteriors, tuple(judge.case.weight for judge in judges))
