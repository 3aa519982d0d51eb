"""Which peers there are. To add one: a file with one class, a row here and one in `field`."""

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError

from benchmarks.peers.environments import HEBO, PEERS, SMAC, Environment
from benchmarks.peers.peer import Peer, Ranges, task


@dataclass(frozen=True)
class Row:
    """Where the adapter of a peer is, what reports call it, and the environment it lives in."""

    module: str
    cls: str
    label: str
    home: Environment = PEERS

    def load(self) -> type[Peer]:
        peer: type[Peer] = getattr(import_module(f"benchmarks.peers.{self.module}"), self.cls)
        return peer


ROSTER = {
    "bayesopt": Row("ours", "BayesoptDefault", "bayesopt, default"),
    "bayesopt-tpe": Row("ours", "BayesoptTPE", "bayesopt TPESampler"),
    "bayesopt-random": Row("ours", "BayesoptRandom", "bayesopt RandomSampler"),
    "optuna-gp": Row("optuna_samplers", "OptunaGP", "Optuna GPSampler"),
    "optuna-tpe": Row("optuna_samplers", "OptunaTPE", "Optuna TPESampler"),
    "optuna-random": Row("optuna_samplers", "OptunaRandom", "Optuna RandomSampler"),
    "rustuna-tpe": Row("rustuna_tpe", "RustunaTPE", "Rustuna TPESampler"),
    "botorch": Row("botorch_logei", "BotorchLogEI", "BoTorch"),
    "hyperopt": Row("hyperopt_tpe", "HyperoptTPE", "Hyperopt"),
    "skopt": Row("skopt_gp", "SkoptGP", "scikit-optimize"),
    "bayes-opt": Row("bayes_opt_gp", "BayesOpt", "bayesian-optimization"),
    "hebo": Row("hebo_mace", "Hebo", "HEBO", HEBO),
    "smac": Row("smac_facades", "Smac", "SMAC3", SMAC),
}


def available(name: str) -> bool:
    """Whether the packages of this peer are installed here."""
    try:
        ROSTER[name].load().versions()
    except PackageNotFoundError:
        return False
    return True


def create(name: str, ranges: Ranges, seed: int) -> Peer:
    return ROSTER[name].load()(task(ranges, seed))
