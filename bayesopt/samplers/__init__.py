"""The samplers. Those that need scipy are imported when first named."""

from typing import TYPE_CHECKING, Any

from bayesopt.absent import absent
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.samplers.bohb import BOHBSampler
from bayesopt.samplers.fixed import PartialFixedSampler
from bayesopt.samplers.grid import GridSampler
from bayesopt.samplers.qmc import QMCSampler
from bayesopt.samplers.random import RandomSampler

if TYPE_CHECKING:
    from bayesopt.samplers.gp import ActiveLearningSampler, GPSampler

BaseSampler = Sampler  # the name that Optuna's users know

__all__ = [
    "ActiveLearningSampler",
    "BOHBSampler",
    "BaseSampler",
    "GPSampler",
    "GridSampler",
    "PartialFixedSampler",
    "QMCSampler",
    "RandomSampler",
    "Sampler",
    "Suggestion",
]


def __getattr__(name: str) -> Any:
    if name in ("GPSampler", "ActiveLearningSampler"):
        from bayesopt.samplers import gp

        return getattr(gp, name)
    raise absent("samplers", name)
