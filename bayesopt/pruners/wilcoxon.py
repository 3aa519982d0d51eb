"""Stop what is worse than the best trial beyond chance, instance by instance."""

import math

import numpy as np

from bayesopt.arguments import number
from bayesopt.errors import warn
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.params import FloatArray
from bayesopt.pruners.base import Pruner
from bayesopt.pruners.checks import at_least
from bayesopt.pruners.pool import dominated, dominating
from bayesopt.pruners.signed_rank import p_value
from bayesopt.values import components

Instances = dict[int | tuple[int, int], tuple[float, ...]]


class _Front:
    """Feasible complete trials that no other dominates; the first of the best if there is one
    objective.
    """

    def __init__(self, log: Log, _: None) -> None:
        self._signs = log.signs
        self.trials: list[FrozenTrial] = []

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        if trial.state is not TrialState.COMPLETE or not trial.feasible:
            return
        y = self._values(trial)
        Y = np.array([self._values(one) for one in self.trials]).reshape(-1, len(y))
        if dominating(Y, y).any():
            return
        beaten = dominated(Y, y)
        kept = [one for one, worse in zip(self.trials, beaten, strict=True) if not worse]
        if len(y) == 1 and kept:  # equals: the one of the lowest number, as Study.best_trial
            self.trials = [min(*kept, trial, key=lambda one: one.number)]
        else:
            self.trials = [*kept, trial]

    def _values(self, trial: FrozenTrial) -> FloatArray:
        return np.asarray(np.array(trial.values) * self._signs)


class WilcoxonPruner(Pruner):
    """Stops a trial that a signed-rank test calls worse than the best complete trial.

    For objectives that are a mean over instances (data sets, folds, seeds): report each instance's
    own value under its own step, or fold and step, in any order; values are compared instance by
    instance. Pruned trials of that kind are usefully ended by returning the mean so far.

    p_threshold : prune below this p value, 0 to 1.
    n_startup_steps : instances in common that are needed; never fewer than 2.

    The test is repeated at each report, so that more trials are stopped by chance than
    p_threshold says. A trial whose mean is as good as the best one's is not stopped. With several
    objectives, one is stopped that a single non-dominated trial beats in all of them.
    Source: Wilcoxon 1945; zeros are split as by Conover 1973.
    """

    def __init__(self, *, p_threshold: float = 0.1, n_startup_steps: int = 2) -> None:
        at_least(0, n_startup_steps=n_startup_steps)
        self._threshold = number("p_threshold", p_threshold, 0, 1)
        self._n_startup = max(n_startup_steps, 2)
        self._kept = Kept(_Front)

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Whether the best trial is better beyond chance."""
        own = _instances(trial)
        if not own or not _usable(trial, own):
            return False
        with self._kept.at(history) as front:
            rivals = list(front.trials)
        return any(self._loses(own, rival, history.log.signs) for rival in rivals)

    def _loses(self, own: Instances, rival: FrozenTrial, signs: FloatArray) -> bool:
        """Whether `rival` is better in every objective."""
        best = _instances(rival)
        if not best:
            warn(f"the best trial, {rival.number}, has reported nothing to compare with")
            return False
        if not _usable(rival, best):
            return False
        common = sorted(own.keys() & best.keys())
        if len(common) < len(own):
            warn(f"trial {rival.number}, the best, lacks some of the steps; they are ignored")
        if len(common) < self._n_startup:
            return False
        mine, theirs = np.array([*own.values()]), np.array([*best.values()])
        differences = np.array([own[k] for k in common]) - np.array([best[k] for k in common])
        return all(
            _mean(mine[:, j]) * sign > _mean(theirs[:, j]) * sign
            and p_value(differences[:, j] * sign) < self._threshold
            for j, sign in enumerate(signs)
        )


def _instances(trial: FrozenTrial) -> Instances:
    known = trial.fold_values or trial.intermediate_values
    return {place: components(value) for place, value in known.items()}


def _usable(trial: FrozenTrial, instances: Instances) -> bool:
    if all(math.isfinite(one) for value in instances.values() for one in value):
        return True
    warn(f"trial {trial.number} has reported NaN or infinity; WilcoxonPruner prunes none by it")
    return False


def _mean(values: FloatArray) -> float:
    return float(sum(values)) / len(values)
