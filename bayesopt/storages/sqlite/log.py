"""One study's trials in a file."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import datetime
from typing import Any

from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialRow, TrialTexts
from bayesopt.errors import StudyNotFound, UnknownTrial
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.space import Param
from bayesopt.storages.attempts import (
    Attempt,
    Ending,
    after_loss,
    check_amendable,
    check_open,
    interrupted_attempt,
    last_attempt,
    lost_attempt,
    numbered,
    started,
)
from bayesopt.storages.base import StudyFacts, TrialLog, Version
from bayesopt.storages.sqlite import statements
from bayesopt.storages.sqlite.connection import Connections, Result, Row
from bayesopt.storages.sqlite.faults import typed
from bayesopt.storages.workers import Worker

Database = sqlite3.Connection


class SqliteLog(TrialLog):
    """The trials of the study with that id.

    facts : as text, once more when declarations have been learnt. clock : seconds since 1970; by
    it leases are over.
    """

    def __init__(
        self,
        connections: Connections,
        study: int,
        facts: Callable[[TrialTexts], StudyFacts],
        clock: Callable[[], float],
    ) -> None:
        self._connections = connections
        self._study = study
        self._read_facts = facts
        self._clock = clock
        self._texts = TrialTexts()
        self._spaces: dict[str, int] = {}
        self.facts = facts(self._texts)

    # --- trials written

    def new_trial(self, draft: FrozenTrial, worker: Worker | None = None) -> FrozenTrial:
        """See TrialLog."""
        if draft.state is not TrialState.RUNNING:
            return self._write(lambda db: self._insert(db, draft, None), durable=True)
        gone = self._gone()

        def claim(db: Database) -> FrozenTrial:
            for one in gone:
                self._release(db, one)
            [*waiting] = db.execute(statements.FIRST_WAITING, (self._study,))
            if not waiting:
                return self._insert(db, draft, worker)
            trial = started(self._one(db, waiting[0][0]), draft)
            self._claim(db, trial.number, worker)
            self._update(db, trial)
            return trial

        return self._write(claim, durable=False)

    def put(self, trial: FrozenTrial) -> None:
        """See TrialLog."""

        def replace(db: Database) -> None:
            state, attempt, worker = self._status(db, trial.number)
            if attempt != trial.attempt or state not in (TrialState.RUNNING, TrialState.WAITING):
                check_open(self._one(db, trial.number), trial)
            if state == TrialState.WAITING:
                own = (self._study, trial.number, attempt)
                db.execute(statements.TAKE_BACK, own)  # it goes on after all
            elif trial.state is TrialState.WAITING:
                known = self._one(db, trial.number)
                self._keep_attempt(db, trial.number, interrupted_attempt(known, worker))
            self._update(db, trial)

        self._write(replace, durable=trial.state is not TrialState.RUNNING)

    def amend(self, trial: FrozenTrial) -> None:
        """See TrialLog."""

        def replace(db: Database) -> None:
            known = self._one(db, trial.number)
            check_amendable(known, trial)
            document = to_text(list(self._texts.row(known)), "version")
            revision = self._update(db, trial)
            version = (self._study, trial.number, revision, document)
            db.execute(statements.NEW_VERSION, version)

        self._write(replace, durable=True)

    def renew(self, worker: Worker) -> None:
        """See TrialLog."""
        values = (self._clock(), self._study, str(worker))
        self._write(lambda db: db.execute(statements.RENEW, values), durable=False)

    # --- trials read

    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """See TrialLog."""
        rows = self._connections.mine().read(statements.SINCE, (revision, self._study))
        if not rows:
            raise self._deleted()
        newest = rows[0][0]
        found = [row[1:] for row in rows if row[1] is not None]
        found.sort(key=lambda row: row[0])
        return [self._trial(row[1:]) for row in found], newest

    def versions(self, number: int) -> list[Version]:
        """See TrialLog."""
        self._known(number)
        rows = self._connections.mine().read(statements.VERSIONS, (self._study, number))
        return [
            Version(self._texts.trial(number, TrialRow(*from_text(document))), revision)
            for revision, document in rows
        ]

    def attempts(self, number: int) -> list[Attempt]:
        """See TrialLog."""
        connection = self._connections.mine()
        trial, worker = self._known(number)
        rows = connection.read(statements.ATTEMPTS, (self._study, number))
        last = last_attempt(trial, worker)
        return [*map(_attempt, rows), *([last] if last else ())]

    def _known(self, number: int) -> tuple[FrozenTrial, str | None]:
        connection = self._connections.mine()
        with typed(connection.path):
            return self._one(connection.db, number), self._status(connection.db, number)[2]

    # --- attributes and declarations

    def attrs(self) -> dict[str, Any]:
        """See TrialLog."""
        rows = self._connections.mine().read(statements.ATTRS, (self._study,))
        return {key: from_text(value) for key, value in rows}

    def set_attr(self, key: str, value: Any) -> None:
        """See TrialLog. Raises NotJSON for what text cannot hold."""
        values = (self._study, key, to_text(value, f"attribute {key!r}"))
        self._write(lambda db: db.execute(statements.SET_ATTR, values), durable=True)

    def declare(self, name: str, param: Param) -> bool:
        """See TrialLog."""
        missed = self._texts.declare(name, param)
        if missed:
            self.facts = self._read_facts(self._texts)
        return missed

    # --- within a transaction

    def _write(self, work: Callable[[Database], Result], durable: bool) -> Result:
        return self._connections.mine().write(work, durable)

    def _next_revision(self, db: Database) -> int:
        if db.execute(statements.NEXT_REVISION, (self._study,)).rowcount == 0:
            raise self._deleted()
        revision: int = db.execute(statements.COUNTERS, (self._study,)).fetchone()[0]
        return revision

    def _deleted(self) -> StudyNotFound:
        return StudyNotFound(f"study {self.facts.name!r} has been deleted")

    def _insert(self, db: Database, draft: FrozenTrial, worker: Worker | None) -> FrozenTrial:
        revision = self._next_revision(db)
        db.execute(statements.NEXT_NUMBER, (self._study,))
        [(_, count)] = db.execute(statements.COUNTERS, (self._study,))
        trial = numbered(draft, count - 1)
        finished = revision if trial.state.is_finished() else None
        row = (self._study, trial.number, *self._row(db, trial), revision, finished)
        db.execute(statements.INSERT, (*row, *self._claim_of(worker)))
        return trial

    def _update(self, db: Database, trial: FrozenTrial) -> int:
        """Write `trial`, under the next revision; its claim begins anew."""
        revision = self._next_revision(db)
        finished = revision if trial.state.is_finished() else None
        values = (*self._row(db, trial), revision, finished, self._clock())
        db.execute(statements.UPDATE, (*values, self._study, trial.number))
        return revision

    def _claim_of(self, worker: Worker | None) -> Row:
        if worker is None:
            return None, None, None
        return str(worker), worker.lease, self._clock() + worker.lease

    def _claim(self, db: Database, number: int, worker: Worker | None) -> None:
        db.execute(statements.CLAIM, (*self._claim_of(worker), self._study, number))

    def _row(self, db: Database, trial: FrozenTrial) -> Row:
        row = self._texts.row(trial)
        return (*row[:2], self._space_id(db, row.space), *row[3:])

    def _space_id(self, db: Database, text: str) -> int:
        """The row that holds the parameters of that text; nothing is remembered of a new one, as
        the transaction may yet come to nothing.
        """
        if text not in self._spaces:
            found = db.execute(statements.SPACE_ID, (self._study, text)).fetchone()
            if found is None:
                made = db.execute(statements.NEW_SPACE, (self._study, text)).lastrowid
                assert made is not None
                return made
            self._spaces[text] = found[0]
        return self._spaces[text]

    def _one(self, db: Database, number: int) -> FrozenTrial:
        row = db.execute(statements.ONE, (self._study, number)).fetchone()
        if row is None:
            raise self._unknown(number)
        return self._trial(row)

    def _status(self, db: Database, number: int) -> Row:
        row: Row | None = db.execute(statements.STATUS, (self._study, number)).fetchone()
        if row is None:
            raise self._unknown(number)
        return row

    def _unknown(self, number: int) -> UnknownTrial:
        return UnknownTrial(f"there is no trial {number}; ask for one first")

    def _trial(self, row: Row) -> FrozenTrial:
        return self._texts.trial(row[0], TrialRow(*row[1:]))

    # --- workers that are gone

    def _gone(self) -> list[Worker]:
        """Workers whose trials may be taken, as it seems before our turn to write."""
        now = self._clock()
        rows = self._connections.mine().read(statements.CLAIMS, (self._study,))
        gone = []
        for text, until, since in rows:
            worker = Worker.read(text)
            if since > now and not worker.local:  # the clock has been set back
                self.renew(worker)
            elif worker.gone(lease_over=until <= now):
                gone.append(worker)
        return gone

    def _release(self, db: Database, worker: Worker) -> None:
        """Take the trials of a worker that is gone, but for claims renewed meanwhile."""
        now = self._clock()
        rows = db.execute(statements.CLAIMED, (self._study, str(worker))).fetchall()
        for number, until in rows:
            if worker.gone(lease_over=until <= now):
                trial = self._one(db, number)
                self._keep_attempt(db, number, lost_attempt(trial, str(worker)))
                [(lost,)] = db.execute(statements.LOST, (self._study, number))
                self._update(db, after_loss(trial, lost))

    def _keep_attempt(self, db: Database, number: int, attempt: Attempt) -> None:
        db.execute(statements.NEW_ATTEMPT, (self._study, number, *map(_cell, astuple(attempt))))


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _attempt(row: Row) -> Attempt:
    attempt, worker, began, ended, ending = row
    return Attempt(
        attempt,
        worker,
        None if began is None else datetime.fromisoformat(began),
        None if ended is None else datetime.fromisoformat(ended),
        Ending(ending),
    )
