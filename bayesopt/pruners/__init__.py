"""The pruners: which trials, of those that report how far they are, to stop early."""

from bayesopt.pruners.base import Pruner
from bayesopt.pruners.halving import SuccessiveHalvingPruner
from bayesopt.pruners.hyperband import HyperbandPruner
from bayesopt.pruners.nop import NopPruner
from bayesopt.pruners.patient import PatientPruner
from bayesopt.pruners.percentile import MedianPruner, PercentilePruner
from bayesopt.pruners.threshold import ThresholdPruner
from bayesopt.pruners.wilcoxon import WilcoxonPruner

BasePruner = Pruner  # the name that Optuna's users know

__all__ = [
    "BasePruner",
    "HyperbandPruner",
    "MedianPruner",
    "NopPruner",
    "PatientPruner",
    "PercentilePruner",
    "Pruner",
    "SuccessiveHalvingPruner",
    "ThresholdPruner",
    "WilcoxonPruner",
]
