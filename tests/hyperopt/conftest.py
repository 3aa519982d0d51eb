"""The same tests on both libraries: Hyperopt itself, where it is installed, and its front here."""

from importlib import import_module

import pytest


@pytest.fixture(params=["hyperopt", "bayesopt.hyperopt"])
def library(request):
    """Either package, by what its users import."""
    pytest.importorskip(request.param, reason="pip install bayesopt[parity]")
    return import_module(request.param)
