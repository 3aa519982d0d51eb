"""What plots draw: complete trials with a value each, and parameters as axes.

Notation: n trials
"""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bayesopt.arguments import check_study
from bayesopt.choices import Categorical, label
from bayesopt.errors import shown, warn
from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.params import FloatArray, Param
from bayesopt.visualization.figures import safe

if TYPE_CHECKING:
    from bayesopt.study import Study

Target = Callable[[FrozenTrial], float]


@dataclass(frozen=True)
class Axis:
    """One parameter as an axis.

    choices : the text of each choice, in their order; empty if it is a number.
    log : whether it is a number on a log scale.
    """

    name: str
    choices: dict[Hashable, str]
    log: bool

    def at(self, trial: FrozenTrial) -> Any:
        """Where `trial`, which has the parameter, is along it: a number, or the choice's text."""
        value = trial.params[self.name]
        return self.choices[label(value)] if self.choices else value

    @property
    def layout(self) -> dict[str, Any]:
        """plotly's properties of the axis."""
        properties: dict[str, Any] = {"title": {"text": safe(self.name)}}
        if self.choices:
            order = {"categoryorder": "array", "categoryarray": [*self.choices.values()]}
            return {**properties, "type": "category", **order}
        return {**properties, "type": "log" if self.log else "linear"}


@dataclass(frozen=True)
class Points:
    """Complete trials with a finite value each.

    trials : n, by number. values, feasible : (n,).
    lower : whether lower values are better.
    """

    trials: list[FrozenTrial]
    values: FloatArray
    feasible: NDArray[np.bool_]
    lower: bool

    def where(self, kept: Iterable[bool]) -> "Points":
        """Those of the trials that are `kept` (n,)."""
        mask = np.array([*kept], dtype=bool)
        return replace(
            self,
            trials=[trial for trial, keep in zip(self.trials, mask, strict=True) if keep],
            values=self.values[mask],
            feasible=self.feasible[mask],
        )

    def having(self, *axes: Axis) -> "Points":
        """Those of the trials that have all these parameters."""
        return self.where(all(axis.name in t.params for axis in axes) for t in self.trials)

    @property
    def numbers(self) -> list[int]:
        """The trials' numbers (n,)."""
        return [trial.number for trial in self.trials]

    def axes(self, params: Sequence[str] | None) -> list[Axis]:
        """`params` in their order, or all that the trials have by name.

        Raises ValueError for one that no trial has.
        """
        known = sorted({name for trial in self.trials for name in trial.params})
        if isinstance(params, str):
            raise TypeError(f"params = {shown(params)} is no list; pass [{shown(params)}]")
        names = known if params is None else list(dict.fromkeys(params))
        unknown = [name for name in names if name not in known]
        if unknown and self.trials:
            raise ValueError(f"no complete trial has {shown(unknown)}; known are {shown(known)}")
        return [_axis(name, self.trials) for name in names if name in known]


def gathered(study: "Study", target: Target | None) -> Points:
    """The complete trials of `study`, each with what `target` says of it, or its value.

    Warns about trials without a finite number, and about none at all. With a target, lower is
    better. Raises ValueError if there are several objectives and no target.
    """
    check_study(study)
    value = valued(study, target)
    complete = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    points = Points(
        trials=complete,
        values=np.array([value(trial) for trial in complete], dtype=float),
        feasible=np.array([trial.feasible for trial in complete], dtype=bool),
        lower=target is not None or study.direction != StudyDirection.MAXIMIZE,
    )
    kept = points.where(np.isfinite(points.values))
    if len(kept.trials) < len(complete):
        dropped = len(complete) - len(kept.trials)
        warn(f"{dropped} trials of study {shown(study.study_name)} have no finite value; left out")
    if not kept.trials:
        warn(f"study {shown(study.study_name)} has no complete trial to draw; the plot is empty")
    return kept


def valued(study: "Study", target: Target | None) -> Callable[[FrozenTrial], Any]:
    """`target`, or the only objective. Raises ValueError if there are several."""
    if target is not None:
        return target
    if len(study.directions) > 1:
        raise ValueError(
            f"this study has {len(study.directions)} objectives; say which to draw, "
            f"as in target=lambda trial: trial.values[0]"
        )
    return lambda trial: trial.value


def texts(choices: Sequence[Any]) -> list[str]:
    """A text for each choice, no two the same: 1 and "1" say which they are."""
    plain = [choice if isinstance(choice, str) else shown(choice) for choice in choices]
    if len(set(plain)) == len(plain):
        return [safe(text) for text in plain]
    return [safe(f"{shown(choice)} (choice {k})") for k, choice in enumerate(choices)]


def _axis(name: str, trials: list[FrozenTrial]) -> Axis:
    having = [trial for trial in trials if name in trial.params]
    params = [*dict.fromkeys(trial.distributions[name] for trial in having)]
    if any(isinstance(param, Categorical) for param in params):
        offered = [c for p in params if isinstance(p, Categorical) for c in p.choices]
        known = {label(c): c for c in (*offered, *(trial.params[name] for trial in having))}
        return Axis(name, dict(zip(known, texts([*known.values()]), strict=True)), log=False)
    positive = all(trial.params[name] > 0 for trial in having)
    return Axis(name, {}, log=positive and all(map(_is_log, params)))


def _is_log(param: Param) -> bool:
    return bool(getattr(getattr(param, "of", param), "log", False))


def running_best(points: Points) -> FloatArray:
    """Best feasible value (n,) of each trial and those before it; NaN before the first."""
    known = np.where(points.feasible, points.values, math.nan)
    best: FloatArray = (np.fmin if points.lower else np.fmax).accumulate(known)
    return best
