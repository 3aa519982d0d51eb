"""Independent uniform draws."""

from numpy.random import Generator

from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space


class RandomSampler(Sampler):
    """Draws every parameter independently and uniformly (over the logarithm where `log`).

    seed : the study's seed, if given.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A uniform point of the cube."""
        return Suggestion(space.decode(rng.random(len(space))))
