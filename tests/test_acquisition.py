"""One table of acquisitions, and what all of them promise."""

import math
from dataclasses import FrozenInstanceError, dataclass, replace

import numpy as np
import pytest

from bayesopt.acquisition import (
    EI,
    GPUCB,
    PI,
    UCB,
    IntegratedVariance,
    LogEI,
    LogPI,
    MaxVariance,
    Pointwise,
    PosteriorMean,
    PureExploration,
    Thompson,
)
from bayesopt.gp import GP, Hyperparameters
from bayesopt.space import Categorical, Float, Int, Space


@dataclass(frozen=True)
class Straddle(Pointwise):
    """The newcomer: one method, slopes by differences."""

    def value(self, mean, std, best):
        return 1.96 * std - np.sqrt(1 + mean**2)


POINTWISE = [
    EI(),
    EI(xi=0.1),
    LogEI(),
    LogEI(xi=0.1),
    PI(),
    LogPI(),
    UCB(),
    UCB(beta=0.5),
    PosteriorMean(),
    MaxVariance(),
    PureExploration(0.7),
]
ACQUISITIONS = [
    *POINTWISE,
    GPUCB(),
    GPUCB(v=0.5, delta=0.1),
    Thompson(),
    IntegratedVariance(n_reference=64),
    Straddle(),
    EI() * PI(),
    EI() / UCB(20.0),
    LogEI() + 0.5 * UCB(),
    3 * EI() * 2 / 4,
    Thompson() + IntegratedVariance(n_reference=32),
]
every = pytest.mark.parametrize("acquisition", ACQUISITIONS, ids=repr)
POINTS = np.random.default_rng(1).random((7, 3))


def observed(n=4, seed=0):
    X = np.random.default_rng(seed).random((n, 3))
    return X, np.sin(5 * X).sum(axis=1) + X[:, 0]


def believe(n=4, warps=()):
    h = Hyperparameters((0.4, 0.6, 0.9), 1.2, 1e-2, warps=warps)
    return GP(scale=1.0, mean=0.0).condition(*observed(n), h)


@pytest.fixture(scope="module")
def belief():
    return believe()


def rng(seed=0):
    return np.random.default_rng(seed)


def difference(score, X, h=1e-3):
    """Gradient by fourth-order central differences."""
    columns = []
    for j in range(X.shape[1]):
        e = h * np.eye(X.shape[1])[j]
        near, far = score(X + e) - score(X - e), score(X + 2 * e) - score(X - 2 * e)
        columns.append((8 * near - far) / (12 * h))
    return np.stack(columns, axis=1)


@every
def test_is_finite_of_the_right_shape(acquisition, belief):
    values = acquisition(belief, POINTS, rng())
    assert values.shape == (7,) and np.all(np.isfinite(values))
    value, slopes = acquisition.on(belief, rng()).gradient(POINTS)
    assert value.shape == (7,) and slopes.shape == (7, 3) and np.all(np.isfinite(slopes))


@every
@pytest.mark.parametrize("warps", [(), ((0.8, 1.3), (1.0, 1.0), (1.4, 0.8))])
def test_gradient_by_differences(acquisition, warps):
    score = acquisition.on(believe(warps=warps), rng())
    values, slopes = score.gradient(POINTS)
    np.testing.assert_allclose(values, score(POINTS), rtol=1e-9)
    scale = np.max(np.abs(slopes))
    # 1e-5: the differences' own error; the slopes agree to more digits
    np.testing.assert_allclose(slopes, difference(score, POINTS), rtol=0, atol=1e-5 * scale)


@every
def test_same_random_numbers_same_bits(acquisition, belief):
    one, two = acquisition.on(belief, rng(3)), acquisition.on(belief, rng(3))
    np.testing.assert_array_equal(one(POINTS), two(POINTS))
    np.testing.assert_array_equal(one(POINTS), one(POINTS))


@every
def test_a_batch_is_its_points(acquisition, belief):
    score = acquisition.on(belief, rng())
    alone = np.concatenate([score(x[None]) for x in POINTS])
    np.testing.assert_allclose(score(POINTS), alone, rtol=1e-9, atol=1e-12)


@every
def test_leaves_the_belief_as_it_was(acquisition):
    belief = believe()
    before = belief.X.copy(), belief.y.copy(), *belief.predict(POINTS)
    acquisition.on(belief, rng()).gradient(POINTS)
    after = belief.X, belief.y, *belief.predict(POINTS)
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)


