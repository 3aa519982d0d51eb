"""Histories as suggestions once saw them, rebuilt from a log and from what they recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bayesopt.checksums import incomplete, untrue
from bayesopt.frozen import FrozenTrial
from bayesopt.history import History, Log
from bayesopt.seen import expanded, standing_as
from bayesopt.storages import TrialLog, Version


class Timeline:
    """The trials of `log`, and views of them as of any moment.

    missing : numbers that were given, and of which there is no record. cut : whether what was
    written last is missing. miscounted : whether there is more than was counted.
    Views are quickest in the order of their moments: caches of samplers then serve on.
    """

    def __init__(self, log: TrialLog) -> None:
        self._facts = log.facts
        numbered = log.next_number()  # before the trials are read: others may go on
        trials, newest = log.since(0)
        written = list(trials)
        self.cut = newest > 0 and not [*log.since(newest - 1)[0]]
        self.trials = {trial.number: trial for trial in written}
        self.miscounted = _miscounted(log, newest, max(self.trials, default=-1))
        self.missing = [k for k in range(numbered) if k not in self.trials]
        finished = [trial for trial in written if trial.state.is_finished()]
        self._order = [trial.number for trial in finished]
        found = ((number, log.versions(number)) for number in self._order)
        self._versions = {number: versions for number, versions in found if versions}
        self._forgotten = {
            trial.number
            for trial in finished
            if "amended" in (trial.seen or {}) and trial.number not in self._versions
        }
        self._memory = Log(self._facts.directions, self._facts.seed)
        self._all = finished
        self._untouched = not self._versions and not any(trial.discarded for trial in finished)
        self._source: list[FrozenTrial] = []  # of which the memory holds the first so many:
        self._count = 0

    def altered(self, number: int) -> str:
        """What of the trial, or of what it was before an amendment, is not what was told."""
        past = [version.trial for version in self._versions.get(number, ())]
        if incomplete(self.trials[number], past):
            return "what it was before an amendment is missing"
        told = enumerate([*past, self.trials[number]])
        return next(filter(None, (untrue(trial, k) for k, trial in told)), "")

    def forgotten(self, moment: Mapping[str, Any]) -> list[int]:
        """Trials that were seen then and have been amended, of which it is not kept how: a copy
        leaves that behind.
        """
        ended = moment["ended"]
        seen = self._order[:ended] if isinstance(ended, int) else expanded(ended)
        return sorted(self._forgotten.intersection(seen))

    def view(self, moment: Mapping[str, Any], number: int) -> History:
        """What the suggestion of trial `number` saw. Raises LookupError if it is not there."""
        if self._untouched and isinstance(moment["ended"], int):
            wanted, count = self._all, moment["ended"]
        else:
            wanted = self._finished(moment)
            count = len(wanted)
        if count > len(wanted):
            raise LookupError(f"{count} trials had finished, and {len(wanted)} are there")
        self._absorb(wanted, count)
        return replace(
            self._memory.view(number), number=number, pending=self._running(moment, number)
        )

    def _absorb(self, wanted: list[FrozenTrial], count: int) -> None:
        """Let the memory hold the first `count` of `wanted`: what it holds, and more, or anew."""
        known, held = self._source, self._count
        goes_on = held <= count and (
            known is wanted or all(a is b for a, b in zip(known[:held], wanted, strict=False))
        )
        if not goes_on:
            self._memory = Log(self._facts.directions, self._facts.seed)
            held = 0
        self._memory.absorb(wanted[held:count])
        self._source, self._count = wanted, count

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


def _miscounted(log: TrialLog, newest: int, last: int) -> bool:
    """Whether there are revisions beyond the `newest`, or no number beyond that of the `last`."""
    beyond, later = log.since(newest)
    return (later == newest and bool([*beyond])) or log.next_number() <= last
