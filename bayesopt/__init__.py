"""Bayesian optimisation with a compiled core.

>>> import bayesopt
>>> study = bayesopt.create_study(seed=1)
>>> study.optimize(lambda trial: (trial.suggest_float("x", -1, 1) - 0.3) ** 2, n_trials=10)
>>> 0 <= study.best_value < 0.1
True

Names are imported when first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bayesopt import distributions, exceptions, hyperopt, plots, samplers, storages
    from bayesopt.errors import (
        AlreadyTold,
        BayesoptError,
        DuplicatedStudyError,
        InvalidParameter,
        InvalidValue,
        NoCompleteTrial,
        SpaceExhausted,
        StudyNotFound,
        TrialPruned,
        UnknownTrial,
    )
    from bayesopt.frozen import create_trial
    from bayesopt.gp import GP, Posterior
    from bayesopt.history import FrozenTrial, History, StudyDirection, TrialState
    from bayesopt.space import Categorical, Float, Int, Space
    from bayesopt.study import Study, create_study, load_study
    from bayesopt.trial import Trial

__version__ = "0.1.0"

_MODULES = {
    "errors": (
        "AlreadyTold",
        "BayesoptError",
        "DuplicatedStudyError",
        "InvalidParameter",
        "InvalidValue",
        "NoCompleteTrial",
        "SpaceExhausted",
        "StudyNotFound",
        "TrialPruned",
        "UnknownTrial",
    ),
    "frozen": ("create_trial",),
    "gp": ("GP", "Posterior"),
    "history": ("FrozenTrial", "History", "StudyDirection", "TrialState"),
    "space": ("Categorical", "Float", "Int", "Space"),
    "study": ("Study", "create_study", "load_study"),
    "trial": ("Trial",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
_SUBMODULES = (
    "acquisition",
    "distributions",
    "exceptions",
    "hyperopt",
    "plots",
    "samplers",
    "storages",
)

__all__ = [
    "GP",
    "AlreadyTold",
    "BayesoptError",
    "Categorical",
    "DuplicatedStudyError",
    "Float",
    "FrozenTrial",
    "History",
    "Int",
    "InvalidParameter",
    "InvalidValue",
    "NoCompleteTrial",
    "Posterior",
    "Space",
    "SpaceExhausted",
    "Study",
    "StudyDirection",
    "StudyNotFound",
    "Trial",
    "TrialPruned",
    "TrialState",
    "UnknownTrial",
    "create_study",
    "create_trial",
    "distributions",
    "exceptions",
    "hyperopt",
    "load_study",
    "plots",
    "samplers",
    "storages",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"bayesopt.{_HOMES[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"bayesopt.{name}")
    else:
        raise AttributeError(f"module 'bayesopt' has no attribute {name!r}")
    globals()[name] = value  # the next look-up finds it at once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})
