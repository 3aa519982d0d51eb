"""`fmin`: the search as one call."""

import functools
import inspect
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any

from bayesopt.arguments import check_callable, whole
from bayesopt.errors import shown
from bayesopt.hyperopt import saving, tpe
from bayesopt.hyperopt.documents import Document, new_document, new_misc
from bayesopt.hyperopt.domain import Domain, real_values, space_eval
from bayesopt.hyperopt.exceptions import InvalidAnnotatedParameter
from bayesopt.hyperopt.expressions import Apply
from bayesopt.hyperopt.loop import EarlyStop, FMinIter
from bayesopt.hyperopt.progress import Progress
from bayesopt.hyperopt.randomness import Random
from bayesopt.hyperopt.suggesting import Algorithm
from bayesopt.hyperopt.trials import Trials

__all__ = [
    "FMinIter",
    "fmin",
    "fmin_pass_expr_memo_ctrl",
    "generate_trial",
    "generate_trials_to_calculate",
    "partial",
    "space_eval",
]

_logger = logging.getLogger("bayesopt.hyperopt")
_SEED = "HYPEROPT_FMIN_SEED"


def fmin(
    fn: Callable[..., Any],
    space: Any,
    algo: Algorithm | None = None,
    max_evals: int | None = None,
    timeout: float | None = None,
    loss_threshold: float | None = None,
    trials: Trials | None = None,
    rstate: Random = None,
    allow_trials_fmin: bool = True,
    pass_expr_memo_ctrl: bool | None = None,
    catch_eval_exceptions: bool = False,
    verbose: bool = True,
    return_argmin: bool = True,
    points_to_evaluate: Iterable[Mapping[str, Any]] | None = None,
    max_queue_len: int = 1,
    show_progressbar: bool | Progress = True,
    early_stop_fn: EarlyStop | None = None,
    trials_save_file: str = "",
    *,
    return_values: bool = False,
) -> Any:
    """The point of `space` with the lowest loss that a search has found.

    fn : takes a point; returns its loss, or a dict with 'status' (STATUS_OK or STATUS_FAIL),
        'loss' and whatever else should be kept; 'attachments' in it are kept apart.
    space : nested dicts, lists and tuples with `hp` expressions; "annotated" for one argument of
        `fn` per parameter, annotated with its expression.
    algo : tpe.suggest (if not given), rand.suggest, anneal.suggest, atpe.suggest, a `partial` of
        one, or a function of (new_ids, domain, trials, seed) that returns documents.
    max_evals : how many trials there should be in the end, those in `trials` included.
    timeout : seconds after which no trial is begun. loss_threshold : stop once a loss is below.
    trials : where they are kept, and may be already.
    rstate : a seed, a Generator or a RandomState; if not given, HYPEROPT_FMIN_SEED of the
        environment, or chance.
    allow_trials_fmin : let a `trials` of another class run the search by a `fmin` of its own.
    pass_expr_memo_ctrl : call `fn(expr=, memo=, ctrl=)`.
    catch_eval_exceptions : go on where `fn` raises; the trial is then left out of `trials`.
    points_to_evaluate : assignments to begin with, on top of `max_evals`; not with `trials`.
    max_queue_len : how many trials are suggested at once.
    verbose, show_progressbar : a bar where tqdm is installed, or what a function makes of
        (initial, total).
    early_stop_fn : called with (trials, *state) after each trial; returns (stop, state).
    trials_save_file : JSON, written after each trial; read if it exists and there is no `trials`.

    Returns `trials.argmin`: values by label, for a choice the number of the option.
    return_values : if true, the option itself instead of its number.
    return_argmin : if false, the point as `fn` takes it; None if there is no trial.
    Raises AllTrialsFailed if no trial has a loss, and whatever `fn` raises.
    """
    if not isinstance(trials, Trials | None):
        raise TypeError(f"trials = {shown(trials)}; pass a bayesopt.hyperopt.Trials, or None")
    _check_limit(timeout, "timeout", positive=True)
    _check_limit(loss_threshold, "loss_threshold", positive=False)
    if isinstance(space, str) and space == "annotated":
        space, fn = _annotated(fn), _by_name(fn)
    options: dict[str, Any] = {
        "max_evals": _max_evals(max_evals),
        "timeout": timeout,
        "loss_threshold": loss_threshold,
        "max_queue_len": max_queue_len,
        "rstate": _seeded(rstate),
        "verbose": verbose,
        "show_progressbar": show_progressbar,
        "early_stop_fn": early_stop_fn,
        "trials_save_file": trials_save_file,
        "catch_eval_exceptions": catch_eval_exceptions,
    }
    algo = tpe.suggest if algo is None else algo
    if not callable(algo):
        raise TypeError(f"algo = {shown(algo)} is no algorithm; pass tpe.suggest, say")
    if trials is None:
        trials = _begun(trials_save_file, points_to_evaluate)
    elif allow_trials_fmin and type(trials).fmin is not Trials.fmin:
        options |= {"pass_expr_memo_ctrl": pass_expr_memo_ctrl, "return_argmin": return_argmin}
        return trials.fmin(fn, space, algo=algo, **options)
    check_callable("fn", fn, "point")
    domain = Domain(fn, space, pass_expr_memo_ctrl)
    FMinIter(algo, domain, trials, **options).exhaust()
    return answer(space, trials, return_argmin, return_values)


