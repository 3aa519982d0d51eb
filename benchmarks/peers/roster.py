"""Which peers there are. To add one: a file with one class, a row here and one in `field`."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from benchmarks.peers.environments import HEBO, PEERS, SMAC, Environment
from benchmarks.peers.machine import ROOT
from benchmarks.peers.peer import Peer, Ranges, task


@dataclass(frozen=True)
class Row:
    """Where the adapter of a peer is, what reports call it, and the environment it lives in."""

    module: str
    cls: str
    label: str
    home: Environment = PEERS

    @property
    def python(self) -> str:
        """The interpreter of its environment if there is one, or else this one."""
        return str(self.home.python) if self.home.made else sys.executable

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


def available(names: Sequence[str]) -> list[str]:
    """Those of the peers that are installed; the others are named on standard error."""
    found = [name for name in names if _installed(ROSTER[name])]
    missing = [ROSTER[name].label for name in names if name not in found]
    if missing:
        print(
            f"not installed: {', '.join(missing)}; python -m benchmarks.peers.setup",
            file=sys.stderr,
        )
    return found


def _installed(row: Row) -> bool:
    look = f"from benchmarks.peers import {row.module} as m; m.{row.cls}.versions()"
    found = subprocess.run([row.python, "-c", look], capture_output=True, check=False, cwd=ROOT)
    return found.returncode == 0


def create(name: str, ranges: Ranges, seed: int) -> Peer:
    return ROSTER[name].load()(task(ranges, seed))
