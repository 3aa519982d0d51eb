"""Tree-structured Parzen estimators."""

from collections.abc import Sequence
from dataclasses import replace

from bayesopt.hyperopt.documents import Document
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.suggesting import suggested
from bayesopt.hyperopt.trials import Trials
from bayesopt.samplers.recipe import HYPEROPT
from bayesopt.samplers.tpe import TPESampler

__all__ = ["suggest"]


def estimator(
    prior_weight: float, n_startup_jobs: int, n_EI_candidates: int, gamma: float
) -> TPESampler:
    """The sampler of these settings."""
    recipe = replace(
        HYPEROPT, fraction=gamma, parzen=replace(HYPEROPT.parzen, prior_weight=prior_weight)
    )
    return TPESampler(
        n_startup_trials=n_startup_jobs, n_ei_candidates=n_EI_candidates, recipe=recipe
    )


def suggest(
    new_ids: Sequence[int],
    domain: Domain,
    trials: Trials,
    seed: int,
    prior_weight: float = 1.0,
    n_startup_jobs: int = 20,
    n_EI_candidates: int = 24,
    gamma: float = 0.25,
    verbose: bool = True,
) -> list[Document]:
    """The likeliest improvement among draws from where good trials were.

    prior_weight : of what is assumed before any trial, against one trial.
    n_startup_jobs : how many trials are drawn blindly first.
    n_EI_candidates : how many draws to choose from.
    gamma : how many trials count as good: this times the square root of their number.
    verbose : taken for Hyperopt's sake; of no effect.
    """
    return suggested(
        new_ids,
        domain,
        trials,
        seed,
        estimator,
        prior_weight=prior_weight,
        n_startup_jobs=n_startup_jobs,
        n_EI_candidates=n_EI_candidates,
        gamma=gamma,
    )
