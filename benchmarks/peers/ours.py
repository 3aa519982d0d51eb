"""bayesopt's GPSampler with its defaults, in an in-memory study driven by ask and tell."""

from typing import ClassVar

from benchmarks.peers.peer import Params, Peer, Ranges


class BayesoptGP(Peer):
    packages: ClassVar[tuple[str, ...]] = ("bayesopt", "numpy", "scipy")

    def __init__(self, ranges: Ranges, seed: int) -> None:
        import bayesopt

        self._create_trial = bayesopt.create_trial
        self._distributions = {
            name: bayesopt.Float(low, high) for name, (low, high) in ranges.items()
        }
        self._study = bayesopt.create_study(sampler=bayesopt.samplers.GPSampler(seed=seed))

    def ask(self) -> Params:
        self._trial = self._study.ask(self._distributions)
        return dict(self._trial.params)

    def tell(self, params: Params, value: float) -> None:
        self._study.tell(self._trial, value)

    def add(self, params: Params, value: float) -> None:
        trial = self._create_trial(params=params, distributions=self._distributions, value=value)
        self._study.add_trial(trial)
