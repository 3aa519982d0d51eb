"""How much is logged, and where to; the functions that Optuna's users know.

Everything goes through the standard library's logger "bayesopt": it is silent until somebody
asks, by `enable_default_handler()`, `set_verbosity(INFO)`, or by configuring it himself.
"""

import logging
import sys
from logging import CRITICAL, DEBUG, ERROR, FATAL, INFO, WARN, WARNING
from typing import TextIO

__all__ = [
    "CRITICAL",
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "WARN",
    "WARNING",
    "disable_default_handler",
    "disable_propagation",
    "enable_default_handler",
    "enable_propagation",
    "get_logger",
    "get_verbosity",
    "set_verbosity",
]

_root = logging.getLogger("bayesopt")


class _ErrorStream(logging.StreamHandler[TextIO]):
    """Writes to what is the error stream then, which notebooks and tests put in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The error stream."""
        return sys.stderr


_handler = _ErrorStream()
_handler.setFormatter(logging.Formatter("[%(levelname).1s %(asctime)s] %(message)s"))


def get_logger(name: str) -> logging.Logger:
    """The logger of that name."""
    return logging.getLogger(name)


def get_verbosity() -> int:
    """The level below which nothing is logged."""
    return _root.getEffectiveLevel()


def set_verbosity(verbosity: int) -> None:
    """Log what is at least of that level, to the error stream."""
    enable_default_handler()
    _root.setLevel(verbosity)


def enable_default_handler() -> None:
    """Write to the error stream."""
    _root.addHandler(_handler)


def disable_default_handler() -> None:
    """Do not write to the error stream."""
    _root.removeHandler(_handler)


def enable_propagation() -> None:
    """Pass what is logged on to the root logger."""
    _root.propagate = True


def disable_propagation() -> None:
    """Do not pass what is logged on to the root logger."""
    _root.propagate = False
