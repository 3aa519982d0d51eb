"""Names of Optuna that bayesopt has not, or no more: what to use instead."""

from typing import Any

from bayesopt.errors import BayesoptError, Missing

_RETRIED = "the storage alone: trials that are lost run again by themselves"
_NEW_NAMES = {
    "distributions.UniformDistribution": "FloatDistribution(low, high)",
    "distributions.LogUniformDistribution": "FloatDistribution(low, high, log=True)",
    "distributions.DiscreteUniformDistribution": "FloatDistribution(low, high, step=q)",
    "distributions.IntUniformDistribution": "IntDistribution(low, high, step=step)",
    "distributions.IntLogUniformDistribution": "IntDistribution(low, high, log=True)",
    "multi_objective": "create_study(directions=[...])",
    "structs": "bayesopt.trial for FrozenTrial and TrialState, bayesopt.study for StudyDirection",
    "create_multi_objective_study": "create_study(directions=[...])",
    "dashboard": "study.trials_dataframe()",
    "type_checking": "typing.TYPE_CHECKING",
    "artifacts": "set_user_attr(key, path) for files that you keep yourself",
    "importance.FanovaImportanceEvaluator": "PedAnovaImportanceEvaluator()",
    "importance.MeanDecreaseImpurityImportanceEvaluator": "PedAnovaImportanceEvaluator()",
    "integration": "callbacks=[...] of study.optimize()",
    "terminator": "a callback that calls study.stop()",
    "version": "bayesopt.__version__",
    "visualization.matplotlib": "bayesopt.plots, or bayesopt.visualization with plotly",
    "visualization.plot_hypervolume_history": "study.trials_dataframe() and your own plot",
    "visualization.plot_terminator_improvement": "plot_optimization_history(study)",
    "samplers.BaseGASampler": "TPESampler() or GPSampler()",
    "samplers.BruteForceSampler": "RandomSampler() with create_study(duplicates='avoid')",
    "samplers.NSGAIIISampler": "NSGAIISampler() or TPESampler()",
    "samplers.MOTPESampler": "TPESampler(), which takes several objectives",
    "samplers.IntersectionSearchSpace": "bayesopt.search_space.IntersectionSearchSpace",
    "samplers.intersection_search_space": "bayesopt.search_space.intersection_search_space",
    "samplers.nsgaii": "NSGAIISampler(), which crosses and mutates as Optuna does by default",
    "storages.JournalRedisStorage": "create_study(storage='postgresql://...')",
    "storages.JournalFileOpenLock": "JournalFileBackend(path), which has locks of its own",
    "storages.JournalFileSymlinkLock": "JournalFileBackend(path), which has locks of its own",
    "storages.BaseJournalLogStorage": "bayesopt.storages.Storage for one of your own",
    "storages.GrpcStorageProxy": "create_study(storage='postgresql://...')",
    "storages.journal.BaseJournalBackend": "bayesopt.storages.Storage for one of your own",
    "storages.journal.JournalFileOpenLock": "JournalFileBackend(path), which has locks of its own",
    "storages.journal.JournalFileSymlinkLock": (
        "JournalFileBackend(path), which has locks of its own"
    ),
    "storages.journal.JournalRedisBackend": "create_study(storage='postgresql://...')",
    "storages.run_grpc_proxy_server": "create_study(storage='postgresql://...')",
    "storages.RetryFailedTrialCallback": _RETRIED,
    "storages.RetryHeartbeatStaleTrialCallback": _RETRIED,
    "storages.fail_stale_trials": _RETRIED,
}

_NO_ATTRIBUTES = {
    "Study._study_id": "study.study_name",
    "Study.set_system_attr": "study.set_user_attr(key, value)",
    "Study.system_attrs": "study.user_attrs",
    "StudySummary._study_id": "study_name",
    "StudySummary.system_attrs": "user_attrs",
    "Trial.set_system_attr": "trial.set_user_attr(key, value)",
    "Trial.storage": "trial.study",
}


def no_attribute(owner: str, name: str) -> AttributeError:
    """What to raise for an attribute `name` that our class `owner` has not."""
    advice = _NO_ATTRIBUTES.get(f"{owner}.{name}")
    text = f"{owner!r} object has no attribute {name!r}"
    return AttributeError(text if advice is None else f"{text}; use {advice}")


def absent(module: str, name: str) -> BayesoptError | AttributeError:
    """What to raise for `name`, looked up in our `module` ("" for the package itself).

    A Missing for a name of Optuna's: an AttributeError would lose its text in
    `from bayesopt.samplers import NSGAIIISampler`. An AttributeError for any other.
    """
    advice = _NEW_NAMES.get(f"{module}.{name}".lstrip("."))
    owner = f"bayesopt.{module}".rstrip(".")
    if advice is None:
        return AttributeError(f"module {owner!r} has no attribute {name!r}")
    return Missing(f"{owner} has no {name}; use {advice}")


class Advice:
    """A finder of modules for the end of `sys.meta_path`: finds none, but says what to use in
    place of those that Optuna has.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Raise Missing for a module of Optuna's that is not here."""
        package, _, module = name.partition(".")
        if package == "bayesopt" and module in _NEW_NAMES:
            raise absent(*module.rpartition(".")[::2])
