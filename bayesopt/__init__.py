"""Bayesian optimisation with a compiled core.

>>> import bayesopt
>>> study = bayesopt.create_study(seed=1)
>>> study.optimize(lambda trial: (trial.suggest_float("x", -1, 1) - 0.3) ** 2, n_trials=10)
>>> 0 <= study.best_value < 0.1
True

Names are imported when first used, so that importing the package costs next to nothing.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bayesopt.absent import Advice, absent

if TYPE_CHECKING:
    from bayesopt import (
        distributions,
        exceptions,
        hyperopt,
        importance,
        logging,
        plots,
        pruners,
        samplers,
        search_space,
        storages,
        study,
        trial,
        visualization,
    )
    from bayesopt.created import create_trial
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
    from bayesopt.gp import GP, Posterior
    from bayesopt.history import FrozenTrial, History, StudyDirection, TrialState
    from bayesopt.space import Categorical, Float, Int, Space
    from bayesopt.studies import (
        MaxTrialsCallback,
        StudySummary,
        copy_study,
        delete_study,
        get_all_study_names,
        get_all_study_summaries,
        load_study,
    )
    from bayesopt.study import Study, create_study
    from bayesopt.trial import FixedTrial, Trial

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
    "created": ("create_trial",),
    "gp": ("GP", "Posterior"),
    "history": ("FrozenTrial", "History", "StudyDirection", "TrialState"),
    "space": ("Categorical", "Float", "Int", "Space"),
    "study": ("Study", "create_study"),
    "studies": (
        "MaxTrialsCallback",
        "StudySummary",
        "copy_study",
        "delete_study",
        "get_all_study_names",
        "get_all_study_summaries",
        "load_study",
    ),
    "trial": ("FixedTrial", "Trial"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
_SUBMODULES = (
    "acquisition",
    "distributions",
    "exceptions",
    "hyperopt",
    "importance",
    "logging",
    "plots",
    "pruners",
    "samplers",
    "search_space",
    "storages",
    "study",
    "trial",
    "visualization",
)

__all__ = [
    "GP",
    "AlreadyTold",
    "BayesoptError",
    "Categorical",
    "DuplicatedStudyError",
    "FixedTrial",
    "Float",
    "FrozenTrial",
    "History",
    "Int",
    "InvalidParameter",
    "InvalidValue",
    "MaxTrialsCallback",
    "NoCompleteTrial",
    "Posterior",
    "Space",
    "SpaceExhausted",
    "Study",
    "StudyDirection",
    "StudyNotFound",
    "StudySummary",
    "Trial",
    "TrialPruned",
    "TrialState",
    "UnknownTrial",
    "copy_study",
    "create_study",
    "create_trial",
    "delete_study",
    "distributions",
    "exceptions",
    "get_all_study_names",
    "get_all_study_summaries",
    "hyperopt",
    "importance",
    "load_study",
    "logging",
    "plots",
    "pruners",
    "samplers",
    "search_space",
    "storages",
    "study",
    "trial",
    "visualization",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"bayesopt.{_HOMES[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"bayesopt.{name}")
    else:
        raise absent("", name)
    globals()[name] = value  # the next look-up finds it at once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})


sys.meta_path.append(Advice)  # for `import bayesopt.terminator`, which no __getattr__ sees
