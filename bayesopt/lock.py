"""A lock that does not keep what holds it from being copied or pickled."""

from _thread import RLock


class Lock(RLock):  # type: ignore[misc]  # final in the stubs only
    """A reentrant lock; copies and pickles of it are new and open."""

    def __reduce__(self) -> "tuple[type[Lock], tuple[()]]":
        return Lock, ()
