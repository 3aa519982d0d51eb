"""What a text that names a storage is: a path, a URL, or a URL mistyped; and how messages show it.

Mistyped URLs hold passwords as well as others do, so none is taken for the name of a file, which
messages would show. Nothing here opens anything.
"""

import os
import re

from bayesopt.errors import InvalidStorage, shown

FORMS = "'study.db', 'sqlite:///study.db', 'postgresql://...' or 'mysql://...'"
DATABASES = (".db", ".sqlite", ".sqlite3")  # what files of studies are called

_SCHEMES = r"(?:file|sqlite|postgres|postgresql|mysql|mariadb)(?:\+\w+)?"
_ALMOST_A_URL = re.compile(rf"{_SCHEMES}(?::|;/|//|/:)", re.IGNORECASE)
# user:password@ before the first slash, or after two of them
_CREDENTIALS = re.compile(r"(?:[^/]*//)?[^/]*:.*@", re.DOTALL)
_NAMED_PASSWORD = re.compile(r"(?:pass\s*word|passwd|pwd)\s*=", re.IGNORECASE)

_OPTION = re.compile(r"((?:pass|pwd|secret|token)[^=&]*=)[^&]*", re.IGNORECASE)
_SCHEME = re.compile(
    rf"(?:optuna:)?(?:[\w+.-]*[:;]?//+|{_SCHEMES}[:;]/*)?", re.IGNORECASE
)  # with what the command line puts before URLs of Optuna's
_USER = re.compile(r"\[[^]]*\]|[^:/;@]*")  # or a host, with the brackets of IPv6
_PORT = re.compile(r":\d{1,5}(?:[/?]|$)")


def file_of(given: str | os.PathLike[str]) -> str | None:
    """The path of the file that is meant by a path or a URL; None if it is a URL of another kind.

    Raises InvalidStorage for a URL that is mistyped, or of SQLite and names no file.
    """
    text = os.fspath(given)
    scheme, colon, rest = text.partition("://")
    if not colon:
        check_path(given)
        return text
    if dialect(scheme) != "sqlite":
        return None
    if not rest.startswith("/") or "?" in rest:
        raise InvalidStorage(
            f"storage = {shown(without_password(text))}: write 'sqlite:///study.db' for a file "
            f"here, 'sqlite:////folder/study.db' for another; options go to "
            f"SqliteStorage(path, ...)"
        )
    check_path(rest[1:])
    return rest[1:]


def dialect(scheme: str) -> str:
    """The kind of database in a scheme such as "postgresql+psycopg"."""
    return scheme.partition("+")[0].lower()


def check_path(given: str | os.PathLike[str], what: str = "storage") -> None:
    """Raise InvalidStorage for a URL, or what looks like one, in the place of a path.

    given : one that is no text is a path whatever stands in it, unless it begins like a URL.
    what : what it is called in the message.
    """
    text = os.fspath(given)
    if "://" in text:
        raise InvalidStorage(
            f"{what} = {shown(without_password(text))} is a URL; pass the path of a file"
        )
    if _ALMOST_A_URL.match(text) or (isinstance(given, str) and _mistyped(text)):
        raise InvalidStorage(
            f"{what} = {shown(without_password(text))} looks like a URL that lacks its '://'; "
            f"pass {FORMS}, or for a file of that name './' and the name"
        )


def _mistyped(path: str) -> bool:
    """Whether a text without "://" is rather a URL than a path. docs/storage.md has the rule."""
    if _ALMOST_A_URL.match(path) or _NAMED_PASSWORD.search(path):
        return True
    if "/" not in path and path.lower().endswith(DATABASES):
        return False
    return _CREDENTIALS.match(os.path.splitdrive(path)[1]) is not None


def _is_path(given: str) -> bool:
    scheme, colon, rest = given.partition("://")
    if not colon:
        return not _mistyped(given)
    return dialect(scheme) == "sqlite" and rest.startswith("/") and not _mistyped(rest[1:])


def without_password(given: str) -> str:
    """`given`, however badly it is written, with *** for what may be a password."""
    if _is_path(given):
        return given
    text = _OPTION.sub(r"\1***", given)
    scheme = _found(_SCHEME, text)
    user = _found(_USER, text.removeprefix(scheme))
    begin = scheme + user
    head, at, tail = text.rpartition("@")
    if not at or len(head) < len(begin):
        hides = text[len(begin) :].startswith(":") and not _PORT.match(text, len(begin))
        return f"{begin}:***" if hides else text
    # without a colon it may be a user, or both with something else between them
    return f"{begin}:***@{tail}" if head[len(begin) :].startswith(":") else f"{scheme}***@{tail}"


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return match.group() if match else ""
