"""Rustuna's TPESampler with its defaults, in an in-memory study driven by ask and tell."""

from typing import Any, ClassVar

from benchmarks.peers.peer import Params, Peer, Ranges


class RustunaTPE(Peer):
    """Parameters are suggested one by one: its `ask` takes no ranges."""

    packages: ClassVar[tuple[str, ...]] = ("rustuna",)

    def __init__(self, ranges: Ranges, seed: int) -> None:
        import rustuna

        distribution = rustuna.distributions.FloatDistribution
        self._create_trial = rustuna.create_trial
        self._ranges = dict(ranges)
        self._distributions: dict[str, Any] = {
            name: distribution(low, high) for name, (low, high) in ranges.items()
        }
        self._study = rustuna.create_study(sampler=rustuna.samplers.TPESampler(seed=seed))

    def ask(self) -> Params:
        self._trial = self._study.ask()
        suggest = self._trial.suggest_float
        return {name: suggest(name, low, high) for name, (low, high) in self._ranges.items()}

    def tell(self, params: Params, value: float) -> None:
        self._study.tell(self._trial.number, value)

    def add(self, params: Params, value: float) -> None:
        trial = self._create_trial(params=params, distributions=self._distributions, value=value)
        self._study.add_trial(trial)
