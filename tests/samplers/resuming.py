"""A study cut off and gone on with."""

from bayesopt import create_study


def resumed(whole, known, sampler, objective, catch=(), seed=None):
    """A study of the first `known` trials of `whole` and as many more as that has.

    sampler() gives each of those a sampler without any memory but the trials'.
    """
    study = create_study(
        sampler=sampler(), space=whole.space, directions=whole.directions, seed=seed
    )
    study.add_trials(whole.trials[:known])
    for _ in whole.trials[known:]:
        study.sampler = sampler()
        study.optimize(objective, 1, catch=catch)
    return study