@every
def test_works_before_there_is_data(acquisition):
    belief = GP().fit(np.empty((0, 3)), np.empty(0))
    assert np.all(np.isfinite(acquisition(belief, POINTS, rng())))


@every
def test_is_a_frozen_value(acquisition):
    assert hash(acquisition) == hash(acquisition)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        acquisition.xi = 1.0


@pytest.mark.parametrize("acquisition", POINTWISE, ids=repr)
def test_higher_is_better(acquisition):
    mean, std = np.linspace(-1, 1, 9), np.full(9, 0.3)
    assert np.all(np.diff(acquisition.value(mean, std, -0.5)) <= 0)
    certain, doubtful = np.full(9, 1.0), np.linspace(0.1, 2, 9)
    assert np.all(np.diff(acquisition.value(certain, doubtful, 0.5)) >= 0)


@pytest.mark.parametrize("acquisition", POINTWISE, ids=repr)
def test_own_slopes_are_the_differences_of_any_pointwise(acquisition):
    mean, std = rng().normal(size=50), rng(1).uniform(0.2, 2, 50)
    exact = acquisition.slopes(mean, std, 0.1)
    for a, b in zip(exact, Pointwise.slopes(acquisition, mean, std, 0.1), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


def test_ei_and_pi_are_averages_over_draws(belief):
    draws = 200_000
    mean, std = belief.predict(POINTS)
    y = mean + std * rng().standard_normal((draws, 1))
    improvement = np.maximum(belief.best - 0.1 - y, 0)
    for acquisition, sample in (
        (EI(xi=0.1), improvement),
        (PI(xi=0.1), (improvement > 0).astype(float)),
    ):
        error = np.std(sample, axis=0) / np.sqrt(draws) + 1e-12
        found = acquisition(belief, POINTS, rng())
        # five standard errors: one failure in a million seeds
        assert np.all(np.abs(found - sample.mean(axis=0)) < 5 * error)


def test_logarithms_are_of_the_plain_forms(belief):
    for plain, logarithm in ((EI(), LogEI()), (PI(0.2), LogPI(0.2))):
        np.testing.assert_allclose(
            np.log(plain(belief, POINTS, rng())), logarithm(belief, POINTS, rng()), rtol=1e-10
        )


def test_log_ei_has_a_slope_where_ei_has_none():
    X = np.array([[0.5], [0.5 + 1e-7]])
    h = Hyperparameters((0.3,), 1.0, 1e-12)
    belief = GP(scale=1.0, mean=0.0).condition([[0.5], [0.9]], [1e5, -1e3], h)
    z = (belief.best - belief.predict(X)[0]) / belief.predict(X)[1]
    assert np.all(z < -1e4)
    assert np.all(EI()(belief, X, rng()) == 0)
    values, slopes = LogEI().on(belief, rng()).gradient(X)
    assert np.all(np.isfinite(values)) and np.all(np.isfinite(slopes))
    assert np.all(slopes[1] != 0)


def test_gpucb_is_ucb_on_its_schedule(belief):
    beta = np.sqrt(2 * np.log(4 ** (3 / 2 + 2) * np.pi**2 / (3 * 0.1)))
    np.testing.assert_allclose(
        GPUCB(delta=0.1)(belief, POINTS, rng()), UCB(beta)(belief, POINTS, rng()), rtol=1e-12
    )


def test_thompson_draws_the_posterior(belief):
    draws = np.stack([-Thompson()(belief, POINTS, rng(seed)) for seed in range(400)])
    mean, std = belief.predict(POINTS)
    # 400 draws: mean within 4 standard errors; std within 4 of its 3.5 %
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 4 * std / 20)
    np.testing.assert_allclose(draws.std(axis=0), std, rtol=0.15)


def test_integrated_variance_is_the_average_loss_of_variance(belief):
    score = IntegratedVariance(n_reference=50).on(belief, rng(5))
    before = np.mean(belief.predict(score.reference)[1] ** 2)
    found = score(POINTS)
    for x, value in zip(POINTS, found, strict=True):
        after = np.mean(belief.extend(x[None], [0.7]).predict(score.reference)[1] ** 2)
        np.testing.assert_allclose(value * belief.scale**2, before - after, rtol=1e-8)


