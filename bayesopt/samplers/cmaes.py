"""CMA-ES: a normal distribution over the numbers, adapted by generations of trials."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt.arguments import truth, whole
from bayesopt.errors import InvalidParameter, shown
from bayesopt.evolution import Evolution, Strategy, beginning, usual_size
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.samplers.base import ONE_SAMPLER, Sampler, Suggestion
from bayesopt.samplers.ranking import violated
from bayesopt.space import FloatArray, Space

_OF_OPTUNA = {
    **ONE_SAMPLER,
    "inc_popsize": "popsize=... is that of every generation",
    "lr_adapt": "popsize=... larger than usual is what helps where values are noisy; drop it",
    "restart_strategy": "start another study with popsize=... twice as large to search again",
    "source_trials": "add them with study.add_trials(), they count as the first generations",
    "with_margin": "whole numbers are told apart by steps that grow again; drop it",
}


class CmaEsSampler(Sampler):
    """Draws from a normal distribution that follows the better trials of each generation.

    x0 : values by name where the mean begins; the middle of the range for those not named.
    sigma0 : standard deviation that it begins with, as a share of the ranges; 1/6 unless given.
    n_startup_trials : as many trials have random parameters first.
    popsize : trials of a generation; 4 + 3 log(d) for d numbers unless given.
    seed : the study's seed, if given.
    use_separable_cma : adapt one width per parameter and no correlations; for very many of them.
    consider_pruned_trials : whether pruned trials count, with the value they reported last.
    restart_strategy, inc_popsize, with_margin, lr_adapt, source_trials : taken from Optuna's
        scripts as long as they are Optuna's defaults.
    warn_independent_sampling : taken from Optuna's scripts; nothing is warned about.
    Suggesting raises ValueError for several objectives, InvalidParameter for `x0` out of range.

    For numbers; choices without an order are drawn at random. Ranges are the unit cube: a draw
    beyond it is drawn again, and clipped after many. Every trial that ends with a value counts,
    wherever it came from: each `popsize` of them, in the order of ending, are a generation. So
    running trials wait for nobody and are never in vain; failed ones are drawn again. Those that
    violate constraints rank behind all others.
    Source: Hansen 2016, arXiv:1604.00772; steps from elsewhere as in Hansen 2011, arXiv:1110.4181.
    """

    not_here = _OF_OPTUNA

    def __init__(
        self,
        *,
        x0: Mapping[str, Any] | None = None,
        sigma0: float | None = None,
        n_startup_trials: int = 1,
        popsize: int | None = None,
        seed: int | None = None,
        use_separable_cma: bool = False,
        consider_pruned_trials: bool = False,
        restart_strategy: None = None,
        inc_popsize: int | None = -1,
        with_margin: bool | None = False,
        lr_adapt: bool | None = False,
        source_trials: None = None,
        warn_independent_sampling: bool = True,
    ) -> None:
        if x0 is not None and not isinstance(x0, Mapping):
            raise TypeError(f"x0 = {shown(x0)} is no mapping; pass values by name")
        self.seed = seed
        self._n_startup = whole("n_startup_trials", n_startup_trials, 0)
        plan = _Plan(
            x0=dict(x0 or {}),
            sigma=1 / 6 if sigma0 is None else _share(sigma0),
            size=None if popsize is None else whole("popsize", popsize, 2),
            separable=truth("use_separable_cma", use_separable_cma),
            pruned=truth("consider_pruned_trials", consider_pruned_trials),
        )
        self._kept = Kept(partial(_Generations, plan))

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A draw from the distribution for the numbers of `space`, a blind one for choices."""
        if len(history.log.directions) > 1:
            raise ValueError(
                f"CmaEsSampler takes one objective, the study has {len(history.log.directions)}; "
                f"use NSGAIISampler() or TPESampler()"
            )
        params = space.draw(rng.random(len(space)))
        numeric = space.without(_choices(space))
        if not numeric:
            return Suggestion(params)
        with self._kept.at(history, numeric) as generations:
            known, evolution = generations.known, generations.evolution
        if known < self._n_startup:
            return Suggestion(params)
        point = evolution.draw(rng)
        return Suggestion({**params, **numeric.decode(point)}, _remembered(numeric, point))


