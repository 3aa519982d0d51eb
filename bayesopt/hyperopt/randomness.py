"""Random numbers, however the user hands them over."""

from numbers import Integral

import numpy as np
from numpy.random import Generator, RandomState

from bayesopt.errors import shown

Random = int | Generator | RandomState | None

_SEEDS = 2**31 - 1


def as_generator(random: Random) -> Generator:
    """A generator: the one given, one over a RandomState's numbers, or a new one from a seed.

    Raises TypeError for anything else.
    """
    if isinstance(random, Generator):
        return random
    if isinstance(random, RandomState):  # it shares the state, and moves it on
        return Generator(random._bit_generator)
    if random is None or (isinstance(random, Integral) and not isinstance(random, bool)):
        return np.random.default_rng(None if random is None else int(random))
    raise TypeError(
        f"rstate = {shown(random)}; pass a whole number, a numpy Generator or a RandomState"
    )


def next_seed(generator: Generator) -> int:
    """A seed for one suggestion, as Hyperopt draws them."""
    return int(generator.integers(_SEEDS))
