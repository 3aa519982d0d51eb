"""When to stop: functions for `fmin(..., early_stop_fn=...)`."""

from collections.abc import Callable
from typing import Any

from bayesopt.hyperopt.trials import Trials

__all__ = ["no_progress_loss"]

Stop = Callable[..., tuple[bool, list[Any]]]


def no_progress_loss(iteration_stop_count: int = 20, percent_increase: float = 0.0) -> Stop:
    """Stop once so many trials in a row have not improved on the best loss.

    percent_increase : how much better, in percent of the best loss, counts as better.
    """

    def stop(
        trials: Trials, best_loss: float | None = None, idle: int = 0
    ) -> tuple[bool, list[Any]]:
        loss = trials.results[-1].get("loss") if len(trials) else None
        if best_loss is None:
            return False, [loss, idle + 1]
        better = best_loss - abs(best_loss) * percent_increase / 100
        if loss is not None and loss < better:
            return False, [loss, 0]
        return idle + 1 >= iteration_stop_count, [best_loss, idle + 1]

    return stop
