"""Active learning: evaluates where most is learnt about the function, good or bad."""

from bayesopt.acquisition import Acquisition, MaxVariance
from bayesopt.gp import GP
from bayesopt.samplers.gp import GPSampler


class ActiveLearningSampler(GPSampler):
    """Evaluates where it learns most about the function everywhere, good or bad.

    criterion : MaxVariance() (default), or IntegratedVariance().
    Other arguments as for GPSampler. Source: MacKay 1992; Cohn et al. 1996.
    """

    _leaves_plateaus = False

    def __init__(
        self,
        criterion: Acquisition | None = None,
        *,
        gp: GP | None = None,
        n_startup_trials: int | None = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(
            acquisition=MaxVariance() if criterion is None else criterion,
            gp=gp,
            n_startup_trials=n_startup_trials,
            warp=False,
            seed=seed,
        )
