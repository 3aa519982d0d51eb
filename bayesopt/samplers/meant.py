"""What was suggested and did not come about, where a range depends on other values.

A model that suggests b = 9 beside a = 1 learns nothing from the trial in which b had to be 1: the
point that it liked stays as promising as it was. So what was meant is noted, too.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bayesopt.history import FrozenTrial, History, Log, TrialState, fully_known
from bayesopt.kept import Kept
from bayesopt.params import FloatArray, Param
from bayesopt.samplers.notes import noted
from bayesopt.space import Space

MEANT = "meant"  # under which a suggestion's note keeps numbers by name
LATEST = 200  # points that did not come about, of which a model is told


class Ranges:
    """Which parameters of a log have had other ranges before, and what was meant in vain."""

    def __init__(self, log: Log, key: object) -> None:
        self.varied: set[str] = set()
        self.missed: list[dict[str, Any]] = []
        self._known: dict[str, Param] = {}
        self._latest: Mapping[str, Param] = {}  # as most trials have the same

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if trial.distributions != self._latest:
            self._latest = trial.distributions
            for name, param in trial.distributions.items():
                if self._known.setdefault(name, param) != param:
                    self.varied.add(name)
        if trial.state is not TrialState.COMPLETE:
            return
        for meant in noted(trial.notes, MEANT):
            self._compare(trial, meant)

    def _compare(self, trial: FrozenTrial, meant: Mapping[str, Any]) -> None:
        asked = trial.params.keys() & meant.keys() - trial.fixed_params.keys()
        if any(trial.params[name] != meant[name] for name in asked):
            self.missed.append({**trial.params, **{name: meant[name] for name in asked}})


class Meant:
    """Notes what is meant, and finds what was in vain."""

    def __init__(self) -> None:
        self._kept = Kept(Ranges)

    def note(self, params: Mapping[str, Any], space: Space, history: History) -> dict[str, Any]:
        """What to note of a suggestion of `params`: nothing where ranges stay the same."""
        with self._kept.at(history) as ranges:
            names = ranges.varied & params.keys()
        numbers = np.array(space.names)[~space.categorical].tolist()
        meant = {name: params[name] for name in numbers if name in names}
        return {MEANT: meant} if meant else {}

    def missed(self, space: Space, history: History) -> FloatArray:
        """Points (m, d) that were suggested and did not come about, as a model sees them."""
        with self._kept.at(history) as ranges:
            latest = ranges.missed[-LATEST:]
        return fully_known(space.place(space.encode(latest)))
