"""Optuna's samplers with their defaults, in an in-memory study driven by ask and tell."""

from abc import abstractmethod
from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Side, conditional, walk
from benchmarks.peers.peer import Params, Peer, Task


class OptunaPeer(Peer):
    """A study whose `ask` is given all ranges at once, so that samplers propose jointly.

    With conditions, parameters are suggested one after the other, as in an objective.
    """

    packages: ClassVar[tuple[str, ...]] = ("optuna", "numpy", "scipy")

    def __init__(self, task: Task) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._create_trial = optuna.create_trial
        self._domain = task.domain
        self._walks = conditional(task.domain)
        self._distributions = {name: distribution(side) for name, side in task.domain.items()}
        self._study = optuna.create_study(sampler=self.sampler(task.seed))

    @staticmethod
    @abstractmethod
    def sampler(seed: int) -> Any:
        """The sampler with its defaults."""

    def ask(self) -> Params:
        if self._walks:
            self._trial = self._study.ask()
            return walk(self._domain, self._suggest)
        self._trial = self._study.ask(self._distributions)
        return dict(self._trial.params)

    def _suggest(self, name: str, side: Side) -> Any:
        if isinstance(side, Choice):
            return self._trial.suggest_categorical(name, side.choices)
        suggest: Any = self._trial.suggest_int if side.whole else self._trial.suggest_float
        return suggest(name, side.low, side.high, log=side.log)

    def tell(self, params: Params, value: float) -> None:
        self._study.tell(self._trial, value)

    def add(self, params: Params, value: float) -> None:
        trial = self._create_trial(params=params, distributions=self._distributions, value=value)
        self._study.add_trial(trial)


def distribution(side: Side) -> Any:
    """The range as Optuna has it."""
    from optuna import distributions

    if isinstance(side, Choice):
        return distributions.CategoricalDistribution(side.choices)
    if side.whole:
        return distributions.IntDistribution(int(side.low), int(side.high), log=side.log)
    return distributions.FloatDistribution(side.low, side.high, log=side.log)


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
