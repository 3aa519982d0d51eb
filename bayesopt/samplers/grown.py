"""Where a range has grown: the part of it that trials leave empty.

Trials of a range that was a quarter as wide lie close together in the wide one, many at its old
edge, and what a process learns from them is how the function varies there: it would creep on from
the edge. So as long as they leave more than half of a range empty, trials go there, with all else
as in the best one.

Eight functions of two numbers, one of which went from [0, 10] to [0, 40] after 12 trials, 16
seeds, better and worse than a study begun afresh after 4 and 6 further trials: 1:127 and 9:119
without, 117:11 and 111:17 with. Where one range of ten had grown so and the optimum had not moved,
beside without it 6:10, 7:9 and 5:11 after 8, 20 and 40.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bayesopt.history import History, Observations, fully_known
from bayesopt.params import FloatArray
from bayesopt.space import Space

EMPTY = 0.5  # of all that is known of a range, where a trial is due
DRAWS = 128  # of which it is one
RECENT = 16  # trials that tell, with the first one, whether a range was another


def unexplored(
    space: Space, seen: Observations, history: History, rng: Generator
) -> FloatArray | None:
    """Points (DRAWS, d) within a part of a range where nothing is known, if that is more than half
    of what the range has now and what is known beyond; None if no range that has changed has one.

    Other numbers whose range has changed are drawn, all else is as in the best trial.
    """
    columns = _changed(space, history)
    columns = columns[~space.categorical[columns]]
    if len(columns) == 0:
        return None
    X = np.concatenate([part[:, columns] for part in seen.parts])
    ends = np.zeros((1, len(columns))), np.ones((1, len(columns)))
    known = np.sort(np.concatenate([fully_known(X), *ends]), axis=0)
    inside = np.clip(known, 0.0, 1.0)
    gaps = np.diff(inside, axis=0)
    widest = np.argmax(gaps, axis=0)
    width = np.max(gaps, axis=0)
    due = width > EMPTY * np.ptp(known, axis=0)
    if not due.any():
        return None
    k = int(np.argmax(np.where(due, width, 0.0)))
    drawn = np.tile(_best(space, seen, rng), (DRAWS, 1))
    drawn[:, columns] = rng.random((DRAWS, len(columns)))
    drawn[:, columns[k]] = inside[widest[k], k] + width[k] * drawn[:, columns[k]]
    return space.snap(drawn)


def _changed(space: Space, history: History) -> NDArray[np.intp]:
    """The columns of parameters that were others in the first trial or a recent one."""
    finished, n = history.log.finished, history.finished
    now, changed = dict(space.items()), set[str]()
    for trial in (*finished[: min(n, 1)], *finished[max(n - RECENT, 0) : n]):
        if trial.distributions != now:  # most often they are the very same
            former = trial.distributions
            changed |= {name for name, param in now.items() if former.get(name, param) != param}
    return np.array([j for j, name in enumerate(now) if name in changed], dtype=np.intp)


def _best(space: Space, seen: Observations, rng: Generator) -> FloatArray:
    """The feasible point (d,) of the least first value, of those that are offered; a draw if there
    is none.
    """
    rows = seen.eligible(space)
    if not rows.any():
        return rng.random(len(space))
    best: FloatArray = seen.X[rows][np.argmin(seen.Y[rows, 0])]
    return best
