"""Which parameters occur together."""

from bayesopt.history import History, Log, TrialState
from bayesopt.space import Param, Space


class Patterns:
    """The parameters that a log's finished trials have used, in groups that occur together.

    Two parameters are in one group if every trial used both of them or neither.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.finished = 0
        self._params: dict[str, Param] = {}  # as last used, in the order of first use
        self._seen: set[frozenset[str]] = set()
        self._groups: list[frozenset[str]] = []

    def follow(self, history: History) -> None:
        """Take in the trials that have finished since."""
        for trial in history.ended(self.finished):
            if trial.state is not TrialState.FAIL:
                self._params.update(trial.distributions)
                self._refine(frozenset(trial.distributions))
        self.finished = history.finished

    def _refine(self, names: frozenset[str]) -> None:
        if names in self._seen:
            return
        self._seen.add(names)
        split = [part for group in self._groups for part in (group & names, group - names)]
        split.append(names.difference(*self._groups))
        self._groups = [group for group in split if group]

    def spaces(self, asked: Space) -> list[Space]:
        """One space per group, of what has been used and what is `asked` for.

        Where all that is asked for is new, that is all there is to propose.
        """
        known = self._params
        if asked and all(known.get(name) != param for name, param in asked.items()):
            return [asked]
        params = {**known, **asked}
        groups = [*self._groups, frozenset(asked) - known.keys()]
        spaces = [Space({n: params[n] for n in params if n in group}) for group in groups]
        return [space.free for space in spaces if space.free]
