"""The statistics of a race: quartiles, ranks, paired tests with correction.

Notation: s samplers, n paired repetitions (seeds), T evaluations; lower is better.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bayesopt.space import FloatArray

LEVEL = 0.05


def quartiles(values: FloatArray) -> FloatArray:
    """First quartile, median, third quartile (3, ...) over the first axis; inf is allowed.

    Between neighbours by linear interpolation, as in np.quantile, which makes NaN of inf.
    """
    ordered = np.sort(values, axis=0)
    return np.array([_between(ordered, q * (len(values) - 1)) for q in (0.25, 0.5, 0.75)])


def _between(ordered: FloatArray, place: float) -> FloatArray:
    below, share = int(place), place % 1
    if share == 0:
        return np.asarray(ordered[below])
    return np.asarray((1 - share) * ordered[below] + share * ordered[below + 1])


def mean_ranks(scores: FloatArray) -> FloatArray:
    """Mean rank (s, ...) of each sampler from scores (s, n, ...); 1 is best, ties share.

    NaN (s, ...) if there is no repetition.
    """
    from scipy.stats import rankdata

    if scores.shape[1] == 0:
        return np.full((len(scores), *scores.shape[2:]), np.nan)
    return np.asarray(rankdata(scores, axis=0).mean(axis=1))


@dataclass(frozen=True)
class Comparison:
    """One sampler against another, seed by seed.

    won, lost, tied : numbers of seeds. p : of the two-sided Wilcoxon signed-rank test.
    balance : sum of the signed ranks, negative if the sampler is better.
    """

    won: int
    lost: int
    tied: int
    p: float
    balance: float


def compare(scores: FloatArray, others: FloatArray) -> Comparison:
    """Paired scores (n,) and (n,) of two samplers. Equal pairs say nothing; without others p is 1.

    Source: Wilcoxon 1945; zeros dropped, exact distribution where scipy can have it.
    """
    from scipy.stats import rankdata, wilcoxon

    equal = scores == others  # also where both are inf
    differences = scores[~equal] - others[~equal]
    won, lost = int(np.sum(differences < 0)), int(np.sum(differences > 0))
    if len(differences) == 0:
        return Comparison(0, 0, int(equal.sum()), 1.0, 0.0)
    balance = float(np.sum(np.sign(differences) * rankdata(np.abs(differences))))
    p = float(wilcoxon(differences).pvalue)
    return Comparison(won, lost, int(equal.sum()), p, balance)


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p-values of a family of tests, in the order given.

    Source: Holm 1979, A simple sequentially rejective multiple test procedure.
    """
    adjusted, highest = [0.0] * len(p), 0.0
    for rank, k in enumerate(np.argsort(p, kind="stable")):
        highest = max(highest, min(1.0, (len(p) - rank) * p[k]))
        adjusted[k] = highest
    return adjusted
