"""Independent uniform draws."""

from numpy.random import Generator

from bayesopt.history import History
from bayesopt.samplers.base import Sampler, Suggestion
from bayesopt.space import Space

TRIES = 256  # draws of a point that is not running: enough to find the last one of 20


class RandomSampler(Sampler):
    """Draws every parameter independently: uniformly (over the logarithm where `log`), unless the
    parameter has a distribution of its own.

    seed : the study's seed, if given.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """A blind draw of every parameter; of a finite space, one that is not running yet."""
        params = space.draw(rng.random(len(space)))
        if history.pending and space.finite:
            running = [trial.params for trial in history.pending]
            for _ in range(TRIES):
                if not any(params.items() <= other.items() for other in running):
                    break
                params = space.draw(rng.random(len(space)))
        return Suggestion(params)
