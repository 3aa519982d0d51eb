"""Optuna's samplers with their defaults, in an in-memory study driven by ask and tell."""

from abc import abstractmethod
from typing import Any, ClassVar

from benchmarks.peers.peer import Params, Peer, Ranges


class OptunaPeer(Peer):
    """A study whose `ask` is given all ranges at once, so that samplers propose jointly."""

    packages: ClassVar[tuple[str, ...]] = ("optuna", "numpy", "scipy")

    def __init__(self, ranges: Ranges, seed: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._create_trial = optuna.create_trial
        self._distributions: dict[str, Any] = {
            name: optuna.distributions.FloatDistribution(low, high)
            for name, (low, high) in ranges.items()
        }
        self._study = optuna.create_study(sampler=self.sampler(seed))

    @staticmethod
    @abstractmethod
    def sampler(seed: int) -> Any:
        """The sampler with its defaults."""

    def ask(self) -> Params:
        self._trial = self._study.ask(self._distributions)
        return dict(self._trial.params)

    def tell(self, params: Params, value: float) -> None:
        self._study.tell(self._trial, value)

    def add(self, params: Params, value: float) -> None:
        trial = self._create_trial(params=params, distributions=self._distributions, value=value)
        self._study.add_trial(trial)


class OptunaGP(OptunaPeer):
    """GPSampler; greenlet must be installed, without it the sampler is 2.5 times slower."""

    packages: ClassVar[tuple[str, ...]] = ("optuna", "torch", "greenlet", "numpy", "scipy")

    @staticmethod
    def sampler(seed: int) -> Any:
        import optuna
        import torch

        torch.set_num_threads(1)
        return optuna.samplers.GPSampler(seed=seed)


class OptunaTPE(OptunaPeer):
    @staticmethod
    def sampler(seed: int) -> Any:
        import optuna

        return optuna.samplers.TPESampler(seed=seed)


class OptunaRandom(OptunaPeer):
    @staticmethod
    def sampler(seed: int) -> Any:
        import optuna

        return optuna.samplers.RandomSampler(seed=seed)
