"""Random search in neighbourhoods of good trials that shrink."""

import numpy as np
from numpy.random import Generator

from bayesopt.arguments import number
from bayesopt.history import History
from bayesopt.outputs import finite, scalarise
from bayesopt.randomness import generator
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Categorical, FloatArray, Param, Space


class AnnealSampler(Sampler):
    """Draws around one of the best trials, the closer the more is known.

    Numbers are drawn evenly from a window about the trial's, of width 1 / (1 + T shrink_coef) of
    the range after T trials that used the parameter; choices stay with the complement of that as
    probability, and are drawn blindly otherwise. So is what no trial has used. Trials that break
    constraints are good in the order of by how much, after all others (Deb 2000).

    avg_best_idx : mean of the geometric distribution of the trial's rank; 1 is always the best.
    shrink_coef : how fast neighbourhoods shrink, 0 or more.
    seed : the study's seed, if given.
    Source: the annealing of Bergstra et al. 2013, Hyperopt.
    """

    def __init__(
        self, *, avg_best_idx: float = 2.0, shrink_coef: float = 0.1, seed: int | None = None
    ) -> None:
        self.seed = seed
        self._share = 1 / number("avg_best_idx", avg_best_idx, 1)
        self._shrink = number("shrink_coef", shrink_coef, 0)

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A point near one of the best."""
        seen = history.observe(space)
        # of the trial, not of the call: parameters asked for alone follow the same good trial
        chance = generator(history.seed, history.number, "anneal")
        rank = int(chance.geometric(self._share)) - 1
        X = seen.X
        if len(X):
            Y = np.column_stack([finite(column) for column in seen.Y.T])
            y = Y[:, 0] if Y.shape[1] == 1 else scalarise(Y, chance)
            violated = np.nansum(np.maximum(seen.C, 0.0), axis=1)
            X = X[np.lexsort((y, violated))]
        failed = np.sum(~np.isnan(seen.failed), axis=0)
        params = {}
        for j, (name, param) in enumerate(space.items()):
            centre, count = _centre(X[:, j], rank)
            width = 1 / (1 + self._shrink * (count + int(failed[j])))
            params[name] = _near(param, centre, width, rng)
        return Suggestion(params)


def _centre(column: FloatArray, rank: int) -> tuple[float, int]:
    """The coordinate of the trial of that rank, and how many have one; NaN if none.

    column : (n,) best trial first. Where that trial has none, the ranks are of those that have.
    """
    used = column[~np.isnan(column)]
    if len(used) == 0:
        return np.nan, 0
    if rank < len(column) and not np.isnan(column[rank]):
        return float(column[rank]), len(used)
    return float(used[min(rank, len(used) - 1)]), len(used)


def _near(param: Param, centre: float, width: float, rng: Generator) -> object:
    """A value in the window of that width about `centre`, moved into the range."""
    p, keep = rng.random(2).tolist()
    if np.isnan(centre):
        return param.quantile(p)
    if isinstance(param, Categorical) and not param.ordered:
        return param.quantile(p) if keep < width else param.from_unit(centre)
    low = min(max(centre - width / 2, 0.0), 1.0 - width)
    return param.from_unit(low + width * p)
