"""The errors under the names that Optuna's users know."""

from bayesopt.errors import AlreadyTold as UpdateFinishedTrialError
from bayesopt.errors import BayesoptError as OptunaError
from bayesopt.errors import DuplicatedStudyError, TrialPruned

__all__ = [
    "CLIUsageError",
    "DuplicatedStudyError",
    "ExperimentalWarning",
    "OptunaError",
    "StorageInternalError",
    "TrialPruned",
    "UpdateFinishedTrialError",
]


class CLIUsageError(OptunaError):
    """Never raised: the command line reports its errors itself. Here for `except` clauses."""


class StorageInternalError(OptunaError):
    """Never raised: what a database reports is passed on. Here for `except` clauses."""


class ExperimentalWarning(Warning):
    """Never warned: nothing here is marked experimental. Here for `warnings` filters."""
