"""Where a long command is: a bar if tqdm is installed, else a line now and then."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Protocol, TextIO


class Progress(Protocol):
    """Told of what begins and of each step done."""

    def begin(self, what: str) -> None:
        """Say what is being worked on."""

    def step(self) -> None:
        """One more of all steps is done."""


class Lines:
    """A line whenever something new begins."""

    def __init__(self, total: int, unit: str, file: TextIO) -> None:
        self._total = total
        self._unit = unit
        self._file = file
        self._done = 0
        self._start = time.monotonic()

    def begin(self, what: str) -> None:
        """See Progress."""
        seconds = time.monotonic() - self._start
        count = f"{self._done}/{self._total} {self._unit}s"
        print(f"[{seconds:4.0f} s, {count}] {what}", file=self._file, flush=True)

    def step(self) -> None:
        """See Progress."""
        self._done += 1


class Bar:
    """A bar of tqdm's."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def begin(self, what: str) -> None:
        """See Progress."""
        self._bar.set_description_str(what)

    def step(self) -> None:
        """See Progress."""
        self._bar.update()


@contextmanager
def progress(total: int, unit: str, file: TextIO | None = None) -> Iterator[Progress]:
    """Report `total` steps, each one `unit`, to `file` (standard error).

    A bar on a terminal with tqdm, else plain lines.
    """
    out = sys.stderr if file is None else file
    if find_spec("tqdm") is None or not out.isatty():
        yield Lines(total, unit, out)
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, file=out, dynamic_ncols=True) as bar:
        yield Bar(bar)
