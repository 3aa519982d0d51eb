"""SMAC3 with the facade that its documentation names for the kind of space."""

import tempfile
from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Domain, Params, Side
from benchmarks.peers.peer import Peer, Task


class Smac(Peer):
    """The Gaussian process of BlackBoxFacade where all parameters are numbers, else the random
    forest of HyperparameterOptimizationFacade. It knows the number of evaluations, on which its
    first points depend. Set here: deterministic, since every point is told once.
    """

    packages: ClassVar[tuple[str, ...]] = ("smac", "ConfigSpace", "scikit-learn", "numpy")

    def __init__(self, task: Task) -> None:
        from smac import BlackBoxFacade, HyperparameterOptimizationFacade, Scenario
        from smac.runhistory.dataclasses import TrialValue

        choices = any(isinstance(side, Choice) for side in task.domain.values())
        facade: Any = HyperparameterOptimizationFacade if choices else BlackBoxFacade
        self._domain, self._value = task.domain, TrialValue
        self._folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            configspace(task.domain, task.seed),
            deterministic=True,
            n_trials=task.evaluations,
            seed=task.seed,
            output_directory=self._folder.name,
        )
        self._smac = facade(scenario, _unused, overwrite=True, logging_level=50)

    def ask(self) -> Params:
        self._info = self._smac.ask()
        found = dict(self._info.config)
        return {
            name: _plain(side, found[name]) for name, side in self._domain.items() if name in found
        }

    def tell(self, params: Params, value: float) -> None:
        self._smac.tell(self._info, self._value(cost=value, time=0.0), save=False)


def _unused(config: Any, seed: int = 0) -> float:
    raise AssertionError("driven by ask and tell")


def _plain(side: Side, x: Any) -> Any:
    if isinstance(side, Choice):
        return next(choice for choice in side.choices if choice == x)
    return side.cast(float(x))


def configspace(domain: Domain, seed: int) -> Any:
    """The parameters and their conditions as ConfigSpace has them."""
    from ConfigSpace import ConfigurationSpace, InCondition

    space = ConfigurationSpace(seed=seed)
    made = {name: hyperparameter(name, side) for name, side in domain.items()}
    space.add(*made.values())
    space.add(
        *(
            InCondition(made[name], made[side.when.parent], list(side.when.values))
            for name, side in domain.items()
            if side.when is not None
        )
    )
    return space


def hyperparameter(name: str, side: Side) -> Any:
    from ConfigSpace import (
        CategoricalHyperparameter,
        UniformFloatHyperparameter,
        UniformIntegerHyperparameter,
    )

    if isinstance(side, Choice):
        return CategoricalHyperparameter(name, list(side.choices))
    if side.whole:
        return UniformIntegerHyperparameter(name, int(side.low), int(side.high), log=side.log)
    return UniformFloatHyperparameter(name, side.low, side.high, log=side.log)
