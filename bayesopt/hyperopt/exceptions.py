"""What goes wrong, under the names that Hyperopt's users catch."""

from typing import Any

from bayesopt.errors import BayesoptError, shown


class BadSearchSpace(BayesoptError):
    """A search space that makes no sense."""


class DuplicateLabel(BadSearchSpace):
    """A search space with one label for two parameters."""


class InvalidTrial(BayesoptError, ValueError):
    """A document that is no trial."""

    def __init__(self, message: str, obj: Any) -> None:
        super().__init__(f"{message}: {shown(obj)}")
        self.obj = obj


class _InvalidResult(BayesoptError, ValueError):
    def __init__(self, message: str, result: Any) -> None:
        super().__init__(message)
        self.result = result


class InvalidResultStatus(_InvalidResult):
    """A result whose 'status' is missing or unknown."""


class InvalidLoss(_InvalidResult):
    """A result whose 'loss' is missing or no number."""


class InvalidAnnotatedParameter(BayesoptError, ValueError):
    """An argument of the objective that is not annotated with an `hp` expression."""


class AllTrialsFailed(BayesoptError):
    """A question about the best trial where none has succeeded."""
