"""From what a user writes for a storage to the storage."""

import os
from importlib import import_module
from pathlib import Path

from bayesopt.errors import InvalidStorage, Missing, StoreCorrupt, StoreUnreachable, shown
from bayesopt.storages.addresses import FORMS, dialect, file_of, without_password
from bayesopt.storages.base import Storage
from bayesopt.storages.memory import InMemoryStorage

Given = Storage | str | os.PathLike[str]

_SERVERS = ("postgresql", "mysql", "mariadb")
_IN_MEMORY = (":memory:", "sqlite://", "sqlite:///:memory:")
_OTHER_FORMS = {".log": "a journal of Optuna", ".csv": "text", ".jsonl": "text"}
_JOURNAL = b'{"op_code"'  # how each line of a journal begins
_LONGEST_NAME = 250  # bytes, with the files beside it, on most file systems 255


def resolved(given: Given, must_exist: bool = False) -> Storage:
    """The storage that is meant: itself, a file's path, or a URL.

    must_exist : do not make a file that is missing.
    URLs of SQLite are as SQLAlchemy has them: three slashes before a path from the current
    folder, four before an absolute one. Raises InvalidStorage for what is none of these,
    StoreUnreachable for a storage that cannot be opened.
    """
    if isinstance(given, Storage):
        return given
    if isinstance(given, str) and given in _IN_MEMORY:
        return InMemoryStorage()
    if isinstance(given, str | os.PathLike) and os.fspath(given):
        path = file_of(given)
        return _server(os.fspath(given)) if path is None else _file(path, must_exist)
    raise TypeError(f"storage = {shown(given)}; pass {FORMS}, or a Storage")


def get_storage(storage: Given | None) -> Storage:
    """The storage that is meant, in memory for None: Optuna's name of `resolved`."""
    return InMemoryStorage() if storage is None else resolved(storage)


def _file(path: str, must_exist: bool) -> Storage:
    _check_name(path)
    form = _OTHER_FORMS.get(os.path.splitext(path)[1].lower())
    if form is not None and not os.path.exists(path):
        raise InvalidStorage(
            f"storage = {shown(path)} would be called like {form}; pass {FORMS}, or import "
            f"it with `python -m bayesopt import`"
        )
    return in_file(path, must_exist)


def in_file(path: str, must_exist: bool = False) -> Storage:
    """The storage in the file at `path`, whatever its name ends in; errors as for `resolved`."""
    from bayesopt.storages.sqlite import SqliteStorage  # imports sqlite3: only once it is needed

    _check_name(path)
    if must_exist and not os.path.exists(path):
        raise StoreUnreachable(f"{path} does not exist; create_study(storage=...) makes it")
    try:
        return SqliteStorage(Path(path))
    except StoreCorrupt:
        _refuse_journal(path)
        raise


def _refuse_journal(path: str) -> None:
    """Raise InvalidStorage for a file that begins as journals of Optuna do.

    Not for a database: to close a handle on one would end the locks that SQLite has on it.
    """
    with open(path, "rb") as file:
        if file.read(len(_JOURNAL)) != _JOURNAL:
            return
    raise InvalidStorage(
        f"storage = {shown(path)} is a journal of Optuna; import its studies with "
        f"`python -m bayesopt import optuna:{path} --to study.db`, or use another file"
    ) from None


def _check_name(path: str) -> None:
    """Raise InvalidStorage for what cannot name a file of studies."""
    name = os.path.basename(os.path.abspath(path))
    if not name or "\0" in path:
        raise InvalidStorage(f"storage = {shown(path)} names no file; pass {FORMS}")
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        raise InvalidStorage(
            f"storage = {shown(path)} is no text of a path; pass another"
        ) from None
    if length > _LONGEST_NAME:
        raise InvalidStorage(
            f"storage = {shown(path)}: a name of {length} bytes; pass a shorter one"
        )


def _server(url: str) -> Storage:
    if dialect(url.partition("://")[0]) not in _SERVERS:
        raise InvalidStorage(
            f"storage = {shown(without_password(url))} is of no known kind; pass {FORMS}"
        )
    try:
        sql = import_module("bayesopt.storages.sql")
    except ModuleNotFoundError as missing:
        library = str(missing.name).partition(".")[0]
        raise Missing(
            f"a server as storage needs {library}; pip install 'bayesopt[sql]'"
        ) from None
    storage: Storage = sql.SqlStorage(url)  # names its own driver if that is missing
    return storage
