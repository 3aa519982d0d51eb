"""Low-discrepancy sequences."""

from enum import Enum

import numpy as np
from numpy.random import Generator

from bayesopt.arguments import truth, whole
from bayesopt.errors import shown
from bayesopt.history import History
from bayesopt.randomness import generator
from bayesopt.samplers.base import ONE_SAMPLER, Sampler, Suggestion
from bayesopt.space import FloatArray, Space


class QMCType(Enum):
    """The sequences that QMCSampler knows."""

    SOBOL = "sobol"
    HALTON = "halton"
    LATIN_HYPERCUBE = "lhs"


class QMCSampler(Sampler):
    """Walks along a low-discrepancy sequence: trial number k gets its point k.

    qmc_type : "sobol" (Joe and Kuo 2008), "halton", or "lhs" (Latin hypercube).
    scramble : randomise the sequence by the study's seed (Owen 1998 for Sobol). Without it the
        sequences are fixed and Sobol's first point is the lower corner; "lhs" is always random.
    n_points : size of one Latin hypercube; the next one begins after that many trials. Sobol
        covers evenly after each power of two.
    seed : the study's seed, if given.
    warn_asynchronous_seeding, warn_independent_sampling : taken from Optuna's scripts; nothing is
        warned about.
    Parameters that appear later, or only sometimes, get a sequence of their own.
    Source: scipy.stats.qmc.
    """

    not_here = ONE_SAMPLER

    def __init__(
        self,
        *,
        qmc_type: str | QMCType = QMCType.SOBOL,
        scramble: bool = True,
        n_points: int = 32,
        seed: int | None = None,
        warn_asynchronous_seeding: bool = True,
        warn_independent_sampling: bool = True,
    ) -> None:
        self.seed = seed
        kinds = [*QMCType, *(kind.value for kind in QMCType)]
        if qmc_type not in kinds:
            raise ValueError(f"qmc_type = {shown(qmc_type)}; pass 'sobol', 'halton' or 'lhs'")
        self._type = QMCType(qmc_type)
        self._scramble = truth("scramble", scramble)
        self._n_points = whole("n_points", n_points, 1)
        self._blocks: dict[tuple[int, int, tuple[str, ...]], FloatArray] = {}

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """Point `history.number` of the sequence."""
        if not space:
            return Suggestion({})
        number, block = history.number, 0
        if self._type is QMCType.LATIN_HYPERCUBE:
            block, number = divmod(number, self._n_points)
        return Suggestion(space.draw(self._points(space, history.seed, block, number)[number]))

    def _points(self, space: Space, seed: int, block: int, number: int) -> FloatArray:
        """The sequence for these names, beyond `number`; kept, and doubled when it ends."""
        key = seed, block, space.names
        points = self._blocks.get(key)
        if points is None or len(points) <= number:
            lattice = self._type is QMCType.LATIN_HYPERCUBE
            size = self._n_points if lattice else max(32, 2 ** number.bit_length())
            rng = generator(seed, block, f"qmc {space.names!r}")
            points = self._blocks[key] = self._draw(len(space), size, rng)
        return points

    def _draw(self, d: int, size: int, rng: Generator) -> FloatArray:
        from scipy.stats import qmc  # slow to import, so only once a sequence is wanted

        if self._type is QMCType.LATIN_HYPERCUBE:
            return np.asarray(qmc.LatinHypercube(d, rng=rng).random(size))
        if self._type is QMCType.HALTON:
            return np.asarray(qmc.Halton(d, scramble=self._scramble, rng=rng).random(size))
        return np.asarray(qmc.Sobol(d, scramble=self._scramble, rng=rng).random(size))
