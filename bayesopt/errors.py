"""The errors that bayesopt raises on purpose, each also the builtin that callers would expect; and
how its messages are worded.
"""

import sys
import warnings
from typing import Any

_LONGEST = 200  # characters of one value in a message


class BayesoptError(Exception):
    """Root of all errors raised by bayesopt on purpose."""


class InvalidParameter(BayesoptError, ValueError):
    """A search-space parameter, or a value for one, that makes no sense."""


class InvalidValue(BayesoptError, ValueError):
    """An objective value that is not a number, or not as many numbers as there are objectives."""


class AlreadyTold(BayesoptError, ValueError, RuntimeError):
    """A result, or a change, for a trial that has ended."""


class LeaseLost(AlreadyTold):
    """A late result, or change, for a trial that has been given to another worker since."""


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


class StudyNotNamed(BayesoptError, ValueError):
    """No name for one of several studies, or for one of none."""


class NotJSON(BayesoptError, TypeError):
    """Something to be stored that JSON text cannot hold."""


class StoreError(BayesoptError):
    """A storage that cannot do its work; what it has acknowledged is still there."""


class StoreBusy(StoreError, TimeoutError):
    """A storage that others have kept locked for too long."""


class StoreCorrupt(StoreError):
    """A storage that does not hold what it should."""


class StoreFull(StoreError, OSError):
    """No space is left for what is to be stored."""


class StoreReadOnly(StoreError, PermissionError):
    """A change to a storage that may only be read."""


class StoreUnreachable(StoreError, ConnectionError):
    """A storage that cannot be opened, or whose server does not answer."""


class InvalidStorage(StoreError, ValueError):
    """What is passed for a storage, and names none."""


class NewerSchema(StoreError):
    """A storage written by a later version of bayesopt."""


class Missing(BayesoptError, ImportError):
    """A name that Optuna has and bayesopt has not; the message says what to use instead."""


def shown(value: Any) -> str:
    """`value` as messages show it: its repr, shortened where it is long."""
    try:
        text = repr(value)
    except Exception:  # a whole number of 5000 digits has none
        return f"<{type(value).__name__} that cannot be printed>"
    cut = len(text) - _LONGEST
    return text if cut <= 0 else f"{text[:_LONGEST]}... ({cut} characters more)"


def counted(count: int, thing: str) -> str:
    """A number of things in words: "1 trial", "2 trials"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def storable(text: str | None) -> str | None:
    """`text` as every storage can hold it: half a surrogate pair is written as its escape.

    Names of files that are no UTF-8 have such halves, and so the errors about them.
    """
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")


def warn(message: str, kind: type[Warning] = UserWarning) -> None:
    """Warn about the line of the caller's own code that led here."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "bayesopt":
        frame, level = frame.f_back, level + 1
    warnings.warn(message, kind, stacklevel=level)
