"""How long nothing better has been found.

Where a function has many local minima, a process that has learnt from the trials about one of
them may expect nothing anywhere else, and go on there for ever. What it expects is then not to be
relied on: every TURN-th trial goes by optimism, as soon as SOON trials have bettered nothing.
Together with the turns that TPE gets later (`choosing`): 399 runs on problems of the race, after
60 evaluations 47 better and 50 worse, after 100 94 and 99; but 0.5, 120, 0.37 and 0.35 became 0.4,
63, 0.21 and 0.18 after 100, in the median, on functions by Salomon and Shubert, the drop wave and
the second by Schaffer. Ten trials instead of fifteen: more there, less elsewhere.
"""

from bayesopt.acquisition import UCB
from bayesopt.history import FrozenTrial, History, Log, TrialState
from bayesopt.kept import Kept
from bayesopt.samplers.learning import modelled

SOON = 15  # complete trials
TURN = 2
OPTIMISM = UCB(3.0)


class Progress:
    """The best of a log's trials of a single objective, and how many have not bettered it since.

    since : of those that a process suggested.
    """

    def __init__(self, log: Log, key: object) -> None:
        self.since = 0
        self._sign = float(log.signs[0])
        self._best: float | None = None

    def take(self, trial: FrozenTrial) -> None:
        """See Digest."""
        if trial.state is not TrialState.COMPLETE or trial.values is None or len(trial.values) > 1:
            return
        value = self._sign * trial.values[0]
        if trial.feasible and (self._best is None or value < self._best):
            self._best, self.since = value, 0
        else:
            self.since += modelled(trial)


class Stall:
    """Tells how many complete trials have bettered nothing, up to now."""

    def __init__(self) -> None:
        self._kept = Kept(Progress)

    def trials(self, history: History) -> int:
        """So many; 0 with several objectives."""
        with self._kept.at(history) as progress:
            return progress.since

    def calls_for_optimism(self, history: History) -> bool:
        """Whether the next trial is to go by it."""
        return history.number % TURN == 0 and self.trials(history) >= SOON
