"""What the tests of storages share: a study, a draft, a worker elsewhere, threads that race."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from bayesopt.frozen import FrozenTrial, StudyDirection, TrialState
from bayesopt.space import Float, Space
from bayesopt.storages import StudyFacts, Worker

Result = TypeVar("Result")

RUNNING, COMPLETE, WAITING = TrialState.RUNNING, TrialState.COMPLETE, TrialState.WAITING
FACTS = StudyFacts(
    "s", (StudyDirection.MAXIMIZE,), 7, datetime(2024, 1, 2), Space({"x": Float(0, 1)})
)
DRAFT = FrozenTrial(-1, RUNNING, datetime_start=datetime(2024, 1, 2, 3))


def away(lease: float, mark: str = "m") -> Worker:
    """A worker on another host, whose claims hold for `lease` seconds."""
    return Worker("elsewhere", 1, 1, mark, lease)


def together(threads: int, work: Callable[[int], Result]) -> list[Result]:
    """What `work(k)` gives in so many threads that start at the same moment."""
    barrier = threading.Barrier(threads, timeout=30)

    def run(k: int) -> Result:
        barrier.wait()
        return work(k)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


class Sized:
    """Tests that race.

    effort : how much of their full size they have; less for storages that take long.
    """

    effort = 1.0

    def sized(self, count: int) -> int:
        """So many of what is `count` at full size."""
        return max(1, round(count * self.effort))