@pytest.mark.parametrize("acquisition", [PI(0.1), LogPI(0.1), LogEI(0.1), IntegratedVariance(32)])
@pytest.mark.parametrize("power", [-540, -1000, 540, 1000])
def test_no_unit_is_too_small_or_too_large(belief, acquisition, power):
    unit = 2.0**power
    y = np.ldexp(belief.y, power)
    other = GP(scale=unit, mean=0.0).condition(belief.X, y, belief.hyperparameters)
    xi = getattr(acquisition, "xi", None)
    scaled = acquisition if xi is None else replace(acquisition, xi=xi * unit)
    expected = acquisition.on(belief, rng(1))(POINTS)
    np.testing.assert_array_equal(scaled.on(other, rng(1))(POINTS), expected)


def test_integrated_variance_keeps_to_observed_categories():
    X = np.array([[0.25, 0.1], [0.75, 0.6], [0.25, 0.9]])
    belief = GP().fit(X, [1.0, 2.0, 0.5], categorical=[True, False])
    reference = IntegratedVariance().on(belief, rng()).reference
    assert set(reference[:, 0]) == {0.25, 0.75}
    np.testing.assert_array_equal(np.sort(np.floor(256 * reference[:, 1])), np.arange(256))


def test_integrated_variance_is_over_points_of_the_space(belief):
    space = Space({"k": Categorical(["a", "b", "c"]), "i": Int(1, 4), "x": Float(0, 1)})
    acquisition = IntegratedVariance(n_reference=12).over(space)
    reference = acquisition.on(belief, rng()).reference
    np.testing.assert_allclose(np.sort(reference[:, 0]), np.repeat([1, 3, 5], 4) / 6)
    np.testing.assert_allclose(np.sort(reference[:, 1]), np.repeat([1, 3, 5, 7], 3) / 8)
    np.testing.assert_array_equal(np.sort(np.floor(12 * reference[:, 2])), np.arange(12))


@pytest.mark.parametrize("method", ["value", "slopes"])
@pytest.mark.parametrize("acquisition", [EI(), LogEI(), PI(), LogPI()])
def test_arrays_that_do_not_fit_each_other_never_reach_the_core(acquisition, method):
    with pytest.raises(ValueError, match=r"\(5,\) and std \(1,\) differ"):
        getattr(acquisition, method)(np.ones(5), np.ones(1), 0.0)
    with pytest.raises(ValueError, match="std = -1 is negative"):
        getattr(acquisition, method)(np.ones(2), np.array([1.0, -1.0]), 0.0)
    whole = getattr(acquisition, method)(np.ones(2, dtype=int), np.ones(2, dtype=int), 0.0)
    assert np.isfinite(whole).all()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: EI(math.nan), "xi = nan; pass a finite number"),
        (lambda: UCB(math.inf), "beta = inf; pass a finite number"),
        (lambda: UCB(-1), "beta = -1; pass a finite number from 0 on"),
        (lambda: PureExploration(-3), "beta = -3; pass a finite number from 0 on"),
        (lambda: GPUCB(delta=0), "delta = 0; pass a number above 0 and up to 1"),
        (lambda: GPUCB(delta=5), "delta = 5; pass a number above 0 and up to 1"),
        (lambda: GPUCB(delta="a"), "delta = 'a'; pass a number above 0 and up to 1"),
        (lambda: GPUCB(v=-1), "v = -1; pass a number above 0"),
        (lambda: GPUCB(v="a"), "v = 'a'; pass a number above 0"),
        (lambda: GPUCB(v=math.inf), "v = inf; pass a number above 0"),
        (lambda: IntegratedVariance(0), "n_reference = 0; pass 1 or more"),
        (lambda: IntegratedVariance(2.5), r"n_reference = 2\.5; pass 1 or more"),
        (lambda: IntegratedVariance("a"), "n_reference = 'a'; pass 1 or more"),
        (lambda: math.nan * EI(), "factor or divisor = nan; pass a finite number"),
        (lambda: EI() * math.inf, "factor or divisor = inf; pass a finite number"),
        (lambda: EI() / math.nan, "factor or divisor = nan; pass a finite number"),
        (lambda: 10**400 * EI(), "factor or divisor = 1000.*; pass a finite number"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_reference_points_are_of_a_space():
    with pytest.raises(TypeError, match=r"space = {'x': 1} is no Space; pass Space\(...\)"):
        IntegratedVariance(space={"x": 1})


def test_nothing_is_divided_by_zero():
    with pytest.raises(ZeroDivisionError, match="ranks no point"):
        EI() / 0
