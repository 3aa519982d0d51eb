"""One's turn to write to a study: what happens to its rows within one transaction."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import datetime
from typing import Any

from bayesopt.documents.text import to_text
from bayesopt.documents.trials import TrialRow, TrialTexts
from bayesopt.errors import UnknownTrial
from bayesopt.history import FrozenTrial
from bayesopt.storages.attempts import Attempt, after_loss, lost_attempt, numbered
from bayesopt.storages.tables import statements
from bayesopt.storages.tables.connections import Counters, Database, Row
from bayesopt.storages.tables.schema import digest
from bayesopt.storages.workers import Worker


class Turn:
    """A study that nobody else writes to for the moment.

    counters : where it stands, read under the lock. spaces : ids of texts in the table `space`
    that are known to be there.
    next_number : the one that a new trial gets.
    """

    def __init__(
        self,
        db: Database,
        study: int,
        counters: Counters,
        texts: TrialTexts,
        spaces: dict[str, int],
    ) -> None:
        self.db = db
        self._study = study
        self._counters = counters
        self._revision, self.next_number, self.now = counters
        self._texts = texts
        self._spaces = spaces

    def end(self) -> None:
        """Write down where the study stands now."""
        counted = self._revision, self.next_number
        if counted != self._counters[:2]:
            self.db.execute(statements.COUNT, (*counted, self._study))

    # --- trials

    def status(self, number: int) -> Row:
        """State, attempt and worker of a trial. Raises UnknownTrial."""
        found = self.db.execute(statements.STATUS, (self._study, number)).fetchone()
        if found is None:
            raise unknown(number)
        return tuple(found)

    def trial(self, number: int) -> FrozenTrial:
        """The trial of that number. Raises UnknownTrial."""
        row = self.db.execute(statements.ONE, (self._study, number)).fetchone()
        if row is None:
            raise unknown(number)
        return self._texts.trial(row[0], TrialRow(*row[1:]))

    def first_waiting(self) -> FrozenTrial | None:
        """The waiting trial of the lowest number."""
        found = self.db.execute(statements.FIRST_WAITING, (self._study,)).fetchone()
        return None if found is None else self.trial(found[0])

    def insert(self, draft: FrozenTrial, worker: Worker | None) -> FrozenTrial:
        """`draft` under the next number and revision, claimed by `worker`."""
        trial = numbered(draft, self.next_number)
        self.next_number += 1
        self._revision += 1
        finished = self._revision if trial.state.is_finished() else None
        row = (
            self._study,
            trial.number,
            *self._cells(self._texts.row(trial)),
            self._revision,
            finished,
        )
        self.db.execute(statements.INSERT, (*row, *self._claim(worker)))
        return trial

    def update(self, trial: FrozenTrial, row: TrialRow | None = None) -> int:
        """Write `trial` under the next revision, which is returned; its claim begins anew.

        row : of the trial, if it has been made already.
        """
        self._revision += 1
        finished = self._revision if trial.state.is_finished() else None
        row = self._texts.row(trial) if row is None else row
        values = (*self._cells(row), self._revision, finished, self.now)
        self.db.execute(statements.UPDATE, (*values, self._study, trial.number))
        return self._revision

    def keep_version(self, known: FrozenTrial, revision: int) -> None:
        """Keep what a trial was until `revision`."""
        document = to_text(list(self._texts.row(known)), "version")
        version = (self._study, known.number, revision, document)
        self.db.execute(statements.NEW_VERSION, version)

    def _cells(self, row: TrialRow) -> Row:
        return (*row[:2], self._space_id(row.space), *row[3:])

    def _space_id(self, text: str) -> int:
        """The row that holds the parameters of that text; nothing is remembered of a new one, as
        the transaction may yet come to nothing.
        """
        if text not in self._spaces:
            key = self._study, digest(text)
            found = self.db.execute(statements.SPACE_ID, key).fetchone()
            if found is None:
                self.db.execute(statements.NEW_SPACE, (*key, text))
                return int(self.db.execute(statements.SPACE_ID, key).fetchone()[0])
            self._spaces[text] = found[0]
        return self._spaces[text]

    # --- attempts and workers

    def start(self, trial: FrozenTrial, worker: Worker | None) -> FrozenTrial:
        """Let a trial that waits run as `trial`, claimed by `worker`."""
        self.db.execute(statements.CLAIM, (*self._claim(worker), self._study, trial.number))
        self.update(trial)
        return trial

    def _claim(self, worker: Worker | None) -> Row:
        if worker is None:
            return None, None, None
        return str(worker), worker.lease, self.now + worker.lease

    def keep_attempt(self, number: int, attempt: Attempt) -> None:
        """Keep an attempt that has not finished its trial."""
        self.forget_attempt(number, attempt.attempt)
        row = (self._study, number, *map(_cell, astuple(attempt)))
        self.db.execute(statements.NEW_ATTEMPT, row)

    def forget_attempt(self, number: int, attempt: int) -> None:
        """Forget that an attempt was lost or interrupted."""
        self.db.execute(statements.NO_ATTEMPT, (self._study, number, attempt))

    def release(self, gone: Iterable[Worker]) -> None:
        """Take the trials of workers that are gone, but for claims renewed meanwhile."""
        for worker in gone:
            key = self._study, str(worker)
            for number, until in self.db.execute(statements.CLAIMED, key).fetchall():
                if worker.gone(lease_over=until <= self.now):
                    trial = self.trial(number)
                    self.keep_attempt(number, lost_attempt(trial, str(worker)))
                    [lost] = self.db.execute(statements.LOST, (self._study, number)).fetchone()
                    self.update(after_loss(trial, lost))


def unknown(number: int) -> UnknownTrial:
    """The error for a number that the study has never given out."""
    return UnknownTrial(f"there is no trial {number}; ask for one first")


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
