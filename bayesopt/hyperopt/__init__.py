"""Hyperopt's front: scripts run after `hyperopt` has become `bayesopt.hyperopt` in their imports.

>>> from bayesopt.hyperopt import fmin, hp, rand
>>> best = fmin(lambda x: x**2, hp.uniform("x", -1, 1), rand.suggest, 20, rstate=1, verbose=False)
>>> abs(best["x"]) < 0.5
True
"""

from typing import Any

from bayesopt.hyperopt import anneal, atpe, early_stop, exceptions, hp, mix, pyll, rand, tpe
from bayesopt.hyperopt.base import (
    JOB_STATE_DONE,
    JOB_STATE_ERROR,
    JOB_STATE_NEW,
    JOB_STATE_RUNNING,
    JOB_STATES,
    STATUS_FAIL,
    STATUS_NEW,
    STATUS_OK,
    STATUS_RUNNING,
    STATUS_STRINGS,
    STATUS_SUSPENDED,
    Ctrl,
    Domain,
    Trials,
    trials_from_docs,
)
from bayesopt.hyperopt.fmin import (
    FMinIter,
    fmin,
    fmin_pass_expr_memo_ctrl,
    generate_trials_to_calculate,
    partial,
    space_eval,
)
from bayesopt.hyperopt.missing import advise
from bayesopt.hyperopt.spark import SparkTrials

__all__ = [
    "JOB_STATES",
    "JOB_STATE_DONE",
    "JOB_STATE_ERROR",
    "JOB_STATE_NEW",
    "JOB_STATE_RUNNING",
    "STATUS_FAIL",
    "STATUS_NEW",
    "STATUS_OK",
    "STATUS_RUNNING",
    "STATUS_STRINGS",
    "STATUS_SUSPENDED",
    "Ctrl",
    "Domain",
    "FMinIter",
    "SparkTrials",
    "Trials",
    "anneal",
    "atpe",
    "early_stop",
    "exceptions",
    "fmin",
    "fmin_pass_expr_memo_ctrl",
    "generate_trials_to_calculate",
    "hp",
    "mix",
    "partial",
    "pyll",
    "rand",
    "space_eval",
    "tpe",
    "trials_from_docs",
]


def __getattr__(name: str) -> Any:
    return advise(name, __name__)
