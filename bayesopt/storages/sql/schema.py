"""The tables on a server: made once, by one of those who come together, and their version."""

from sqlalchemy.exc import DBAPIError

from bayesopt.errors import NewerSchema, StoreBusy
from bayesopt.storages.sql.connection import ServerConnections
from bayesopt.storages.sql.dialects import PREFIX, Dialect
from bayesopt.storages.tables.connections import Database
from bayesopt.storages.tables.migrations import MIGRATIONS, Migrations
from bayesopt.storages.tables.schema import library_version, tables

_EXISTS = (
    "SELECT 1 FROM information_schema.tables WHERE table_schema = {schema} AND table_name = ?"
)
_META = "SELECT value FROM meta WHERE name = ?"
_NEW_META = "INSERT INTO meta VALUES (?, ?)"
_SET_META = "UPDATE meta SET value = ? WHERE name = ?"
_INDEX_EXISTS = "1061"  # of MySQL


def prepare(server: ServerConnections, migrations: Migrations = MIGRATIONS) -> None:
    """See that the tables are there, in the version that the migrations lead to.

    Raises NewerSchema for tables of a later version, which are not touched.
    """

    def look(db: Database) -> int:
        return _version(server, db, migrations.target)

    def make(db: Database) -> None:
        dialect = server.dialect
        if db.execute(dialect.lock(server.timeout)).fetchone() != (1,):
            raise StoreBusy(f"{server.where}: others have been making the tables for too long")
        try:
            version = look(db)  # somebody may have been faster
            if version == 0:
                _create(db, dialect, migrations.target)
            elif version < migrations.target:
                _migrate(server, db, version, migrations)
        except BaseException:
            for statement in dialect.abandon:
                db.execute(statement)
            raise
        for statement in dialect.unlock:
            db.execute(statement)

    if server.write(look, durable=False) != migrations.target:
        server.write(make, durable=True)


def _version(server: ServerConnections, db: Database, newest: int) -> int:
    """The version of the tables; 0 if there are none, or not all yet."""
    exists = _EXISTS.format(schema=server.dialect.schema)
    if not db.execute(exists, (f"{PREFIX}meta",)).fetchall():
        return 0
    found = db.execute(_META, ("schema",)).fetchone()
    version = int(found[0]) if found else 0
    if version > newest:
        [writer] = db.execute(_META, ("library_version",)).fetchone()
        raise NewerSchema(
            f"{server.where} has tables of bayesopt {writer} (schema {version}); this is bayesopt "
            f"{library_version()} (schema {newest}): upgrade it, or use another database"
        )
    return version


def _create(db: Database, dialect: Dialect, version: int) -> None:
    """Make what is missing: on MySQL, somebody may have died when half was made."""
    for statement in tables(dialect.types):
        try:
            db.execute(dialect.table(statement))
        except DBAPIError as error:
            if dialect.code(error.orig) != _INDEX_EXISTS:
                raise
    db.execute("DELETE FROM meta")
    db.execute(_NEW_META, ("library_version", library_version()))
    db.execute(_NEW_META, ("schema", str(version)))  # the last: now they count


def _migrate(
    server: ServerConnections, db: Database, version: int, migrations: Migrations
) -> None:
    for reached, step in migrations.after(version, server.where):
        step(db, server.dialect.types)
        db.execute(_SET_META, (library_version(), "library_version"))
        db.execute(_SET_META, (str(reached), "schema"))
