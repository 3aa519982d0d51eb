"""TPE that sets itself: by the size of the space, and by whether the search makes progress.

Hyperopt's adaptive TPE predicts these settings with models learnt by lightgbm. Here they follow
from two facts, the number d of parameters and how long no trial has been the best so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bayesopt.hyperopt import tpe
from bayesopt.hyperopt.documents import Document
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.trials import Trials

__all__ = ["Settings", "settings", "suggest"]


@dataclass(frozen=True)
class Settings:
    """Arguments of `tpe.suggest`."""

    prior_weight: float
    n_startup_jobs: int
    n_EI_candidates: int
    gamma: float


def settings(d: int, idle: int) -> Settings:
    """What suits `d` parameters, when the last `idle` trials have been no improvement.

    As long as there is progress, few trials count as good and the prior counts little; the longer
    there is none, the wider TPE looks. Small spaces are drawn from blindly for a shorter while,
    large ones have more candidates to choose from.
    """
    patience = max(10, 2 * d)
    stalled = min(idle // patience, 2) / 2  # in three steps, each a sampler of its own
    return Settings(
        prior_weight=0.5 + stalled,
        n_startup_jobs=min(max(2 * d, 10), 20),
        n_EI_candidates=24 + 4 * min(d, 20),
        gamma=0.2 + 0.2 * stalled,
    )


def suggest(new_ids: Sequence[int], domain: Domain, trials: Trials, seed: int) -> list[Document]:
    """What TPE suggests with the settings of the moment."""
    now = settings(len(domain.params), _idle(trials))
    return tpe.suggest(
        new_ids,
        domain,
        trials,
        seed,
        prior_weight=now.prior_weight,
        n_startup_jobs=now.n_startup_jobs,
        n_EI_candidates=now.n_EI_candidates,
        gamma=now.gamma,
    )


def _idle(trials: Trials) -> int:
    """How many losses there have been since the best."""
    losses = [loss for loss in trials.losses() if loss is not None and loss == loss]
    return len(losses) - 1 - losses.index(min(losses)) if losses else 0
