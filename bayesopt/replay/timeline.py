"""Histories as suggestions once saw them, rebuilt from a log and from what they recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bayesopt.frozen import FrozenTrial
from bayesopt.history import History, Log
from bayesopt.seen import expanded, standing_as
from bayesopt.storages import TrialLog, Version


class Timeline:
    """The trials of `log`, and views of them as of any moment.

    amended : numbers of trials that somebody has changed after they had finished.
    Views are quickest in the order of their moments: caches of samplers then serve on.
    """

    def __init__(self, log: TrialLog) -> None:
        self._facts = log.facts
        written = list(log.since(0)[0])
        self.trials = {trial.number: trial for trial in written}
        finished = [trial for trial in written if trial.state.is_finished()]
        self._order = [trial.number for trial in finished]
        found = ((number, log.versions(number)) for number in self._order)
        self._versions = {number: versions for number, versions in found if versions}
        self.amended = frozenset(self._versions)
        self._memory = Log(self._facts.directions, self._facts.seed)
        self._absorbed: list[FrozenTrial] = []

    def view(self, moment: Mapping[str, Any], number: int) -> History:
        """What the suggestion of trial `number` saw. Raises LookupError if it is not there."""
        wanted = self._finished(moment)
        known = self._absorbed
        if len(known) > len(wanted) or any(
            a is not b for a, b in zip(known, wanted, strict=False)
        ):
            self._memory = Log(self._facts.directions, self._facts.seed)
            self._absorbed = known = []
        self._memory.absorb(wanted[len(known) :])
        self._absorbed = wanted
        return replace(
            self._memory.view(number), number=number, pending=self._running(moment, number)
        )

    def _finished(self, moment: Mapping[str, Any]) -> list[FrozenTrial]:
        ended, revision = moment["ended"], moment["revision"]
        numbers = self._order if isinstance(ended, int) else expanded(ended)
        trials = [self._at(number, revision) for number in numbers]
        kept = [trial for trial in trials if not trial.discarded]
        if isinstance(ended, int) and len(kept) < ended:
            raise LookupError(f"{ended} trials had finished, and {len(kept)} are there")
        return kept[:ended] if isinstance(ended, int) else kept

    def _at(self, number: int, revision: int) -> FrozenTrial:
        """The finished trial as it was up to `revision`."""
        versions: Sequence[Version] = self._versions.get(number, ())
        return next((v.trial for v in versions if v.revision > revision), self.trials[number])

    def _running(self, moment: Mapping[str, Any], number: int) -> tuple[FrozenTrial, ...]:
        running = {}
        for first, last, *stage in moment.get("running", ()):
            for other in range(first, last + 1):
                running[other] = standing_as(self.trials[other], *stage)
        return tuple(running[other] for other in sorted(running) if other != number)
