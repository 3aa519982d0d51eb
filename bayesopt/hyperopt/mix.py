"""Several algorithms in turn, at random."""

import math
from collections.abc import Sequence

import numpy as np

from bayesopt.errors import shown
from bayesopt.hyperopt.documents import Document
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.randomness import next_seed
from bayesopt.hyperopt.suggesting import Algorithm
from bayesopt.hyperopt.trials import Trials

__all__ = ["suggest"]


def suggest(
    new_ids: Sequence[int],
    domain: Domain,
    trials: Trials,
    seed: int,
    p_suggest: Sequence[tuple[float, Algorithm]],
) -> list[Document]:
    """What one of several algorithms suggests.

    p_suggest : pairs (probability, algorithm). Raises ValueError unless they add up to 1.
    """
    shares = [p for p, _ in p_suggest]
    if not math.isclose(math.fsum(shares), 1.0, rel_tol=1e-6):
        raise ValueError(f"p_suggest: probabilities {shown(shares)} do not add up to 1")
    rng = np.random.default_rng(seed)
    _, algorithm = p_suggest[rng.choice(len(shares), p=shares)]
    return algorithm(new_ids, domain, trials, next_seed(rng))
