"""What trials report on their way: one value per step, or one per fold and step.

A trial that evaluates several folds of a cross-validation stands, at any moment, at the step that
it reported last and in the folds that it has reported there. Its curve is the mean over those
folds, at every step that all of them have reached; other trials are compared with it by the mean
over the same folds. So trials are compared at the same progress, whichever way they go: fold
after fold, step after step, or in any order. Without folds the curve is what was reported.
"""

import math
from dataclasses import replace
from typing import Any, NamedTuple

from bayesopt.arguments import whole
from bayesopt.errors import InvalidValue, shown, warn
from bayesopt.frozen import FrozenTrial
from bayesopt.values import Reported, components, mean

Folds = tuple[int, ...]  # in ascending order; () = the trial's values without regard to folds


class Arrival(NamedTuple):
    """A step of a curve. order : how many reports came before the one that completed it."""

    order: int
    step: int
    value: Reported


def folds_of(trial: FrozenTrial) -> Folds:
    """The folds that `trial` has reported at its last step."""
    if not trial.fold_values:
        return ()
    _, last = next(reversed(trial.fold_values))
    return tuple(sorted(fold for fold, step in trial.fold_values if step == last))


def arrivals(trial: FrozenTrial, folds: Folds) -> list[Arrival]:
    """The curve of `trial` over `folds`, step by step in the order in which it came about."""
    if not folds:
        values = trial.intermediate_values.items()
        return [Arrival(order, step, value) for order, (step, value) in enumerate(values)]
    orders: dict[int, list[int]] = {}
    for order, (fold, step) in enumerate(trial.fold_values):
        if fold in folds:
            orders.setdefault(step, []).append(order)
    return sorted(
        Arrival(max(seen), step, mean(trial.fold_values[fold, step] for fold in folds))
        for step, seen in orders.items()
        if len(seen) == len(folds)
    )


def curve(trial: FrozenTrial, folds: Folds) -> dict[int, Reported]:
    """Values of `trial` by step, over `folds`."""
    if not folds:
        return trial.intermediate_values
    return {step: value for _, step, value in arrivals(trial, folds)}


def reports(trial: FrozenTrial) -> int:
    """How many reports `trial` has made."""
    return len(trial.fold_values or trial.intermediate_values)


def last_values(trial: FrozenTrial) -> tuple[float, ...] | None:
    """Where the curve of `trial` ends, one value per objective; None if it has none, or NaN."""
    known = curve(trial, folds_of(trial))
    values = components(known[max(known)]) if known else (math.nan,)
    return None if any(map(math.isnan, values)) else values


def reported(trial: FrozenTrial, value: Any, step: Any, fold: Any, objectives: int) -> FrozenTrial:
    """`trial` with one report more; `trial` itself, and a warning, if it was made before.

    value : a number, or one per objective; NaN and infinities are allowed. step, fold : from 0.
    Raises TypeError for what is no number, ValueError for a negative step or fold and for
    reports with and without folds in one trial.
    """
    value = _value(value, objectives)
    step = _step(step)
    if fold is None:
        _refuse_mixing(trial, bool(trial.fold_values))
        if step in trial.intermediate_values:
            return _ignored(trial, f"step {step}")
        return replace(trial, intermediate_values={**trial.intermediate_values, step: value})
    fold = whole("fold", fold, 0)
    _refuse_mixing(trial, bool(trial.intermediate_values) and not trial.fold_values)
    if (fold, step) in trial.fold_values:
        return _ignored(trial, f"step {step} of fold {fold}")
    values = {**trial.fold_values, (fold, step): value}
    average = mean(known for (_, at), known in values.items() if at == step)
    return replace(
        trial,
        fold_values=values,
        intermediate_values={**trial.intermediate_values, step: average},
    )


def _ignored(trial: FrozenTrial, place: str) -> FrozenTrial:
    warn(f"trial {trial.number} has reported {place} before; the first report stands")
    return trial


def _refuse_mixing(trial: FrozenTrial, mixed: bool) -> None:
    if mixed:
        raise ValueError(
            f"trial {trial.number} reports some values with a fold and some without; "
            f"give every report a fold, or none"
        )


def _value(value: Any, objectives: int) -> Reported:
    if objectives == 1:
        return _number(value)
    several = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(several, tuple | list) or len(several) != objectives:
        raise InvalidValue(
            f"reported {shown(value)} with {objectives} objectives; "
            f"report a tuple of one number per objective"
        )
    return tuple(_number(one) for one in several)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"reported value {shown(value)} is no number; report a float") from None


def _step(given: Any) -> int:
    try:
        step = int(given)  # as Optuna takes it
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"step = {shown(given)} is no whole number; pass an int") from None
    if step < 0:
        raise ValueError(f"step = {step} is negative; count from 0")
    return step
