"""Random search."""

from collections.abc import Sequence

from bayesopt.hyperopt.documents import Document
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.suggesting import suggested
from bayesopt.hyperopt.trials import Trials
from bayesopt.samplers.random import RandomSampler

__all__ = ["suggest"]


def suggest(new_ids: Sequence[int], domain: Domain, trials: Trials, seed: int) -> list[Document]:
    """Blind draws."""
    return suggested(new_ids, domain, trials, seed, RandomSampler)
