"""The errors that bayesopt raises on purpose, each also the builtin that callers would expect."""


class BayesoptError(Exception):
    """Root of all errors raised by bayesopt on purpose."""


class InvalidParameter(BayesoptError, ValueError):
    """A search-space parameter, or a value for one, that makes no sense."""


class InvalidValue(BayesoptError, ValueError):
    """An objective value that is not a number, or not as many numbers as there are objectives."""


class AlreadyTold(BayesoptError, ValueError):
    """A result for a trial that already has one."""


class UnknownTrial(BayesoptError, ValueError):
    """A trial number that the study has never given out."""


class NoCompleteTrial(BayesoptError, ValueError):
    """A question about the best trial of a study that has none."""


class SpaceExhausted(BayesoptError):
    """Every point of a finite search space has been suggested already."""


class TrialPruned(BayesoptError):
    """Raised by an objective to stop its trial early; the last reported value is kept."""


class DuplicatedStudyError(BayesoptError):
    """A new study under a name that its storage already holds."""


class StudyNotFound(BayesoptError, KeyError):
    """A study name that its storage does not hold."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""
