"""What a study has found, to be read."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bayesopt.arguments import key_of_attribute
from bayesopt.errors import InvalidValue, shown
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState, own
from bayesopt.history import History
from bayesopt.ledger import Ledger
from bayesopt.lock import Lock
from bayesopt.provenance import ours
from bayesopt.samplers.base import Sampler
from bayesopt.space import Space
from bayesopt.storages import TrialLog

if TYPE_CHECKING:
    from pandas import DataFrame

METRICS = "study:metric_names"  # among a study's attributes, as in Optuna
_COLUMNS = (
    "number",
    "value",
    "datetime_start",
    "datetime_complete",
    "duration",
    "params",
    "user_attrs",
    "system_attrs",
    "state",
)


class Findings:
    """A study's trials, the best of them, and its attributes."""

    directions: list[StudyDirection]
    space: Space | None
    sampler: Sampler
    _ledger: Ledger
    _lock: Lock
    _log: TrialLog

    def history(self) -> History:
        """The study up to now, as samplers see it."""
        return self._ledger.sync().view()

    @property
    def trials(self) -> list[FrozenTrial]:
        """All trials by number, copies that can be changed."""
        return self.get_trials()

    def get_trials(
        self, deepcopy: bool = True, states: Iterable[TrialState] | None = None
    ) -> list[FrozenTrial]:
        """Trials by number, those in `states` if given.

        deepcopy : whether as copies that can be changed, or as the study's own facts.
        """
        memory = self._ledger.sync()
        with memory.lock:
            trials = sorted(memory.trials.values(), key=lambda trial: trial.number)
        kept = None if states is None else set(states)
        found = [trial for trial in trials if kept is None or trial.state in kept]
        return [*map(own, found)] if deepcopy else found

    @property
    def best_trial(self) -> FrozenTrial:
        """The feasible complete trial with the best value, the earliest of equals.

        Raises RuntimeError with several objectives, NoCompleteTrial if there is none.
        """
        self._only_objective("best_trials")
        return own(self._ledger.best())

    @property
    def recommended_trial(self) -> FrozenTrial:
        """The feasible complete trial with the best posterior mean of a Gaussian process: the
        sampler's, or GPSampler()'s where it has none.

        Where evaluations are noisy, the best value is often luck; what is believed of a point, by
        all that was seen about it, is not. Raises as `best_trial` does.
        """
        self._only_objective("recommended_trials")
        best, value = self.best_trial, self.best_value
        return next(iter(self._promising()), best) if math.isfinite(value) else best

    @property
    def recommended_trials(self) -> list[FrozenTrial]:
        """The Pareto front of posterior means, of a Gaussian process for each objective: feasible
        complete trials that none is believed to be better than throughout, by number.

        Objectives that seem to be without noise count as they are. What `recommended_trial` is to
        `best_trial`, this is to `best_trials`.
        """
        if len(self.directions) > 1:
            return self._promising() or self.best_trials
        return [self.recommended_trial] if self._ledger.front() else []

    def _promising(self) -> list[FrozenTrial]:
        """What the sampler believes to be the best trials, by number."""
        history = self.history()
        space = (history.space() if self.space is None else self.space).free
        if not space:
            return []
        with self._lock:  # others may be asking the sampler
            rows = self.sampler.most_promising(space, history)
        ended = [t for t in history.ended() if t.state is TrialState.COMPLETE]
        return sorted((own(ended[row]) for row in rows), key=lambda trial: trial.number)

    @property
    def best_value(self) -> float:
        """The value of `best_trial`."""
        value = self.best_trial.value
        assert value is not None
        return value

    @property
    def best_params(self) -> dict[str, Any]:
        """The parameters of `best_trial`."""
        return dict(self.best_trial.params)

    @property
    def best_trials(self) -> list[FrozenTrial]:
        """The Pareto front: feasible complete trials that none is better than throughout."""
        return [*map(own, self._ledger.front())]

    @property
    def direction(self) -> StudyDirection:
        """Which way the only objective goes. RuntimeError if there are several."""
        self._only_objective("directions")
        return self.directions[0]

    @property
    def user_attrs(self) -> dict[str, Any]:
        """What `set_user_attr` has set."""
        known = self._log.attrs().items()
        return {key: value for key, value in known if key != METRICS and not ours(key)}

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key` with the study; raises what it does with a trial."""
        self._log.set_attr(key_of_attribute(key), value)

    @property
    def metric_names(self) -> list[str] | None:
        """What `set_metric_names` has set."""
        names = self._log.attrs().get(METRICS)
        return None if names is None else list(names)

    def set_metric_names(self, metric_names: Sequence[str]) -> None:
        """Name the objectives, one name each. Raises InvalidValue for another number of names."""
        if isinstance(metric_names, str) or len(metric_names) != len(self.directions):
            raise InvalidValue(
                f"metric_names = {shown(metric_names)}; give {len(self.directions)}, "
                f"one per objective"
            )
        self._log.set_attr(METRICS, list(metric_names))

    def trials_dataframe(
        self, attrs: tuple[str, ...] = _COLUMNS, multi_index: bool = False
    ) -> "DataFrame":
        """All trials as a pandas table, one row each.

        attrs : attributes of FrozenTrial. Mappings, such as `params`, get one column per key.
        multi_index : columns as pairs (attribute, key) instead of "attribute_key".
        Raises ImportError if pandas is not installed.
        """
        from bayesopt.dataframe import dataframe

        trials = self.get_trials(deepcopy=False)
        return dataframe(trials, attrs, len(self.directions), self.metric_names, multi_index)

    def _only_objective(self, several: str) -> None:
        """Raise RuntimeError unless there is one; of `several` there is another attribute."""
        if len(self.directions) > 1:
            raise RuntimeError(
                f"this study has {len(self.directions)} objectives, no single one; see `{several}`"
            )
