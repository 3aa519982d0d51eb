"""One study's trials in tables."""

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from operator import itemgetter
from typing import Any

from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialRow, TrialTexts
from bayesopt.errors import StoreCorrupt, StudyNotFound
from bayesopt.history import FrozenTrial, TrialState
from bayesopt.space import Param
from bayesopt.storages.attempts import (
    Attempt,
    Ending,
    begins,
    check_amendable,
    check_open,
    interrupted_attempt,
    last_attempt,
    started,
)
from bayesopt.storages.base import StudyFacts, TrialLog, Version
from bayesopt.storages.tables import statements
from bayesopt.storages.tables.connections import Connections, Database, Result, Row
from bayesopt.storages.tables.schema import digest
from bayesopt.storages.tables.turn import Turn, unknown
from bayesopt.storages.workers import Worker


class TableLog(TrialLog):
    """The trials of the study with that id.

    facts : as text, once more when declarations have been learnt.
    """

    def __init__(
        self,
        connections: Connections,
        study: int,
        facts: Callable[[TrialTexts], StudyFacts],
    ) -> None:
        self.connections = connections
        self._study = study
        self._read_facts = facts
        self._texts = TrialTexts()
        self._spaces: dict[str, int] = {}
        self.facts = facts(self._texts)

    # --- trials written

    def new_trial(self, draft: FrozenTrial, worker: Worker | None = None) -> FrozenTrial:
        """See TrialLog."""
        if draft.state is not TrialState.RUNNING:
            return self._write(lambda turn: turn.insert(draft, None), durable=True)
        gone = self._gone()

        def claim(turn: Turn) -> FrozenTrial:
            turn.release(gone)
            waiting = turn.first_waiting()
            if waiting is None:
                return turn.insert(draft, worker)
            return turn.start(started(waiting, draft), worker)

        return self._write(claim, durable=False)

    def begin(self, planned: FrozenTrial, worker: Worker | None = None) -> bool:
        """See TrialLog."""
        gone = self._gone()

        def claim(turn: Turn) -> bool:
            turn.release(gone)
            waiting = turn.first_waiting()
            if not begins(planned, waiting, turn.next_number):
                return False
            if waiting is None:
                turn.insert(planned, worker)
            else:
                turn.start(planned, worker)
            return True

        return self._write(claim, durable=False)

    def take_back(self) -> None:
        """See TrialLog."""
        gone = self._gone()
        if gone:
            self._write(lambda turn: turn.release(gone), durable=False)

    def put(self, trial: FrozenTrial) -> None:
        """See TrialLog."""
        row = self._texts.row(trial)  # before our turn, as others wait for its end

        def replace(turn: Turn) -> None:
            state, attempt, worker = turn.status(trial.number)
            if attempt != trial.attempt or state not in (TrialState.RUNNING, TrialState.WAITING):
                check_open(turn.trial(trial.number), trial)
            if trial.state is not TrialState.WAITING:
                if state == TrialState.WAITING:
                    turn.forget_attempt(trial.number, attempt)  # it goes on after all
            elif state == TrialState.RUNNING:
                known = turn.trial(trial.number)
                turn.keep_attempt(trial.number, interrupted_attempt(known, worker))
            turn.update(trial, row)

        self._write(replace, durable=trial.state is not TrialState.RUNNING)

    def amend(self, trial: FrozenTrial) -> None:
        """See TrialLog."""

        def replace(turn: Turn) -> None:
            known = turn.trial(trial.number)
            check_amendable(known, trial)
            turn.keep_version(known, turn.update(trial))

        self._write(replace, durable=True)

    def renew(self, worker: Worker) -> None:
        """See TrialLog."""

        def begin_anew(turn: Turn) -> None:
            turn.db.execute(statements.RENEW, (turn.now, self._study, str(worker)))

        self._write(begin_anew, durable=False)

    # --- trials read

    def since(self, revision: int) -> tuple[Iterable[FrozenTrial], int]:
        """See TrialLog."""
        newest = None
        found: list[tuple[int, FrozenTrial]] = []
        rows = self.connections.stream(statements.SINCE, (revision, self._study))
        with closing(rows):  # row by row: all texts at once would take more than the trials
            for row in rows:
                newest, place = row[:2]
                if place is not None:
                    found.append((place, self._trial(row[2:])))
        if newest is None:
            raise self._deleted()
        if not all(type(count) is int for count in (newest, *map(itemgetter(0), found))):
            raise StoreCorrupt(f"study {self.facts.name!r}: a revision is no whole number")
        found.sort(key=itemgetter(0))
        return [trial for _, trial in found], newest

    def next_number(self) -> int:
        """See TrialLog."""
        rows = self._read(statements.COUNTERS, self._study)
        if not rows:
            raise self._deleted()
        return int(rows[0][1])

    def versions(self, number: int) -> list[Version]:
        """See TrialLog."""
        self._known(number)
        rows = self._read(statements.VERSIONS, self._study, number)
        return [
            Version(self._texts.version(number, document), revision) for revision, document in rows
        ]

    def attempts(self, number: int) -> list[Attempt]:
        """See TrialLog."""
        trial = self._known(number)
        [(_, _, worker)] = self._read(statements.STATUS, self._study, number)
        rows = self._read(statements.ATTEMPTS, self._study, number)
        last = last_attempt(trial, worker)
        return [*map(_attempt, rows), *([last] if last else ())]

    def _known(self, number: int) -> FrozenTrial:
        rows = self._read(statements.ONE, self._study, number)
        if not rows:
            raise unknown(number)
        return self._trial(rows[0])

    def _trial(self, row: Row) -> FrozenTrial:
        return self._texts.trial(row[0], TrialRow(*row[1:]))

    def _read(self, sql: str, *values: Any) -> list[Row]:
        return self.connections.read(sql, values)

    # --- attributes and declarations

    def attrs(self) -> dict[str, Any]:
        """See TrialLog."""
        return {key: from_text(value) for key, value in self._read(statements.ATTRS, self._study)}

    def set_attr(self, key: str, value: Any) -> None:
        """See TrialLog. Raises NotJSON for what text cannot hold."""
        text = to_text(value, f"attribute {key!r}")
        own = self._study, digest(key)

        def replace(turn: Turn) -> None:
            turn.db.execute(statements.NO_ATTR, own)
            turn.db.execute(statements.NEW_ATTR, (*own, key, text))

        self._write(replace, durable=True)

    def declare(self, name: str, param: Param) -> bool:
        """See TrialLog."""
        missed = self._texts.declare(name, param)
        if missed:
            self.facts = self._read_facts(self._texts)
        return missed

    # --- turns

    def _write(self, work: Callable[[Turn], Result], durable: bool) -> Result:
        """What `work` gives in our turn, done at once."""

        def in_turn(db: Database) -> Result:
            counters = self.connections.lock(db, self._study)
            if counters is None:
                raise self._deleted()
            turn = Turn(db, self._study, counters, self._texts, self._spaces)
            result = work(turn)
            turn.end()
            return result

        return self.connections.write(in_turn, durable)

    def _deleted(self) -> StudyNotFound:
        return StudyNotFound(f"study {self.facts.name!r} has been deleted")

    def _gone(self) -> list[Worker]:
        """Workers whose trials may be taken, as it seems before our turn to write."""
        rows = self._read(statements.CLAIMS, self._study)
        now = self.connections.now() if rows else 0.0
        gone = []
        for text, until, since in rows:
            worker = Worker.read(text)
            if since > now and not worker.local:  # the clock has been set back
                self.renew(worker)
            elif worker.gone(lease_over=until <= now):
                gone.append(worker)
        return gone


def _attempt(row: Row) -> Attempt:
    attempt, worker, began, ended, ending = row
    return Attempt(
        attempt,
        worker,
        None if began is None else datetime.fromisoformat(began),
        None if ended is None else datetime.fromisoformat(ended),
        Ending(ending),
    )
