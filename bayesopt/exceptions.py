"""The errors under the names that Optuna's users know."""

from bayesopt.errors import AlreadyTold as UpdateFinishedTrialError
from bayesopt.errors import BayesoptError as OptunaError
from bayesopt.errors import DuplicatedStudyError, TrialPruned

__all__ = ["DuplicatedStudyError", "OptunaError", "TrialPruned", "UpdateFinishedTrialError"]
