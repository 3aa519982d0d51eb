"""The progress bar of `optimize`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from bayesopt.errors import NoCompleteTrial
from bayesopt.history import FrozenTrial

if TYPE_CHECKING:
    from bayesopt.study import Study

Callback = Callable[["Study", FrozenTrial], None]


@contextmanager
def progress(n_trials: int | None, timeout: float | None, shown: bool) -> Iterator[list[Callback]]:
    """Callbacks that move a progress bar; none if it is not to be shown.

    The bar counts trials; or seconds, where only they are limited.
    Raises ImportError if it is to be shown and tqdm is not installed.
    """
    if not shown:
        yield []
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError(
            "show_progress_bar needs tqdm; install it with: pip install bayesopt[progress]"
        ) from None
    if n_trials is not None or timeout is None:
        with tqdm(total=n_trials) as bar:
            yield [_by_trials(bar)]
    else:
        layout = "{desc} {percentage:3.0f}%|{bar}| {elapsed}/" + tqdm.format_interval(timeout)
        with tqdm(total=timeout, bar_format=layout) as bar:
            yield [_by_seconds(bar, timeout)]


def _by_trials(bar: Any) -> Callback:
    def advance(study: "Study", trial: FrozenTrial) -> None:
        bar.update()
        _describe(bar, study)

    return advance


def _by_seconds(bar: Any, timeout: float) -> Callback:
    start = time.monotonic()

    def advance(study: "Study", trial: FrozenTrial) -> None:
        bar.update(min(time.monotonic() - start, timeout) - bar.n)
        _describe(bar, study)

    return advance


def _describe(bar: Any, study: "Study") -> None:
    if len(study.directions) == 1:
        with suppress(NoCompleteTrial):
            best = study.best_trial
            bar.set_description(f"Best trial: {best.number}. Best value: {best.value:.6g}")
