"""A study as of a trial, where several run at once: the same whatever the timing was."""

from dataclasses import replace

from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.history import History, Log
from bayesopt.seen import moments, standing_as


class AsOf:
    """Views of `log` that depend on trial numbers, not on who was faster.

    Trial n sees the results of the trials up to n - width, in the order of their numbers; those
    in between as pending, with what was planned for them, even if they have finished.

    log : what has happened. width : how many trials run at once.
    """

    def __init__(self, log: Log, width: int) -> None:
        self.log = log
        self.width = width
        self._plans: dict[int, FrozenTrial] = {}
        self._forget()

    def _forget(self) -> None:
        self._seen = Log(self.log.directions, self.log.seed)
        self._late: set[int] = set()  # trials that somebody who is not us still runs
        self._upto = 0

    def follow(self, log: Log) -> "AsOf":
        """The same for `log`, which takes the place of another if a result was amended."""
        if log is not self.log:
            self.log = log
            self._forget()
        return self

    def remember(self, planned: FrozenTrial) -> None:
        """Take in a trial as it was when it was asked for."""
        self._plans[planned.number] = as_planned(planned)

    def view(self, number: int) -> History:
        """What trial `number` may know."""
        with self.log.lock:
            if number - self.width < self._upto - 1:
                self._forget()
            oldest = max(number - self.width + 1, 0)  # of those that are pending
            self._late |= self.log.trials.keys() & set(range(self._upto, oldest))
            self._upto = max(oldest, self._upto)
            self._absorb()
            window = {k for k in range(oldest, number) if k in self.log.trials}
            pending = [self._planned(k) for k in sorted(self._late | window)]
        return replace(
            self._seen.view(number), pending=tuple(trial for trial in pending if trial is not None)
        )

    def _absorb(self) -> None:
        """Take in the results there are, in the order of their numbers."""
        for number in sorted(self._late):
            trial = self.log.trials[number]
            if trial.state.is_finished():
                self._seen.absorb([trial])
                self._late.discard(number)
                self._plans.pop(number, None)

    def _planned(self, number: int) -> FrozenTrial | None:
        trial = self.log.trials[number]
        if trial.state is TrialState.WAITING:
            return None
        return self._plans.get(number) or as_planned(trial)


def as_planned(trial: FrozenTrial) -> FrozenTrial:
    """`trial` before it ran, with what was planned when it was first asked for."""
    first = moments(trial)[-1:]
    attempt = first[0].get("attempt", 1) if first else trial.attempt
    standing = standing_as(trial, 0, len(trial.notes), attempt)
    seen = standing.seen or {}
    return replace(standing, seen={key: value for key, value in seen.items() if key != "extra"})
