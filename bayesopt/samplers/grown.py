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

from bayesopt.history import History, Observations
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

    Other numbers whose range has changed are drawn, all else is as in the best trial that used
    the parameter.
    """
    columns = _changed(space, history)
    columns = columns[~space.categorical[columns]]
    if len(columns) == 0:
        return None
    X = space.apart(np.concatenate(seen.parts))
    gaps = [(*_widest(X[~np.isnan(X[:, j]), j]), j) for j in columns.tolist()]
    width, low, column = max(gaps, key=lambda gap: gap[0])
    best = _best(space, seen, column, rng)
    if width == 0 or best is None:
        return None
    drawn = np.tile(best, (DRAWS, 1))
    drawn[:, columns] = rng.random((DRAWS, len(columns)))
    drawn[:, column] = low + width * drawn[:, column]
    X = space.apart(space.snap(drawn))
    meant = ~np.isnan(X[:, column])
    return space.place(X[meant]) if meant.any() else None


def _widest(known: FloatArray) -> tuple[float, float]:
    """The width of the widest gap of the range [0, 1], and where it begins, between what is
    `known` (k,), of which some may be beyond; 0 if it is due to no trial.
    """
    every = np.sort([*known, 0.0, 1.0])
    inside = np.clip(every, 0.0, 1.0)
    widths = np.diff(inside)
    k = int(np.argmax(widths))
    due = widths[k] > EMPTY * np.ptp(every)
    return (float(widths[k]) if due else 0.0), float(inside[k])


def _changed(space: Space, history: History) -> NDArray[np.intp]:
    """The columns of parameters that were others in the first trial or a recent one."""
    finished, n = history.log.finished, history.finished
    now, changed = dict(space.items()), set[str]()
    for trial in (*finished[: min(n, 1)], *finished[max(n - RECENT, 0) : n]):
        if trial.distributions != now:  # most often they are the very same
            former = trial.distributions
            changed |= {name for name, param in now.items() if former.get(name, param) != param}
    return np.array([j for j, name in enumerate(now) if name in changed], dtype=np.intp)


def _best(space: Space, seen: Observations, column: int, rng: Generator) -> FloatArray | None:
    """Of the trials that may be the best one, and used that parameter, the point (d,) of the least
    first value; a draw if no trial may be, None if none of these used it.
    """
    rows = seen.eligible(space)
    if not rows.any():
        return rng.random(len(space))
    rows &= ~np.isnan(space.apart(seen.X)[:, column])
    if not rows.any():
        return None
    best: FloatArray = seen.X[rows][np.argmin(seen.Y[rows, 0])]
    return best
