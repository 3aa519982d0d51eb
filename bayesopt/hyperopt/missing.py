"""What Hyperopt has and this package has not: each name leads to one line of advice."""

from collections.abc import Callable
from typing import Any, NoReturn

ADVICE = {
    "MongoTrials": "bayesopt keeps no trials in MongoDB; use Trials() and trials_save_file",
    "mongoexp": "bayesopt keeps no trials in MongoDB; use Trials() and trials_save_file",
    "plotting": "bayesopt draws trials with bayesopt.plots, from `trials.study`",
    "graph_viz": "bayesopt draws no graphs of spaces; print the space instead",
    "ipy": "bayesopt does not run trials on IPython engines; use Trials()",
    "criteria": "bayesopt has its criteria in bayesopt.acquisition",
    "rdists": "bayesopt has its distributions as parameters; see `hp`, and pyll.stochastic.sample",
}


def advise(name: str, module: str) -> NoReturn:
    """Raise ImportError with the advice for `name`, AttributeError where there is none."""
    if name in ADVICE:
        raise ImportError(f"{name}: {ADVICE[name]}")
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def nothing_of(topic: str) -> Callable[[str], Any]:
    """A module's `__getattr__` that raises ImportError with the advice for `topic`."""

    def look_up(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{name}: {ADVICE[topic]}")

    return look_up
