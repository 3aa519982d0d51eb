"""What is searched: an objective and its space."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bayesopt.errors import shown
from bayesopt.hyperopt.documents import STATUS_NEW, STATUS_OK, STATUS_STRINGS, Document
from bayesopt.hyperopt.exceptions import InvalidLoss, InvalidResultStatus
from bayesopt.hyperopt.expressions import (
    Draw,
    Switch,
    as_apply,
    conditional,
    draws,
    evaluated,
    parts,
)
from bayesopt.params import Param

if TYPE_CHECKING:
    from bayesopt.hyperopt.trials import Attachments, Trials

_logger = logging.getLogger("bayesopt.hyperopt")


def space_eval(space: Any, hp_assignment: Mapping[str, Any]) -> Any:
    """The point of `space` that the assignment stands for.

    hp_assignment : values by label, for choices the number of the option; such as `fmin` returns.
    Raises LookupError for a parameter that takes part and has no value.
    """

    def lookup(draw: Draw) -> Any:
        if draw.label not in hp_assignment:
            raise LookupError(f"{shown(draw.label)} has no value in {shown(hp_assignment)}")
        return hp_assignment[draw.label]

    return evaluated(as_apply(space), lookup)


def real_values(space: Any, hp_assignment: Mapping[str, Any]) -> dict[str, Any]:
    """The assignment, label by label, with the option that was chosen instead of its number."""
    named = {
        part.index.label: part
        for part in parts(as_apply(space))
        if isinstance(part, Switch) and isinstance(part.index, Draw)
    }
    return {
        label: space_eval(named[label], hp_assignment) if label in named else value
        for label, value in hp_assignment.items()
    }


class Ctrl:
    """What an objective that asks for it may use: its trial, and a place for attachments."""

    info = staticmethod(_logger.info)
    warn = staticmethod(_logger.warning)
    error = staticmethod(_logger.error)
    debug = staticmethod(_logger.debug)

    def __init__(self, trials: "Trials", current_trial: Document | None = None) -> None:
        self.trials = trials
        self.current_trial = current_trial

    def checkpoint(self, r: Mapping[str, Any] | None = None) -> None:
        """Keep `r` as what is known of the trial's result so far."""
        if r is not None and self.current_trial is not None:
            self.current_trial["result"] = r

    @property
    def attachments(self) -> "Attachments":
        """The trial's attachments, by name; assignable."""
        if self.current_trial is None:
            raise LookupError("there is no current trial to attach anything to")
        return self.trials.trial_attachments(self.current_trial)


class Domain:
    """An objective and its space.

    fn : takes a point of the space; returns a loss, or a dict with 'status' and 'loss'.
    expr : nested dicts, lists and tuples with `hp` expressions.
    pass_expr_memo_ctrl : call `fn(expr=, memo=, ctrl=)` instead, and let it evaluate the space.
    params : the draws by label. space : parameters by label, if all of them always take part.
    Raises DuplicateLabel, a BadSearchSpace.
    """

    def __init__(
        self, fn: Callable[..., Any], expr: Any, pass_expr_memo_ctrl: bool | None = None
    ) -> None:
        self.fn = fn
        self.expr = as_apply(expr)
        self.params = draws(self.expr)
        self.pass_expr_memo_ctrl = (
            getattr(fn, "fmin_pass_expr_memo_ctrl", False)
            if pass_expr_memo_ctrl is None
            else pass_expr_memo_ctrl
        )
        declared = {label: draw.param for label, draw in self.params.items()}
        self.space: dict[str, Param] | None = None if conditional(self.expr) else declared

    def new_result(self) -> Document:
        """The result of a trial that nobody has evaluated."""
        return {"status": STATUS_NEW}

    def evaluate(self, config: Mapping[str, Any], ctrl: Ctrl) -> Document:
        """The objective's result for an assignment; its attachments go to `ctrl`.

        Raises InvalidResultStatus, InvalidLoss, and whatever the objective raises.
        """
        if self.pass_expr_memo_ctrl:
            memo = {draw: config[label] for label, draw in self.params.items() if label in config}
            returned = self.fn(expr=self.expr, memo=memo, ctrl=ctrl)
        else:
            returned = self.fn(space_eval(self.expr, config))
        result = as_result(returned)
        for name, value in result.pop("attachments", {}).items():
            ctrl.attachments[name] = value
        return result


def as_result(returned: Any) -> Document:
    """What an objective returned, as a dict with 'status', and with a float as 'loss' if ok."""
    if isinstance(returned, float | int | np.number):
        return {"loss": float(returned), "status": STATUS_OK}
    try:
        result = dict(returned)
    except (TypeError, ValueError):
        raise InvalidLoss(
            f"the objective returned {shown(returned)}; return a number, or a dict with "
            f"'loss' and 'status'",
            returned,
        ) from None
    status = result.get("status")
    if status not in STATUS_STRINGS:
        raise InvalidResultStatus(
            f"'status' is {shown(status)} in {shown(result)}; use STATUS_OK or STATUS_FAIL", result
        )
    if status == STATUS_OK:
        try:
            result["loss"] = float(result["loss"])
        except (TypeError, ValueError, KeyError):
            raise InvalidLoss(
                f"'loss' is {shown(result.get('loss'))} in {shown(result)}; "
                f"return a number, or STATUS_FAIL as 'status'",
                result,
            ) from None
    return result
