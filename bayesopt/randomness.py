"""Random numbers as a function of (study seed, trial number, stream): no generator is ever shared
or stored.
"""

import hashlib
import secrets

from numpy.random import Generator, Philox

_WORD = 64


def new_seed() -> int:
    """A seed for a study whose user gave none: 63 bits, so that any database can hold it."""
    return secrets.randbits(63)


def generator(seed: int, number: int, stream: str = "") -> Generator:
    """The random numbers of trial `number`, one independent stream per name.

    seed : any whole number. Counter-based, so that the numbers of one trial depend on no other
    trial. Source: Salmon et al. 2011 (Philox), with the trial and the stream in the counter.
    """
    lane = (
        int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest()) if stream else 0
    )
    return Generator(Philox(key=seed % 2**127, counter=(lane << 2 * _WORD) | (number << _WORD)))