def _share(sigma0: Any) -> float:
    """Raises ValueError for what is no share of a range."""
    if isinstance(sigma0, bool) or not isinstance(sigma0, int | float) or not 0 < sigma0 <= 1:
        raise ValueError(
            f"sigma0 = {shown(sigma0)}; pass a number above 0 and up to 1, a share of the ranges"
        )
    return float(sigma0)


def _choices(space: Space) -> list[str]:
    """What no distribution is needed for: choices without an order, and single values."""
    pairs = zip(space.items(), space.categorical, strict=True)
    return [name for (name, param), choice in pairs if choice or param.is_single]


def _note(name: str) -> str:
    return f"cma {name}"


def _remembered(space: Space, point: FloatArray) -> dict[str, float]:
    """Where exactly the draw lay, of parameters whose values are rounded."""
    pairs = zip(space.items(), point.tolist(), strict=True)
    return {_note(name): u for (name, param), u in pairs if param.levels}


@dataclass(frozen=True, eq=False)
class _Plan:
    """What the distribution begins with. size : None for what is usual."""

    x0: Mapping[str, Any]
    sigma: float
    size: int | None
    separable: bool
    pruned: bool

    def start(self, space: Space) -> Evolution:
        """The distribution over `space` before any trial."""
        size = usual_size(len(space)) if self.size is None else self.size
        strategy = Strategy(len(space), size, self.separable)
        return beginning(strategy, self._mean(space), self.sigma)

    def _mean(self, space: Space) -> FloatArray:
        mean = np.full(len(space), 0.5)
        for j, (name, param) in enumerate(space.items()):
            if name not in self.x0:
                continue
            if not param.contains(self.x0[name]):
                raise InvalidParameter(
                    f"CmaEsSampler: x0[{name!r}] = {shown(self.x0[name])} is outside "
                    f"{shown(param)}; begin with a value in that range"
                )
            mean[j] = param.to_unit(self.x0[name])
        return mean


class _Generations:
    """The distribution over `space` that a log's trials lead to, in the order of ending.

    known : how many trials have counted.
    """

    def __init__(self, plan: _Plan, log: Log, space: Space) -> None:
        self.evolution = plan.start(space)
        self.known = 0
        self._plan = plan
        self._space = space
        self._sign = float(log.signs[0])
        self._ended: list[tuple[tuple[float, float], FloatArray]] = []

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        value, point = self._value(trial), self._point(trial)
        if value is None or point is None:
            return
        self.known += 1
        self._ended.append(((violated(trial), self._sign * value), point))
        size = self.evolution.strategy.size
        if len(self._ended) < size:
            return
        ranked = sorted(self._ended, key=lambda pair: pair[0])  # stable: ties by order of ending
        flat = ranked[0][0] == ranked[math.ceil(0.7 * size) - 1][0]
        self.evolution = self.evolution.after(np.array([x for _, x in ranked]), flat)
        self._ended = []

    def _value(self, trial: FrozenTrial) -> float | None:
        """What the trial counts with; None if it does not."""
        if trial.state is TrialState.COMPLETE and trial.values is not None:
            return trial.values[0]
        if trial.state is TrialState.PRUNED and self._plan.pruned and trial.last_step is not None:
            last = trial.intermediate_values[trial.last_step]
            return None if isinstance(last, tuple) or math.isnan(last) else last
        return None

    def _point(self, trial: FrozenTrial) -> FloatArray | None:
        """Where in the cube it was; None if it has not all parameters, in their ranges."""
        point = np.empty(len(self._space))
        for j, (name, param) in enumerate(self._space.items()):
            if name not in trial.params or not param.contains(trial.params[name]):
                return None
            drawn = trial.notes.get(_note(name))
            if drawn is None or param.from_unit(drawn) != trial.params[name]:
                drawn = param.to_unit(trial.params[name])
            point[j] = drawn
        return point
