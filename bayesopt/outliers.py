"""Observations that all others contradict, and that so count less.

A Gaussian process believes in noise that is normal. What a job returns that was cut short is not:
one such value bends the belief far around it, and one that looks good catches the search. So an
observation more than three standard deviations from what the others say of it gets noise of its
own, as large as that distance asks for. The most surprising are found first, as they make their
neighbours look surprising too.

A value that is better than expected may be the first of a well. It counts in full until others
close by contradict it: 96 searches for a well in a plain with noise ended at 0.062 instead of
0.073 in the mean, after 100 evaluations; 144 runs on noisy problems, with outliers or without, are
alike.

That is for values with noise. What a rugged function has in store is surprising as well, and is
not to be taken for an error: without noise nothing should be doubted.

P: (n, n) inverse of the covariance of y, a = P (y - mean), F: those found so far. Without F, the
residuals of F are inv(P_FF) a_F and their covariance inv(P_FF); one at a time, that is
Rasmussen & Williams 2006, eq. 5.12.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.unthreaded import inverse

SURPRISING = 3.0  # standard deviations
ALIKE = 0.5  # of the greatest surprise, from which several are found at once
MOST_DOUBTED = 0.2  # of all observations; if more are surprising, it is the model that is wrong
CLOSE, WITNESSES = 0.05, 2  # within so much of the cube's diagonal, others that contradict
LEAST, LARGEST = 8, 1000  # observations, between which outliers are looked for


def outlier_weights(posterior: Posterior) -> FloatArray | None:
    """What observations should weigh (n,), 1 but for outliers; None if there are none.

    posterior : one in which all weigh 1.
    """
    n = posterior.n
    if not LEAST <= n <= LARGEST:
        return None
    others = Others.of(posterior)
    while True:
        surprise = np.abs(others.residuals) / others.stds
        surprise[others.found] = 0.0
        worst = float(surprise.max())
        new = np.flatnonzero((surprise > SURPRISING) & (surprise >= ALIKE * worst))
        if len(new) == 0 or len(others.found) + len(new) > MOST_DOUBTED * n:
            break
        others = others.without(new)
    return others.weights()


@dataclass(frozen=True, eq=False)
class Others:
    """What the observations but `found` say of each observation.

    residuals, stds : (n,) of each about what is expected of it, the noise included.
    a, diagonal : (n,) P (y - mean) and the diagonal of P. All in units of the posterior's scale.
    """

    posterior: Posterior
    found: NDArray[np.intp]
    residuals: FloatArray
    stds: FloatArray
    a: FloatArray
    diagonal: FloatArray

    @classmethod
    def of(cls, posterior: Posterior) -> "Others":
        """Of each observation, what all others say."""
        mean, std = posterior.leave_one_out()
        unit = posterior.scale
        # divided first: the difference of two floats may be none
        residuals, std = posterior.y / unit - mean / unit, std / unit
        none = np.empty(0, dtype=np.intp)
        return cls(posterior, none, residuals, std, residuals / std**2, std**-2)

    def without(self, new: NDArray[np.intp]) -> "Others":
        """The same, but nothing is learnt from the rows `new` either."""
        found = np.concatenate([self.found, new])
        columns = self.posterior.precision(found)  # P_:F
        covariance = inverse(columns[found])
        # products by einsum, as BLAS would wake its threads
        a, through = self.a, np.einsum("ij,jk->ik", columns, covariance)
        diagonal = self.diagonal - np.sum(through * columns, axis=1)
        diagonal[found] = 1 / np.diag(covariance)
        residuals = (a - np.einsum("ij,j->i", through, a[found])) / diagonal
        residuals[found] = covariance @ a[found]
        return Others(self.posterior, found, residuals, diagonal**-0.5, a, self.diagonal)

    def weights(self) -> FloatArray | None:
        """See outlier_weights; of those found, what is no surprise without the others weighs 1."""
        noise = (self.posterior.noise_std / self.posterior.scale) ** 2
        surprising = np.abs(self.residuals[self.found]) > SURPRISING * self.stds[self.found]
        outliers = np.array([i for i in self.found[surprising] if self.contradicted(i)], dtype=int)
        if len(outliers) == 0:
            return None
        weights = np.ones(self.posterior.n)
        latent = self.stds[outliers] ** 2 - noise
        weights[outliers] = noise / (self.residuals[outliers] ** 2 - latent)
        return weights

    def contradicted(self, i: int) -> bool:
        """Whether it is for the others to say what row `i` should be."""
        X, categorical = self.posterior.X, self.posterior.categorical
        apart = np.where(categorical, X[i] != X, X - X[i])
        close = np.sqrt(np.mean(np.square(apart), axis=1)) < CLOSE
        return bool(self.residuals[i] > 0 or np.count_nonzero(close) > WITNESSES)
