"""Rustuna's TPESampler with its defaults, in an in-memory study driven by ask and tell."""

from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Side, walk
from benchmarks.peers.peer import Params, Peer, Task


class RustunaTPE(Peer):
    """Parameters are suggested one by one: its `ask` takes no ranges."""

    packages: ClassVar[tuple[str, ...]] = ("rustuna",)

    def __init__(self, task: Task) -> None:
        import rustuna

        self._rustuna = rustuna
        self._domain = task.domain
        self._study = rustuna.create_study(sampler=rustuna.samplers.TPESampler(seed=task.seed))

    def ask(self) -> Params:
        self._trial = self._study.ask()
        return walk(self._domain, self._suggest)

    def _suggest(self, name: str, side: Side) -> Any:
        if isinstance(side, Choice):
            return self._trial.suggest_categorical(name, list(side.choices))
        if side.whole:
            return self._trial.suggest_int(name, int(side.low), int(side.high), log=side.log)
        return self._trial.suggest_float(name, side.low, side.high, log=side.log)

    def tell(self, params: Params, value: float) -> None:
        self._study.tell(self._trial.number, value)

    def add(self, params: Params, value: float) -> None:
        distribution = self._rustuna.distributions.FloatDistribution
        ranges: dict[str, Any] = {
            name: distribution(side.low, side.high)
            for name, side in self._domain.items()
            if not isinstance(side, Choice)
        }
        trial = self._rustuna.create_trial(params=params, distributions=ranges, value=value)
        self._study.add_trial(trial)
