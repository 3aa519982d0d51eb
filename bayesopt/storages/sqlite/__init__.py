"""Studies in one SQLite file, for many processes of one machine at once."""

from bayesopt.storages.sqlite.storage import SqliteStorage

__all__ = ["SqliteStorage"]
