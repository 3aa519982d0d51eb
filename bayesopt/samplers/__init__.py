"""The samplers. Those that need the compiled core are imported when first named."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bayesopt.absent import absent
from bayesopt.samplers.anneal import AnnealSampler
from bayesopt.samplers.auto import AutoSampler
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.bohb import BOHBSampler
from bayesopt.samplers.fixed import PartialFixedSampler
from bayesopt.samplers.grid import GridSampler
from bayesopt.samplers.qmc import QMCSampler
from bayesopt.samplers.random import RandomSampler

if TYPE_CHECKING:
    from bayesopt.samplers.active_learning import ActiveLearningSampler
    from bayesopt.samplers.cmaes import CmaEsSampler
    from bayesopt.samplers.genetic import NSGAIISampler
    from bayesopt.samplers.gp import GPSampler
    from bayesopt.samplers.region import TrustRegionSampler
    from bayesopt.samplers.tpe import TPESampler

BaseSampler = Sampler  # the name that Optuna's users know

__all__ = [
    "ActiveLearningSampler",
    "AnnealSampler",
    "AutoSampler",
    "BOHBSampler",
    "BaseSampler",
    "CmaEsSampler",
    "GPSampler",
    "GridSampler",
    "NSGAIISampler",
    "PartialFixedSampler",
    "QMCSampler",
    "RandomSampler",
    "Sampler",
    "Suggestion",
    "TPESampler",
    "TrustRegionSampler",
]

_HOMES = {
    "ActiveLearningSampler": "active_learning",
    "CmaEsSampler": "cmaes",
    "GPSampler": "gp",
    "NSGAIISampler": "genetic",
    "TPESampler": "tpe",
    "TrustRegionSampler": "region",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise absent("samplers", name)
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value
