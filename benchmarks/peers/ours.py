"""bayesopt's samplers with their defaults, in an in-memory study driven by ask and tell.

For timing beside the peers, in one process each. Races enter ours through `bayesopt.race`.
"""

from abc import abstractmethod
from typing import Any, ClassVar

from benchmarks.peers.domain import Choice
from benchmarks.peers.peer import Params, Peer, Task


class BayesoptPeer(Peer):
    """A study whose `ask` is given all ranges at once; floats only."""

    packages: ClassVar[tuple[str, ...]] = ("bayesopt", "numpy", "scipy")

    def __init__(self, task: Task) -> None:
        import bayesopt

        self._distributions: dict[str, Any] = {
            name: bayesopt.Float(side.low, side.high)
            for name, side in task.domain.items()
            if not isinstance(side, Choice)
        }
        self._study = bayesopt.create_study(sampler=self.sampler(task.seed))

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
        from bayesopt import FrozenTrial, TrialState

        trial = FrozenTrial(
            number=0,  # the study gives its own
            state=TrialState.COMPLETE,
            params=params,
            distributions=self._distributions,
            values=(value,),
        )
        self._study.add_trial(trial)


class BayesoptDefault(BayesoptPeer):
    @staticmethod
    def sampler(seed: int) -> Any:
        from bayesopt.samplers import AutoSampler

        return AutoSampler(seed=seed)


class BayesoptTPE(BayesoptPeer):
    packages: ClassVar[tuple[str, ...]] = ("bayesopt", "numpy")

    @staticmethod
    def sampler(seed: int) -> Any:
        from bayesopt.samplers import TPESampler

        return TPESampler(seed=seed)


class BayesoptRandom(BayesoptPeer):
    @staticmethod
    def sampler(seed: int) -> Any:
        from bayesopt.samplers import RandomSampler

        return RandomSampler(seed=seed)
