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

    More trials count as good than in TPE, and the more the longer there is no progress, so that it
    looks wider. Small spaces are drawn from blindly for a shorter while.
    """
    patience = max(10, 2 * d)
    stalled = min(idle // patience, 2) / 2  # in three steps, each a sampler of its own
    # measured: see benchmarks/results/hyperopt.md
    return Settings(
        prior_weight=1.0,
        n_startup_jobs=min(max(2 * d, 10), 20),
        n_EI_candidates=24,
        gamma=0.65 + 0.35 * stalled,
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
