"""The same tests on both libraries: what an Optuna script may rely on must hold here as well."""

import importlib
import warnings

import pytest


@pytest.fixture(params=["optuna", "bayesopt"])
def lib(request):
    """The library under test, under Optuna's names."""
    reason = "pip install bayesopt[parity]"
    library = pytest.importorskip(request.param, reason=reason)
    library.logging.set_verbosity(library.logging.ERROR)
    for name in ("distributions", "exceptions", "samplers", "storages", "study", "trial"):
        importlib.import_module(f"{request.param}.{name}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", library.exceptions.ExperimentalWarning)
        yield library


@pytest.fixture
def study(lib):
    """A study of one objective, with random parameters."""
    return lib.create_study(sampler=lib.samplers.RandomSampler(seed=1))


@pytest.fixture
def states(lib):
    """The states of trials by their names."""
    return lib.trial.TrialState
