"""The bar that `fmin` shows; another one can be passed as `show_progressbar`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol


class Bar(Protocol):
    """What a bar can do; assigning to `postfix` shows text beside it."""

    postfix: Any

    def update(self, n: int) -> Any:
        """Move on by `n` trials."""


Progress = Callable[[int, int | None], AbstractContextManager[Bar]]


class _Nothing:
    postfix: Any = None

    def update(self, n: int) -> None:
        """Show nothing."""


@contextmanager
def no_progress_callback(initial: int, total: int | None) -> Iterator[Bar]:
    """No bar."""
    yield _Nothing()


@contextmanager
def tqdm_progress_callback(initial: int, total: int | None) -> Iterator[Bar]:
    """A bar of tqdm, from trial `initial` to `total`."""
    from tqdm.auto import tqdm

    with tqdm(total=total, initial=initial, postfix="best loss: ?", dynamic_ncols=True) as bar:
        yield bar


def default_callback(initial: int, total: int | None) -> AbstractContextManager[Bar]:
    """A bar where tqdm is installed, which comes with the extra `progress`; else none."""
    try:
        import tqdm  # noqa: F401
    except ImportError:
        return no_progress_callback(initial, total)
    return tqdm_progress_callback(initial, total)
