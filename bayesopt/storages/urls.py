"""From what a user writes for a storage to the storage."""

import os
import re
from importlib import import_module

from bayesopt.errors import InvalidStorage, Missing, StoreCorrupt, StoreUnreachable, shown
from bayesopt.storages.base import Storage
from bayesopt.storages.memory import InMemoryStorage

Given = Storage | str | os.PathLike[str]

_SERVERS = ("postgresql", "mysql", "mariadb")
_IN_MEMORY = (":memory:", "sqlite://", "sqlite:///:memory:")
_SHORT_OF_SLASHES = re.compile(
    r"(file|sqlite|postgres|postgresql|mysql|mariadb)(\+\w+)?:", re.IGNORECASE
)
_OF_A_USER = re.compile(r"^(\w+(?:\+\w+)?:/*[^:/@]*):.*@", re.DOTALL)
_OF_AN_OPTION = re.compile(r"(\w*(?:pass|pwd|secret|token)\w*=)[^&]*", re.IGNORECASE)
_OTHER_FORMS = {".log": "a journal of Optuna", ".csv": "text", ".jsonl": "text"}
_JOURNAL = b'{"op_code"'  # how each line of a journal begins
_LONGEST_NAME = 250  # bytes, with the files beside it, on most file systems 255
_FORMS = "'study.db', 'sqlite:///study.db', 'postgresql://...' or 'mysql://...'"


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
    if isinstance(given, str) and "://" in given:
        return _of_url(given, must_exist)
    if isinstance(given, str | os.PathLike) and os.fspath(given):
        return _file(os.fspath(given), must_exist)
    raise TypeError(f"storage = {shown(given)}; pass {_FORMS}, or a Storage")


def without_password(url: str) -> str:
    """`url`, however badly it is written, with *** for what may be a password."""
    return _OF_AN_OPTION.sub(r"\1***", _OF_A_USER.sub(r"\1:***@", url))


def file_of(given: str) -> str | None:
    """The path of the file that is meant by a path or a URL; None if it is a URL of another kind.

    Raises InvalidStorage for a URL of SQLite that names no file.
    """
    scheme, colon, rest = given.partition("://")
    if not colon:
        _check_slashes(given)
        return given
    if _dialect(scheme) != "sqlite":
        return None
    if not rest.startswith("/") or "?" in rest:
        raise InvalidStorage(
            f"storage = {shown(given)}: write 'sqlite:///study.db' for a file here, "
            f"'sqlite:////folder/study.db' for another; options go to SqliteStorage(path, ...)"
        )
    return rest[1:]


def _dialect(scheme: str) -> str:
    return scheme.partition("+")[0].lower()


def _of_url(url: str, must_exist: bool) -> Storage:
    path = file_of(url)
    if path is not None:
        return _file(path, must_exist)
    scheme = url.partition("://")[0]
    if _dialect(scheme) in _SERVERS:
        return _server(url)
    raise InvalidStorage(f"storage = '{scheme}://...' is of no known kind; pass {_FORMS}")


def _file(path: str, must_exist: bool) -> Storage:
    _check_name(path)
    form = _OTHER_FORMS.get(os.path.splitext(path)[1].lower())
    if form is not None and not os.path.exists(path):
        raise InvalidStorage(
            f"storage = {shown(path)} would be called like {form}; pass {_FORMS}, or import "
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
        return SqliteStorage(path)
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
        raise InvalidStorage(f"storage = {shown(path)} names no file; pass {_FORMS}")
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
    _check_slashes(path)


def _check_slashes(path: str) -> None:
    if _SHORT_OF_SLASHES.match(path):
        raise InvalidStorage(
            f"storage = {shown(without_password(path))} lacks the slashes of a URL; pass {_FORMS}"
        )


def _server(url: str) -> Storage:
    try:
        sql = import_module("bayesopt.storages.sql")
    except ModuleNotFoundError as missing:
        raise Missing(
            f"a server as storage needs {missing.name}; pip install 'bayesopt[sql]'"
        ) from None
    storage: Storage = sql.SqlStorage(url)  # names its own driver if that is missing
    return storage
