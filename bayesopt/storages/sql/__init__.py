"""Studies on a PostgreSQL, MySQL or MariaDB server. Needs the extra `sql`."""

from bayesopt.storages.sql.storage import SqlStorage

__all__ = ["SqlStorage"]
