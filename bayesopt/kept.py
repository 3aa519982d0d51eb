"""What somebody keeps of a log, so that nobody walks all trials twice."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from bayesopt.history import FrozenTrial, History, Log
from bayesopt.lock import Lock


class Digest(Protocol):
    """Something made of finished trials, one after the other, in the order of finishing."""

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next trial."""


State = TypeVar("State", bound=Digest)


class Kept(Generic[State]):
    """A digest of every log that its owner is asked about; each trial is taken in once.

    make : a new digest, for trials of that log, under a key that the owner chooses. It must not
        hold the log, or both live as long as the owner.

    It is a cache: at an earlier moment than the last, another digest is made anew, so that what
    comes out depends on the history alone; that one is kept as well, for trials that go on behind
    the others. Copies and pickles of the owner start with an empty one.
    """

    _keys_kept = 64  # per log; the sets of folds that trials stand in, say

    def __init__(self, make: Callable[[Log, Any], State]) -> None:
        self._make = make
        self._lock = Lock()
        self._states: WeakKeyDictionary[Log, dict[Hashable, list[_Taken[State]]]] = (
            WeakKeyDictionary()
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Kept, (self._make,)

    @contextmanager
    def at(self, history: History, key: Hashable = None) -> Iterator[State]:
        """The digest of what had finished by `history`; nobody changes it meanwhile.

        After an error or an interruption, here or of who looks, it is made anew.
        """
        with self._lock:
            try:
                known = self._known(history, key)
                for trial in history.ended(known.count):
                    known.state.take(trial)
                    known.count += 1
                yield known.state
            except BaseException:
                self._states.pop(history.log, None)
                raise

    def _known(self, history: History, key: Hashable) -> "_Taken[State]":
        states = self._states.setdefault(history.log, {})
        every = states[key] = states.pop(key, [])  # last = used last
        if len(states) > self._keys_kept:
            states.pop(next(iter(states)))
        for known in every:
            if known.count <= history.finished:
                return known
        anew = _Taken(self._make(history.log, key))
        every[1:] = [anew]  # the first, unless it is of a later moment
        return anew


class _Taken(Generic[State]):
    """A digest, and how many trials it has taken in."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.count = 0
