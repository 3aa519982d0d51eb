"""Random numbers as a function of (study seed, trial number, stream): no generator is ever shared
or stored.
"""

import hashlib
import secrets
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.random import Generator, Philox, SeedSequence
from numpy.random.bit_generator import ISpawnableSeedSequence

_WORD = 64
_MASK = 2**_WORD - 1


def new_seed() -> int:
    """A seed for a study whose user gave none: 63 bits, so that any database can hold it."""
    return secrets.randbits(63)


def generator(seed: int, number: int, stream: str = "") -> Generator:
    """The random numbers of trial `number`, one independent stream per name.

    seed : any whole number. number : from 0.
    Counter-based, so that the numbers of one trial depend on no other trial.
    Source: Salmon et al. 2011 (Philox), with the trial and the stream in the counter.
    """
    key, lane = seed % 2**127, _lane(stream)
    counter = np.array([0, number, lane, 0], dtype=np.uint64)
    return Generator(Philox(_Key(key, number, lane), counter=counter))  # type: ignore[arg-type]


def _lane(stream: str) -> int:
    if not stream:
        return 0
    text = stream.encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())


@lru_cache(maxsize=64)
def _words(key: int, dtype: Any) -> np.ndarray[Any, Any]:
    words = np.array([key & _MASK, key >> _WORD], dtype=dtype)
    words.flags.writeable = False  # it is everybody's
    return words


class _Key(ISpawnableSeedSequence):
    """A Philox key handed over as it is: `Philox(key=...)` would also draw a seed from the
    operating system, at five times the cost, and any generator spawned from it would use that.
    """

    def __init__(self, key: int, *place: int) -> None:
        self._key = key
        self._place = place
        self._spawned = 0

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> np.ndarray[Any, Any]:
        """The two words of the key."""
        return _words(self._key, dtype)

    def spawn(self, n_children: int) -> list[SeedSequence]:  # type: ignore[override]
        """Seeds for independent generators, others at each call."""
        first, self._spawned = self._spawned, self._spawned + n_children
        entropy = [self._key, *self._place]
        return [SeedSequence(entropy, spawn_key=(k,)) for k in range(first, self._spawned)]
