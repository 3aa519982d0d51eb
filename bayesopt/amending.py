"""What may be set right afterwards: results amended, trials discarded; and the study exported."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bayesopt.checksums import amended
from bayesopt.errors import UnknownTrial, shown
from bayesopt.findings import Findings
from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.outcome import final_values, judged
from bayesopt.trial import Trial

if TYPE_CHECKING:
    from bayesopt.storages import Version

Named = Trial | FrozenTrial | int


class Amending(Findings):
    """Changes to what has been recorded; each keeps what was there before."""

    def amend(
        self,
        trial: Named,
        values: float | Sequence[float] | None = None,
        state: TrialState | None = None,
    ) -> FrozenTrial:
        """Correct the result of a trial that has ended; what was told before is kept.

        values, state : as for `tell`. A discarded trial counts again.
        The trial keeps its number, and its place in the order of finishing.
        Raises UnknownTrial, InvalidValue.
        """
        known = self._ledger.recorded(self._number(trial))
        outcome = judged(values, state, len(self.directions))
        correct = amended(
            replace(
                known,
                state=outcome.state,
                values=final_values(outcome, known),
                error=None,
                discarded=False,
            ),
            known,
        )
        self._log.amend(correct)
        return correct

    def discard(self, trial: Named) -> FrozenTrial:
        """Take a trial out of the study: it keeps its number, and counts for nothing any more.

        It fails as discarded; samplers and pruners do not see it. A worker that runs it will
        find its result refused. What was told before is kept, and `amend` brings it back.
        Raises UnknownTrial.
        """
        known = self._ledger.recorded(self._number(trial))
        discarded = amended(
            replace(
                known,
                state=TrialState.FAIL,
                values=None,
                error="discarded",
                discarded=True,
                datetime_complete=known.datetime_complete or datetime.now(),
            ),
            known,
        )
        if known.state.is_finished():
            self._log.amend(discarded)
        else:
            self._log.put(discarded)
        return discarded

    def versions(self, trial: Named) -> "list[Version]":
        """What a trial was before each amendment, oldest first. Raises UnknownTrial."""
        return self._log.versions(self._number(trial))

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write the whole study into one new SQLite file, complete in itself, to take elsewhere.

        Raises StoreError if there is something at `path`, or it cannot be written.
        """
        from bayesopt.storages.sqlite.export import export  # imports sqlite3

        export(self._log, path)

    def _number(self, trial: Named) -> int:
        """The number of a trial. Raises UnknownTrial for what is none of this study."""
        if isinstance(trial, Trial) and trial.study._log.facts != self._log.facts:
            raise UnknownTrial(f"trial {trial.number} belongs to another study; tell that one")
        if isinstance(trial, Trial | FrozenTrial):
            return trial.number
        if isinstance(trial, bool) or not hasattr(trial, "__index__"):
            raise UnknownTrial(f"{shown(trial)} is neither a trial nor a number; pass one of them")
        return int(trial)
