"""How important each parameter was for getting among the best trials.

Every parameter lives on its unit interval here, so one density serves all kinds of them: the mass
in each of at most 50 cells, by kernels that lose nothing at the ends.

Sources: Watanabe et al. 2023 (PED-ANOVA), eq. 10 and algorithm 1; Baba et al. 2026, theorem 4.2
(parameters that not all trials have, or whose range changes).
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bayesopt import pareto
from bayesopt.absent import absent
from bayesopt.arguments import check_study
from bayesopt.errors import InvalidValue, shown, warn
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.space import Categorical, FloatArray, Param

if TYPE_CHECKING:
    from bayesopt.study import Study

__all__ = [
    "BaseImportanceEvaluator",
    "ImportanceEvaluator",
    "PedAnovaImportanceEvaluator",
    "get_param_importances",
]

Target = Callable[[FrozenTrial], float]
Mask = NDArray[np.bool_]

_MOST_CELLS = 50
_PRIOR = 1.0  # trials' worth of an even density
_FEWEST = 2  # trials; a range that fewer have says nothing


@dataclass(frozen=True)
class Loss:
    """As a target, objective `number` of a study whose directions these are."""

    number: int
    directions: Sequence[StudyDirection]

    def __call__(self, trial: FrozenTrial) -> float:
        value = (trial.values or ())[self.number]
        return -value if self.directions[self.number] == StudyDirection.MAXIMIZE else value


class ImportanceEvaluator(ABC):
    """A way to say how important parameters are."""

    @abstractmethod
    def evaluate(
        self, study: "Study", params: list[str] | None = None, *, target: Target | None = None
    ) -> dict[str, float]:
        """Importances by name, 0 or more, of `params` or of all that complete trials have."""


BaseImportanceEvaluator = ImportanceEvaluator  # the name that Optuna's users know


@dataclass(frozen=True)
class PedAnovaImportanceEvaluator(ImportanceEvaluator):
    """How far the best trials' values of a parameter are spread otherwise than those of the rest.

    target_quantile : the share of complete trials that are the best.
    region_quantile : the share that they are compared with, 1 for all.
    evaluate_on_local : whether they are compared with where trials were, or with an even spread.
    Infeasible trials are never among the best. Where there are several objectives and no target,
    the best are those on the first fronts.
    Raises InvalidValue unless 0 < target_quantile < region_quantile <= 1.
    """

    target_quantile: float = 0.1
    region_quantile: float = 1.0
    evaluate_on_local: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.target_quantile < self.region_quantile <= 1:
            raise InvalidValue(
                f"target_quantile = {shown(self.target_quantile)} and region_quantile = "
                f"{shown(self.region_quantile)}; choose 0 < target < region <= 1"
            )

    def evaluate(
        self, study: "Study", params: list[str] | None = None, *, target: Target | None = None
    ) -> dict[str, float]:
        """Variance that each parameter explains of being among the best, in no unit.

        All 0, with a warning, where trials are too few to tell.
        """
        trials, Y = _losses(study, target)
        names = _named(trials, params)
        best = _best(trials, Y, self.target_quantile)
        region = np.ones(len(trials), dtype=bool)
        if self.region_quantile < 1:
            region = best | _best(trials, Y, self.region_quantile)
        if not best.any() or best.sum() == region.sum():
            warn(f"{len(trials)} complete trials do not tell what is important; run more")
            return dict.fromkeys(names, 0.0)
        scale = float(best.sum() / region.sum()) ** 2
        return {name: scale * self._divergence(name, trials, best, region) for name in names}

    def _divergence(self, name: str, trials: list[FrozenTrial], best: Mask, region: Mask) -> float:
        """Pearson divergence of the best from the region, summed over the ranges of `name`."""
        total = 0.0
        for param, places in _by_range(name, trials, region).items():
            among = best[places]
            if param.is_single or len(places) < _FEWEST or not among.any():
                continue
            u = np.array([param.to_unit(trials[k].params[name]) for k in places])
            top = density(param, u[among])
            even = np.full(len(top), 1 / len(top))
            rest = density(param, u) if self.evaluate_on_local else even
            alpha, beta = among.sum() / best.sum(), len(places) / region.sum()
            total += float(alpha**2 / beta * (rest @ (top / rest - 1) ** 2))
        return total


def _by_range(name: str, trials: list[FrozenTrial], region: Mask) -> dict[Param, list[int]]:
    """Places of the region's trials that have the parameter, by what it was drawn from."""
    found: dict[Param, list[int]] = {}
    for k in np.flatnonzero(region).tolist():
        if name in trials[k].distributions:
            found.setdefault(trials[k].distributions[name], []).append(k)
    return found


