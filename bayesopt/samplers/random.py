"""Independent uniform draws."""

from numpy.random import Generator

from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space


class RandomSampler(Sampler):
    """Draws every parameter independently: uniformly (over the logarithm where `log`), unless the
    parameter has a distribution of its own.

    seed : the study's seed, if given.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A blind draw of every parameter."""
        return Suggestion(space.draw(rng.random(len(space))))
