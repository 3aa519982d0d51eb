"""Parameters with a distribution of their own."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bayesopt import Categorical, Float, Int, InvalidParameter, Space
from bayesopt.candidates import cells
from bayesopt.distributions import distribution_to_json, json_to_distribution
from bayesopt.priors import Normal, Rounded, Weighted

units = st.floats(0.0, 1.0)
PARAMS = {
    "normal": Normal(3.0, 2.0),
    "lognormal": Normal(-1.0, 0.5, log=True),
    "rounded": Rounded(Float(0, 1), 0.1),
    "rounded, odd ends": Rounded(Float(-1.3, 2.2), 0.5),
    "rounded on a log scale": Rounded(Float(0.5, 100, log=True), 2),
    "rounded normal": Rounded(Normal(0.0, 3.0), 0.5),
    "rounded lognormal": Rounded(Normal(1.0, 1.0, log=True), 1),
    "rounded to one value": Rounded(Float(0.1, 0.2), 1.0),
    "weighted": Weighted(["a", "b", "c"], [0.7, 0.0, 0.3]),
}
every = pytest.mark.parametrize("param", PARAMS.values(), ids=PARAMS.keys())
rounded = pytest.mark.parametrize(
    "param", [p for p in PARAMS.values() if isinstance(p, Rounded)], ids=str
)


def draws(param, n=20_000):
    return np.array([param.quantile(u) for u in np.random.default_rng(1).random(n)])


@every
@given(u=units)
def test_units_lead_to_values_and_back(param, u):
    value = param.from_unit(u)
    assert param.contains(value)
    assert param.cast(value) == value
    again = param.from_unit(param.to_unit(value))
    # the cdf of a normal is flat in its tails: at five deviations a digit of u is 1e-10 of z
    assert again == value or again == pytest.approx(value, rel=1e-7, abs=1e-7)


@every
@given(u=st.lists(units, min_size=1, max_size=8))
def test_snapping_leads_to_the_value_of_the_cell(param, u):
    snapped = param.snap(np.array(u))
    assert np.all((snapped >= 0) & (snapped <= 1))
    for before, after in zip(u, snapped, strict=True):
        if param.levels:
            assert param.from_unit(after) == param.from_unit(before)


@every
def test_equal_definitions_are_equal(param):
    assert {param: 1}[eval(repr(param))] == 1
    assert param != Float(0, 1)


def test_normals_are_normal():
    # Kolmogorov-Smirnov at fixed seeds: 1e-3 would fail once in a thousand seeds
    assert stats.kstest(draws(PARAMS["normal"]), stats.norm(3, 2).cdf).pvalue > 1e-3
    logs = np.log(draws(PARAMS["lognormal"]))
    assert stats.kstest(logs, stats.norm(-1, 0.5).cdf).pvalue > 1e-3


def test_the_unit_coordinate_of_a_normal_is_its_cdf():
    values = np.linspace(-5, 11, 9)
    expected = stats.norm(3, 2).cdf(values)
    assert PARAMS["normal"].encode(values) == pytest.approx(expected, rel=1e-12)
    assert PARAMS["normal"].from_unit(0.0) == pytest.approx(3 - 5 * 2)
    assert PARAMS["normal"].from_unit(1.0) == pytest.approx(3 + 5 * 2)


def test_values_beyond_five_deviations_are_taken():
    param = Normal(0.0, 1.0)
    assert param.contains(40.0)
    assert param.to_unit(40.0) == 1.0
    assert not param.contains(math.inf)
    assert not Normal(0.0, 1.0, log=True).contains(-1.0)
    assert math.isnan(Normal(0.0, 1.0, log=True).to_unit(-1.0))


def test_the_ends_of_a_rounded_range_are_half_as_likely():
    values, counts = np.unique(draws(PARAMS["rounded"]), return_counts=True)
    assert values.tolist() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    shares = counts / counts.sum()
    # a share of 0.1 of 20 000 draws has a standard deviation of 0.002; four of them
    assert shares == pytest.approx([0.05, *[0.1] * 9, 0.05], abs=0.0085)


def test_whole_steps_make_whole_numbers():
    assert type(Rounded(Float(1, 9), 2).from_unit(0.4)) is int
    assert type(Rounded(Float(1, 9), 2.0).from_unit(0.4)) is float


def test_rounded_values_may_lie_beyond_the_range():
    assert [Rounded(Float(1, 5), 2).from_unit(u) for u in (0.0, 1.0)] == [0, 4]
    assert Rounded(Float(1.1, 5), 2).levels == 2
    assert not PARAMS["rounded"].contains(1.1)
    assert not PARAMS["rounded"].contains(0.15)
    assert not PARAMS["rounded"].contains("0.1")


@rounded
def test_every_value_is_counted_once(param):
    X = cells(Space({"x": param}), param.levels)[:, 0]
    found = [param.from_unit(u) for u in X]
    assert found == sorted(set(found))
    assert len(found) == param.levels
    assert param.to_unit(found[-1]) == X[-1]


@rounded
def test_a_cell_is_as_wide_as_its_value_is_likely(param):
    values, counts = np.unique(draws(param), return_counts=True)
    likeliest = values[np.argmax(counts)]
    u = np.linspace(0, 1, 20_001)[:-1] + 0.5 / 20_000
    inside = np.mean(param.snap(u) == param.to_unit(likeliest))
    assert inside == pytest.approx(counts.max() / counts.sum(), abs=0.015)  # four deviations


@rounded
def test_cells_touch_each_other(param):
    X = param.nth(np.arange(param.levels))
    low, high = param.edges(X)
    assert low[1:] == pytest.approx(high[:-1])
    assert (low <= X).all()
    assert (high >= X).all()
    inside = low + (high - low) * np.linspace(0.01, 0.99, len(X))
    assert param.snap(inside) == pytest.approx(X)


def test_weights_are_honoured_by_blind_draws_only():
    param = PARAMS["weighted"]
    assert np.mean(draws(param) == "a") == pytest.approx(0.7, abs=0.013)  # four deviations
    assert "b" not in draws(param)
    assert [param.from_unit(u) for u in (0.0, 0.5, 0.99)] == ["a", "b", "c"]
    assert [param.quantile(u) for u in (0.0, 1.0)] == ["a", "c"]
    assert Weighted(["a", "b"], [0, 1]).quantile(0.0) == "b"


def test_weights_are_scaled_with_a_warning():
    with pytest.warns(UserWarning, match="add up to 2"):
        assert Weighted(["a", "b"], [1, 1]).weights == (0.5, 0.5)


def test_weights_tell_parameters_apart():
    param = Weighted(["a", "b"], [0.5, 0.5])
    assert param != Categorical(["a", "b"])
    assert Categorical(["a", "b"]) != param
    assert param != Weighted(["a", "b"], [0.4, 0.6])


def test_a_space_draws_and_encodes_them():
    space = Space(PARAMS)
    row = space.draw(np.full(len(space), 0.25))
    assert row["rounded"] == 0.2
    X = space.snap(space.encode([row]))
    assert space.decode(X[0]) == pytest.approx(row)
    assert space["weighted"].levels == 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Normal(0, 0), "std = 0.0 is not positive"),
        (lambda: Normal("a", 1), "mean = 'a'"),
        (lambda: Normal(0, 1000, log=True), "is no float"),
        (lambda: Rounded(Int(0, 3), 1), "is not continuous"),
        (lambda: Rounded(Float(0, 1, step=0.5), 1), "is not continuous"),
        (lambda: Rounded(Float(0, 1), 0), "q = 0.0 is not positive"),
        (lambda: Rounded(Float(0, 1e300), 1e-300), "is lost"),
        (lambda: Weighted(["a", "b"], [1.0]), "one probability for each"),
        (lambda: Weighted(["a", "b"], [1.5, -0.5]), "one probability for each"),
        (lambda: Weighted(["a"], [0.0]), "one probability for each"),
        (lambda: Weighted([], []), "choices is empty"),
    ],
)
def test_definitions_that_make_no_sense(make, message):
    with pytest.raises(InvalidParameter, match=message):
        make()


@pytest.mark.parametrize(
    "param",
    [
        Normal(0.5, 2.0),
        Normal(0.5, 2.0, log=True),
        Rounded(Float(0, 10), 3),
        Rounded(Normal(1.0, 0.5, log=True), 0.25),
        Weighted(["a", "b", None], [0.1, 0.2, 0.7]),
        Weighted([1, 2, 3], [1 / 3, 1 / 3, 1 / 3]),
    ],
    ids=str,
)
def test_as_json_and_back(param):
    text = distribution_to_json(param)
    assert json_to_distribution(text) == param
    assert distribution_to_json(json_to_distribution(text)) == text


def test_a_kind_of_ones_own_has_no_json_form():
    class Odd(Int):
        pass

    with pytest.raises(InvalidParameter, match="has no JSON form, only"):
        distribution_to_json(Odd(1, 3))
