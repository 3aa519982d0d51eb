"""Gaussian process regression: MAP hyperparameters, then conditioning on the data.

X: (n, d) unit cube; y: (n,) in any unit; standardised inside as (y - centre) / scale.
K: (n, n) prior covariance + noise; L its lower Cholesky factor; W = L⁻¹; α = K⁻¹ (y - mean).
Source: Rasmussen & Williams 2006, ch. 2 and 5.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bayesopt._core import gp as _core
from bayesopt._core.belief import Belief
from bayesopt.arguments import truth
from bayesopt.bounds import as_float
from bayesopt.errors import shown
from bayesopt.hyperparameters import Hyperparameters, Priors
from bayesopt.kernels import RBF, Kernel, Matern32, Matern52
from bayesopt.params import FloatArray
from bayesopt.pathwise import Path
from bayesopt.posterior import Posterior
from bayesopt.replicates import Replicates
from bayesopt.tables import checked_points, checked_values, checked_weights

__all__ = [
    "GP",
    "RBF",
    "Hyperparameters",
    "Kernel",
    "Matern32",
    "Matern52",
    "Path",
    "Posterior",
    "Priors",
]


GTOL = 1e-2  # largest slope of the log posterior at which a fit is finished
# evaluations of the log posterior: from far away; from a good guess; the same with many rows
COLD, WARM, NEAR = 60, 25, 12
STUCK, NONFINITE = 4, 5  # what the fit returns when it had better start elsewhere
FEW = 150  # observations from which a fit from scratch takes its first bearings
WARPED_FROM = 20  # observations from which inputs may be warped,
GAIN = 8.0  # where that makes them so much more probable, as a logarithm
LESS = 1 / 4  # of the noise: a rival with more is no other explanation
LARGEST_NOISE = 1e100  # its standard deviation, where it is known, in units of the values


@dataclass(frozen=True)
class Data:
    """Checked observations in the layout of the core: columns, numeric ones first.

    N observations of n points, which have one column each.
    """

    X: FloatArray  # (N, d) as given
    y: FloatArray  # (N,) as given
    categorical: NDArray[np.bool_]
    centre: float
    scale: float
    weights: FloatArray | None = None  # (N,) of the observations; None: all 1
    replicates: Replicates = field(init=False)
    order: NDArray[np.intp] = field(init=False)
    columns: FloatArray = field(init=False)  # (d, n)
    standardised: FloatArray = field(init=False)  # (n,) means of each point's values
    within: float = field(init=False)  # sum of squares about them

    def __post_init__(self) -> None:
        order = np.argsort(self.categorical, kind="stable")
        replicates = Replicates.of(self.X, self.weights)
        points = self.X[replicates.first] if replicates.repeated else self.X
        object.__setattr__(self, "replicates", replicates)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "columns", np.ascontiguousarray(points[:, order].T))
        # divided first: the difference of two floats may be none
        standardised = self.y / self.scale - self.centre / self.scale
        object.__setattr__(self, "standardised", replicates.means(standardised))
        object.__setattr__(self, "within", replicates.within(standardised))

    @property
    def n(self) -> int:
        """How many points."""
        return len(self.standardised)

    def only(self, rows: NDArray[np.intp]) -> "Data":
        """The same units, but these rows (k,)."""
        weights = None if self.weights is None else self.weights[rows]
        return Data(self.X[rows], self.y[rows], self.categorical, self.centre, self.scale, weights)

    @property
    def numeric(self) -> int:
        return int(np.sum(~self.categorical))

    def bends(self, h: Hyperparameters) -> FloatArray:
        """a and b of each numeric column in turn, (2 numeric,) or none."""
        if not h.warps:
            return np.empty(0)
        return np.array(h.warps)[self.order[: self.numeric]].ravel()

    def warps(self, bends: FloatArray) -> tuple[tuple[float, float], ...]:
        """The inverse of `bends`."""
        if len(bends) == 0:
            return ()
        pairs = np.ones((len(self.order), 2))
        pairs[self.order[: self.numeric]] = bends.reshape(-1, 2)
        return tuple((float(a), float(b)) for a, b in pairs)


@dataclass(frozen=True)
class GP:
    """A Gaussian process before it has seen data.

    kernel : Matern52(), Matern32() or RBF()
    mean : of the function, in units of y; None: learnt by generalised least squares
    scale : the unit of y in which the priors live; None: the standard deviation of y
    noise_std : of one observation, in units of y; None: learnt
    priors : beliefs about the hyperparameters
    warp_inputs : whether inputs may be warped where that explains the data much better

    >>> X = np.linspace(0, 1, 8)[:, None]
    >>> posterior = GP().fit(X, np.sin(6 * X[:, 0]))
    >>> mean, std = posterior.predict(np.array([[0.5]]))
    >>> bool(abs(mean[0] - np.sin(3.0)) < 0.05)
    True
    """

    kernel: Kernel = Matern52()  # noqa: RUF009 - frozen and empty
    mean: float | None = None
    scale: float | None = None
    noise_std: float | None = None
    priors: Priors = Priors()  # noqa: RUF009 - frozen
    warp_inputs: bool = False

    def __post_init__(self) -> None:
        truth("warp_inputs", self.warp_inputs)
        if not isinstance(self.kernel, Kernel) or not isinstance(self.priors, Priors):
            raise TypeError(
                f"{self}: kernel or priors are none; pass Matern52() and Priors(), say"
            )
        mean, scale, noise = map(as_float, (self.mean, self.scale, self.noise_std))
        if self.mean is not None and not math.isfinite(mean):
            raise ValueError(
                f"mean = {shown(self.mean)}; pass a finite number, or None to learn it"
            )
        if self.scale is not None and not 0 < scale < math.inf:
            raise ValueError(
                f"scale = {shown(self.scale)}; pass a positive number, or None for y's own"
            )
        if self.noise_std is not None and not 0 <= noise < math.inf:
            raise ValueError(
                f"noise_std = {shown(self.noise_std)}; pass 0 or more, or None to learn it"
            )

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        categorical: ArrayLike | None = None,
        start: Hyperparameters | None = None,
        rival: Hyperparameters | None = None,
        learn_from: NDArray[np.intp] | None = None,
        weights: ArrayLike | None = None,
    ) -> Posterior:
        """Learn the hyperparameters that are most probable given the data, then condition on it.

        X : (n, d), y : (n,); n = 0 gives the prior
        categorical : (d,) bool, the columns whose values are only equal or different
        start : hyperparameters near which to look; without them the search starts from two places
        rival : hyperparameters near which to look as well, where more noise than theirs is found;
            what is found there has to be much more probable
        learn_from : rows that are enough to learn from; None: all
        weights : (n,) positive; the noise variance of an observation is divided by its weight
        Raises ValueError if the shapes disagree or a number is not finite.
        No random numbers: the same arguments give the same posterior.
        """
        data = self._data(X, y, categorical, weights)
        some = data
        if learn_from is not None and data.n > len(learn_from):
            some = data.only(learn_from)
        value, learnt = self._most_probable(some, start)
        if rival is not None:
            _check_fits(rival, data)
        if rival is not None and rival.noise_variance < LESS * learnt.noise_variance:
            found, _, other = self._ascend(some, rival, WARM)
            learnt = other if found < value - GAIN else learnt
        return self._condition(data, learnt, learn_mean=self.mean is None)

    def evidence(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        categorical: ArrayLike | None = None,
        start: Hyperparameters | None = None,
    ) -> float:
        """Logarithm of the density of y (n,) and of the most probable hyperparameters, given X.

        Up to what depends on n and d alone; of 2 y it is n log 2 less. Which of several monotone
        functions of values makes them most like draws from the process shows when the logarithms
        of its slopes at all values are added (Snelson et al. 2004, eq. 6).
        Arguments and errors as of `fit`.
        """
        data = self._data(X, y, categorical)
        value, _ = self._most_probable(data, start)
        return -value - len(data.y) * math.log(data.scale)

    def condition(
        self,
        X: ArrayLike,
        y: ArrayLike,
        hyperparameters: Hyperparameters,
        *,
        categorical: ArrayLike | None = None,
        weights: ArrayLike | None = None,
    ) -> Posterior:
        """Condition on data without learning; arguments and errors as of `fit`."""
        data = self._data(X, y, categorical, weights)
        _check_fits(hyperparameters, data)
        return self._condition(data, hyperparameters, learn_mean=False)

    def grow(self, posterior: Posterior, X: ArrayLike, y: ArrayLike) -> Posterior:
        """`posterior` with more points, and all values anew, without learning or factoring again.

        X : (n, d), the points of `posterior` first; y : (n,), one value for each of them
        Units and mean become what `fit` would make them; new rows enter the factor one after
        another, so that growing once or in several steps gives the same bits.
        Raises ValueError as `fit` does, and if X begins with other points.
        """
        data = self._data(X, y, posterior.categorical)
        known = posterior.n
        if not np.array_equal(data.X[:known], posterior.X):
            raise ValueError(f"X does not begin with the {known} points of the posterior")
        # what the new rows are told first does not matter: all values are told again
        longer = posterior.extend(data.X[known:], data.y[known:])
        core, replicates = longer._core, longer.replicates
        core.reweigh(
            replicates.means(data.y / data.scale - data.centre / data.scale),
            self.mean is None,
            0.0,
            data.scale,
            data.centre,
            np.empty(len(data.y) + 1),
        )
        grown = replace(posterior.hyperparameters, mean=float(core.mean))
        return Posterior(core, self.kernel, data.X, data.y, grown, data.categorical, replicates)

    def _data(
        self,
        X: ArrayLike,
        y: ArrayLike,
        categorical: ArrayLike | None,
        weights: ArrayLike | None = None,
    ) -> Data:
        X = checked_points(X, None)
        y = checked_values(y, len(X))
        d = X.shape[1]
        mask = (
            np.zeros(d, dtype=bool) if categorical is None else np.array(categorical, dtype=bool)
        )
        if d == 0 or mask.shape != (d,):
            raise ValueError(f"X of shape {X.shape} and categorical of {mask.shape} disagree")
        if weights is not None:
            weights = checked_weights(weights, len(X))
        largest = float(np.max(np.abs(y), initial=0.0)) or 1.0
        relative = y / largest  # so that squares of 1e300 stay finite
        middle = float(np.mean(relative)) * largest if len(y) else 0.0
        centre = middle if self.mean is None else self.mean
        return Data(X, y, mask, centre, self._scale(relative, largest), weights)

    def _scale(self, relative: FloatArray, largest: float) -> float:
        if self.scale is not None:
            return self.scale
        spread = float(np.std(relative)) if len(relative) else 0.0
        # what is left of a constant after rounding is no scale
        scale = spread * largest if spread > 4 * np.finfo(float).eps else 1.0
        # in much smaller units the variance of the noise would be no float
        return max(
            scale, (self.noise_std or 0.0) / LARGEST_NOISE, np.finfo(float).smallest_subnormal
        )

    def _noise(self, scale: float) -> float | None:
        return None if self.noise_std is None else (self.noise_std / scale) ** 2

    def _cold(self, data: Data) -> list[Hyperparameters]:
        # long lengthscales keep the gradient alive (Xu et al. 2025); the second start explains
        # y by short ones before it calls anything noise
        d = data.X.shape[1]
        category = math.exp(self.priors.modes(0, d - data.numeric)[0, 0])
        noise = np.exp([-5.0, -9.0])
        return [
            Hyperparameters(
                tuple(np.where(data.categorical, category, length * np.sqrt(d))),
                1.0,
                self.priors.noise_floor + each,
            )
            for length, each in zip((0.4, 0.1), noise.tolist(), strict=True)
        ]

    def _most_probable(
        self, data: Data, start: Hyperparameters | None
    ) -> tuple[float, Hyperparameters]:
        """Negative log posterior in units of data.scale, and the hyperparameters."""
        d = data.X.shape[1]
        if len(data.y) == 0:
            return 0.0, self._known(start or self._cold(data)[0], data.scale)
        candidates = []
        few = data.n <= FEW
        if start is not None and len(start.lengthscales) == d:
            value, status, learnt = self._ascend(data, start, WARM if few else NEAR)
            if status not in (STUCK, NONFINITE):
                return value, learnt
            candidates.append((value, learnt))
        for guess in self._cold(data) if few else [self._from_few(data)]:
            value, _, learnt = self._ascend(data, guess, COLD if few else NEAR)
            candidates.append((value, learnt))
        value, learnt = min(candidates, key=lambda pair: pair[0])
        return self._warped(data, value, learnt) if few else (value, learnt)

    def _warped(
        self, data: Data, value: float, learnt: Hyperparameters
    ) -> tuple[float, Hyperparameters]:
        """`learnt`, of that negative log posterior, or with warps if they say much more."""
        if not self.warp_inputs or data.numeric == 0 or data.n < WARPED_FROM:
            return value, learnt
        # where straight inputs need noise, warped ones may do without: not to be seen from there
        guesses = [learnt, *self._cold(data)] if learnt.noisy else [learnt]
        straight = ((1.0, 1.0),) * len(learnt.lengthscales)
        ends = [self._ascend(data, replace(guess, warps=straight), WARM) for guess in guesses]
        found, _, other = min(ends, key=lambda end: end[0])
        return (found, other) if found < value - GAIN else (value, learnt)

    def _from_few(self, data: Data) -> Hyperparameters:
        """What some of the data says, rows at even distances: a cheap first guess."""
        some = np.linspace(0, data.n - 1, FEW).round().astype(int)
        some = data.replicates.first[some]
        return self._most_probable(data.only(some), None)[1]

    def _known(self, hyperparameters: Hyperparameters, scale: float) -> Hyperparameters:
        noise = self._noise(scale)
        return hyperparameters if noise is None else replace(hyperparameters, noise_variance=noise)

    def _ascend(
        self, data: Data, start: Hyperparameters, evaluations: int
    ) -> tuple[float, int, Hyperparameters]:
        """Negative log posterior, reason for ending and hyperparameters of the best point seen."""
        n, d = data.n, data.X.shape[1]
        noise = self._noise(data.scale)
        size = d + 2 if noise is None else d + 1
        # the core keeps categories last
        places = np.append(data.order, np.arange(d, size))
        bends = np.log(data.bends(start))
        theta = np.concatenate([self.priors.to_theta(start)[places], bends])
        modes = self.priors.modes(data.numeric, d - data.numeric)[:size]
        low, high = (bounds[:size] for bounds in self.priors.bounds(d))
        least, most = np.log(self.priors.warp_bounds)
        value, status, _ = _core.fit(
            data.columns,
            data.standardised,
            theta,
            np.concatenate([modes, np.tile([0.0, self.priors.warp_std], (len(bends), 1))]),
            np.append(low, np.full(len(bends), least)),
            np.append(high, np.full(len(bends), most)),
            self.kernel.code,
            data.numeric,
            self.priors.noise_floor if noise is None else noise,
            self.mean is None,
            GTOL,
            evaluations,
            np.empty(len(theta)),
            np.empty(_core.workspace(n, d)),
            data.replicates.totals,
            data.replicates.repeated,
            data.within,
        )
        found = np.zeros(d + 2)
        found[places] = theta[:size]
        learnt = replace(self.priors.from_theta(found), warps=data.warps(np.exp(theta[size:])))
        return value, status, self._known(learnt, data.scale)

    def _condition(self, data: Data, h: Hyperparameters, learn_mean: bool) -> Posterior:
        n, d = data.n, data.X.shape[1]
        lengthscales = np.array(h.lengthscales)[data.order]
        bends = data.bends(h)
        belief = Belief(n, data.numeric, self.kernel.code, data.order, lengthscales, bends)
        failed = belief.condition(
            data.columns,
            data.standardised,
            h.variance,
            h.noise_variance,
            h.mean,
            learn_mean,
            data.scale,
            data.centre,
            np.empty(_core.workspace(n, d)),
            data.replicates.totals,
        )
        if failed:
            raise ValueError(
                f"the covariance of {n} points with {h} cannot be factored at point {failed - 1}; "
                "raise the noise variance"
            )
        learnt = replace(h, mean=float(belief.mean))
        return Posterior(
            belief, self.kernel, data.X, data.y, learnt, data.categorical, data.replicates
        )


def _check_fits(hyperparameters: Hyperparameters, data: Data) -> None:
    """Raise ValueError unless there is one lengthscale for each column."""
    if len(hyperparameters.lengthscales) != data.X.shape[1]:
        raise ValueError(
            f"{len(hyperparameters.lengthscales)} lengthscales do not fit X of shape "
            f"{data.X.shape}; give one for each column"
        )
