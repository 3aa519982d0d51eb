"""Annealing: neighbourhoods of good trials that shrink."""

from collections.abc import Sequence

from bayesopt.hyperopt.documents import Document
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.suggesting import suggested
from bayesopt.hyperopt.trials import Trials
from bayesopt.samplers.anneal import AnnealSampler

__all__ = ["suggest"]


def suggest(
    new_ids: Sequence[int],
    domain: Domain,
    trials: Trials,
    seed: int,
    avg_best_idx: float = 2.0,
    shrink_coef: float = 0.1,
) -> list[Document]:
    """A draw near one of the best trials; see AnnealSampler for the arguments."""
    return suggested(
        new_ids,
        domain,
        trials,
        seed,
        AnnealSampler,
        avg_best_idx=avg_best_idx,
        shrink_coef=shrink_coef,
    )
