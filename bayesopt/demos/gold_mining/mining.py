"""Drilling: a study of a land, and what was known at each of its iterations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bayesopt.acquisition import EI, Acquisition
from bayesopt.demos.gold_mining.land import Strip
from bayesopt.errors import SpaceExhausted
from bayesopt.gp import GP, Posterior
from bayesopt.history import History, TrialState
from bayesopt.plots import Line, belief_line
from bayesopt.randomness import generator
from bayesopt.samplers import ActiveLearningSampler, GPSampler, GridSampler, RandomSampler, Sampler
from bayesopt.score import Score
from bayesopt.space import FloatArray, Space
from bayesopt.study import Study, create_study
from bayesopt.trial import Trial

DRILLS = 10  # the budget: the first drill and nine chosen ones
FIRST = 0.5  # where the first drill goes
PRIOR = GP(mean=5.0, scale=1.0, noise_std=0.0)  # in units of gold; Matern-5/2, variance about 1
SIGN = -1.0  # we maximise gold, beliefs are about what is minimised


def bayesian(acquisition: Acquisition | None = None, seed: int = 0) -> GPSampler:
    """Bayesian optimisation from the first drill on; EI with epsilon 0.01 unless told."""
    chosen = EI(0.01) if acquisition is None else acquisition
    return GPSampler(acquisition=chosen, gp=PRIOR, n_startup_trials=1, warp=False, seed=seed)


def active_learning(seed: int = 0) -> ActiveLearningSampler:
    """Drilling where the belief is least sure."""
    return ActiveLearningSampler(gp=PRIOR, n_startup_trials=1, seed=seed)


def grid(land: Strip, drills: int = DRILLS, seed: int = 0) -> GridSampler:
    """Evenly spaced drills, in shuffled order."""
    return GridSampler({"x": np.linspace(land.low, land.high, drills).tolist()}, seed=seed)


def random(seed: int = 0) -> RandomSampler:
    """Drills anywhere."""
    return RandomSampler(seed=seed)


@dataclass(frozen=True)
class Stage:
    """One iteration of a study: what is known, and where it drills next.

    params, values : of the drills so far, in order.
    next : what the study asks for after them; None if it has nothing left to ask.
    """

    space: Space
    history: History
    belief: Posterior
    params: tuple[Mapping[str, Any], ...]
    values: FloatArray
    next: Mapping[str, Any] | None

    def column(self, name: str) -> FloatArray:
        """Values (n,) of one parameter."""
        return np.array([params[name] for params in self.params])

    @property
    def best(self) -> float:
        """The most gold found so far."""
        return float(self.values.max())

    def line(self) -> Line:
        """The belief along the strip, in units of gold."""
        return belief_line(self.belief, self.space, sign=SIGN)

    def score(self, acquisition: Acquisition) -> Score:
        """The acquisition as the sampler saw it, its random numbers included."""
        rng = generator(self.history.seed, len(self.values))
        return acquisition.on(self.belief, rng)


def stages(
    space: Space,
    objective: Callable[[Trial], float],
    sampler: Sampler,
    drills: int,
    first: Mapping[str, Any] | None = None,
    *,
    direction: str = "maximize",
) -> list[Stage]:
    """Run a study of `drills` trials and look at it after each of them.

    first : enqueued before everything else.
    A sampler without a belief is looked at as if Bayesian optimisation had made its drills.
    """
    believer = sampler if isinstance(sampler, GPSampler) else bayesian()
    seen: list[tuple[History, Posterior]] = []

    def look(study: Study, _: object) -> None:
        history = study.history()
        seen.append((history, believer.belief(space, history)))

    study = create_study(direction=direction, sampler=sampler, space=space)
    if first is not None:
        study.enqueue_trial(first)
    study.optimize(objective, n_trials=drills, callbacks=[look])
    trials = study.get_trials(states=[TrialState.COMPLETE])
    asked = [dict(trial.params) for trial in trials] + [_one_more(study)]
    values = np.array([trial.value for trial in trials])
    return [
        Stage(space, history, belief, tuple(asked[:k]), values[:k], asked[k] or None)
        for k, (history, belief) in enumerate(seen, start=1)
    ]


def _one_more(study: Study) -> dict[str, Any]:
    """Where the study would drill if it had the money."""
    try:
        return study.ask().params
    except SpaceExhausted:
        return {}


def _gold(land: Strip) -> Callable[[Trial], float]:
    def gold(trial: Trial) -> float:
        return float(land.gold(np.array(trial.suggest_float("x", land.low, land.high))))

    return gold


def dig(land: Strip, sampler: Sampler, first: float | None = FIRST) -> list[Stage]:
    """Ten drills on a strip, looked at one by one."""
    enqueued = None if first is None else {"x": first}
    return stages(land.space, _gold(land), sampler, DRILLS, enqueued)


def values(land: Strip, sampler: Sampler, first: float | None = FIRST) -> FloatArray:
    """What ten drills on a strip (10,) bring."""
    study = create_study(direction="maximize", sampler=sampler, space=land.space)
    if first is not None:
        study.enqueue_trial({"x": first})
    study.optimize(_gold(land), n_trials=DRILLS)
    return np.array([trial.value for trial in study.trials])


def error(stage: Stage, land: Strip) -> float:
    """Root-mean-square difference of belief and truth over the grid, in units of gold."""
    _, gold = land.grid
    return float(np.sqrt(np.mean((stage.line().mean - gold) ** 2)))