def answer(space: Any, trials: Trials, return_argmin: bool, return_values: bool = False) -> Any:
    """What `fmin` returns; arguments as there."""
    if not return_argmin:
        return space_eval(space, trials.argmin) if len(trials) else None
    return real_values(space, trials.argmin) if return_values else trials.argmin


def _check_limit(value: Any, name: str, positive: bool) -> None:
    number = isinstance(value, Real) and not isinstance(value, bool)
    if value is not None and not (number and (value > 0 or not positive)):
        kind = "a positive number" if positive else "a number"
        raise ValueError(f"{name} = {shown(value)}; pass {kind}, or None for no limit")


def _max_evals(given: Any) -> int:
    if given is None:
        return sys.maxsize
    round_number = isinstance(given, float) and given.is_integer()  # 1e3, say
    return whole("max_evals", int(given) if round_number else given, 0)


def _seeded(rstate: Random) -> Random:
    seed = os.environ.get(_SEED, "")
    return int(seed) if rstate is None and seed else rstate


def _begun(path: str, points: Iterable[Mapping[str, Any]] | None) -> Trials:
    """The trials that a search starts with."""
    if path and os.path.exists(path):
        return saving.load(path)
    return Trials() if points is None else generate_trials_to_calculate(points)


def _annotated(fn: Callable[..., Any]) -> dict[str, Any]:
    space = {k: v for k, v in inspect.get_annotations(fn).items() if k != "return"}
    for name, annotation in space.items():
        if not isinstance(annotation, Apply):
            raise InvalidAnnotatedParameter(
                f"{name!r} is annotated with {shown(annotation)}; with space='annotated' "
                f"annotate each argument with an hp expression"
            )
    return space


def _by_name(fn: Callable[..., Any]) -> Callable[..., Any]:
    return lambda point: fn(**point)


def generate_trial(tid: int, space: Mapping[str, Any]) -> Document:
    """A document of number `tid` that waits for the evaluation of an assignment.

    Raises TypeError for what is no mapping from labels to numbers.
    """
    numbers = isinstance(space, Mapping) and all(isinstance(v, Real) for v in space.values())
    if not numbers:
        raise TypeError(
            f"{shown(space)} is no assignment; pass {{label: number}}, for a choice the number "
            f"of the option"
        )
    return new_document(tid, {"status": "new"}, new_misc(tid, space, space))


def generate_trials_to_calculate(points: Iterable[Mapping[str, Any]]) -> Trials:
    """Trials that begin with these assignments: each a value by label, numbers for choices."""
    if isinstance(points, str | Mapping) or not isinstance(points, Iterable):
        raise TypeError(f"points_to_evaluate = {shown(points)}; pass a list of dicts")
    trials = Trials()
    documents = [generate_trial(tid, point) for tid, point in enumerate(points)]
    trials.insert_trial_docs(documents)
    return trials


def fmin_pass_expr_memo_ctrl(f: Callable[..., Any]) -> Callable[..., Any]:
    """Have `fmin` call `f(expr=, memo=, ctrl=)`: the space, the draws' values and a Ctrl."""
    f.fmin_pass_expr_memo_ctrl = True  # type: ignore[attr-defined]
    return f


def partial(fn: Callable[..., Any], **kwargs: Any) -> Callable[..., Any]:
    """`functools.partial` that keeps the mark of `fmin_pass_expr_memo_ctrl`."""
    bound = functools.partial(fn, **kwargs)
    return fmin_pass_expr_memo_ctrl(bound) if hasattr(fn, "fmin_pass_expr_memo_ctrl") else bound
