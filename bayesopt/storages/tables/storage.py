"""Studies by name in tables."""

from datetime import datetime
from functools import partial

from bayesopt.documents.params import space_of, space_text
from bayesopt.documents.text import from_text, to_text
from bayesopt.documents.trials import TrialTexts
from bayesopt.errors import DuplicatedStudyError, StoreCorrupt, StudyNotFound, shown
from bayesopt.frozen import StudyDirection
from bayesopt.space import Space
from bayesopt.storages.base import Storage, StudyFacts, TrialLog
from bayesopt.storages.tables import schema, statements
from bayesopt.storages.tables.connections import Connections, Database, Row
from bayesopt.storages.tables.log import TableLog


class TableStorage(Storage):
    """Studies in the tables of one database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def create(self, facts: StudyFacts) -> TrialLog:
        """See Storage. Raises NotJSON for parameters that text cannot hold."""
        row = _row(facts)
        own = (schema.digest(facts.name),)

        def insert(db: Database) -> int | None:
            if db.execute(statements.STUDY_ID, own).fetchone():
                return None
            db.execute(statements.NEW_STUDY, own + row)
            return int(db.execute(statements.STUDY_ID, own).fetchone()[0])

        study = self._connections.write(insert, durable=True)
        if study is None:
            raise DuplicatedStudyError(
                f"a study named {facts.name!r} exists; pass load_if_exists=True to resume it"
            )
        log = TableLog(self._connections, study, partial(_facts, row))
        for name, param in (facts.space or {}).items():
            log.declare(name, param)
        return log

    def open(self, name: str) -> TrialLog:
        """See Storage."""
        rows = self._connections.read(statements.STUDY, (schema.digest(name),))
        if not rows:
            raise self._not_found(name)
        return TableLog(self._connections, rows[0][0], partial(_facts, rows[0][1:]))

    def names(self) -> list[str]:
        """See Storage."""
        return [name for [name] in self._connections.read(statements.NAMES)]

    def delete(self, name: str) -> None:
        """See Storage."""

        def remove(db: Database) -> bool:
            found = db.execute(statements.STUDY_ID, (schema.digest(name),)).fetchone()
            if found is None or self._connections.lock(db, found[0]) is None:
                return False
            for table in schema.OWNED:
                db.execute(f"DELETE FROM {table} WHERE study = ?", (found[0],))
            db.execute("DELETE FROM study WHERE id = ?", (found[0],))
            return True

        if not self._connections.write(remove, durable=True):
            raise self._not_found(name)

    def _not_found(self, name: str) -> StudyNotFound:
        return StudyNotFound(f"no study named {name!r}; this storage holds {self.names()!r}")


def _row(facts: StudyFacts) -> Row:
    return (
        facts.name,
        to_text([int(direction) for direction in facts.directions], "directions"),
        str(facts.seed),
        None if facts.space is None else space_text(facts.space),
        facts.created.isoformat(),
    )


def _facts(row: Row, texts: TrialTexts) -> StudyFacts:
    try:
        return _read_facts(row, texts)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise StoreCorrupt(f"study {row[0]!r} is stored as {shown(row)}: {error!r}") from error


def _read_facts(row: Row, texts: TrialTexts) -> StudyFacts:
    name, directions, seed, space, created = row
    return StudyFacts(
        name=name,
        directions=tuple(StudyDirection(number) for number in from_text(directions)),
        seed=int(seed),
        created=datetime.fromisoformat(created),
        space=None if space is None else Space(space_of(space, texts.declared)),
    )