def density(param: Param, u: FloatArray) -> FloatArray:
    """Mass in each of k equal cells of [0, 1], (k,), summing to 1, of trials at `u` (n,).

    Choices without an order are counted. Anything else gets normal kernels cut off at the ends,
    as wide as Scott's rule says but not narrower than half a cell.
    """
    levels = param.levels
    exact = isinstance(param, Categorical) and not param.ordered
    k = levels if levels and (exact or levels < _MOST_CELLS) else _MOST_CELLS
    u = np.clip(u[~np.isnan(u)], 0.0, 1.0)
    if exact:
        mass = np.bincount(np.minimum((u * k).astype(int), k - 1), minlength=k).astype(float)
    else:
        width = max(_scott(u), 0.5 / k)
        below = ndtr((np.linspace(0, 1, k + 1) - u[:, None]) / width)
        cells = np.diff(below, axis=1)
        mass = (cells / cells.sum(axis=1, keepdims=True)).sum(axis=0)
    smooth: FloatArray = (mass + _PRIOR / k) / (len(u) + _PRIOR)
    return smooth


def _scott(u: FloatArray) -> float:
    """Width of the kernels of points `u` (n,). Source: Scott 1992, section 6.5.1.2."""
    if len(u) < 2:
        return 0.0
    low, high = np.quantile(u, [0.25, 0.75])
    spread = min(float(u.std(ddof=1)), float(high - low) / 1.34)
    return float(1.059 * spread * len(u) ** -0.2)


def _losses(study: "Study", target: Target | None) -> tuple[list[FrozenTrial], FloatArray]:
    """Complete trials with finite values only, and these (n, m), lower being better."""
    check_study(study)
    trials = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    signs = [-1.0 if d == StudyDirection.MAXIMIZE else 1.0 for d in study.directions]
    if target is None:
        Y = np.array([t.values for t in trials], dtype=float).reshape(-1, len(signs)) * signs
    else:
        if min(signs) < 0 and not isinstance(target, Loss):
            warn("lower counts as better of what `target` returns; let it return the negative")
        Y = np.array([target(t) for t in trials], dtype=float).reshape(-1, 1)
    finite = np.flatnonzero(np.isfinite(Y).all(axis=1))
    return [trials[k] for k in finite.tolist()], Y[finite]


def _best(trials: list[FrozenTrial], Y: FloatArray, share: float) -> Mask:
    """Which (n,) are the best `share` of all, feasible and no worse than the last of them."""
    chosen = np.zeros(len(trials), dtype=bool)
    able = np.flatnonzero([trial.feasible for trial in trials])
    k = min(math.ceil(share * len(trials)), len(able))
    if not k:
        return chosen
    if Y.shape[1] > 1:
        chosen[able[pareto.choose(Y[able], k)]] = True
    else:
        y = Y[able, 0]
        chosen[able[y <= np.partition(y, k - 1)[k - 1]]] = True
    return chosen


def _named(trials: list[FrozenTrial], params: Sequence[str] | None) -> list[str]:
    known = sorted({name for trial in trials for name in trial.distributions})
    if params is None:
        return known
    if isinstance(params, str):
        raise TypeError(f"params = {shown(params)} is no list; pass [{shown(params)}]")
    unknown = [name for name in params if name not in known]
    if unknown:
        raise ValueError(f"no complete trial has {shown(unknown)}; known are {shown(known)}")
    return list(params)


def get_param_importances(
    study: "Study",
    *,
    evaluator: ImportanceEvaluator | None = None,
    params: list[str] | None = None,
    target: Target | None = None,
    normalize: bool = True,
) -> dict[str, float]:
    """Importances by name, the most important first.

    >>> import bayesopt
    >>> study = bayesopt.create_study(sampler=bayesopt.samplers.RandomSampler(seed=1))
    >>> def objective(trial):
    ...     return trial.suggest_float("x", 0, 1) + 0.01 * trial.suggest_float("y", 0, 1)
    >>> study.optimize(objective, n_trials=100)
    >>> list(get_param_importances(study))
    ['x', 'y']

    evaluator : how; PedAnovaImportanceEvaluator() if not given.
    params : names; by default all that complete trials have, also those that only some have.
    target : of a trial the number to look at, lower being better; by default the objectives.
    normalize : scale to the sum of 1.
    Raises ValueError for a name that no complete trial has, TypeError for what is no evaluator.
    """
    how = PedAnovaImportanceEvaluator() if evaluator is None else evaluator
    if not isinstance(how, ImportanceEvaluator):
        raise TypeError(f"evaluator = {shown(evaluator)} is no ImportanceEvaluator; leave it out")
    found = how.evaluate(study, params, target=target)
    total = sum(found.values())
    if normalize and found:
        found = {name: v / total if total else 1 / len(found) for name, v in found.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def __getattr__(name: str) -> Any:
    raise absent("importance", name)
