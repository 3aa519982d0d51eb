"""Values and their places on the unit interval, parameter by parameter."""

import math
import warnings
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bayesopt import Categorical, FixedTrial, Float, Int, InvalidParameter

units = st.floats(0.0, 1.0)
reals = st.floats(-1e9, 1e9)
positives = st.floats(1e-12, 1e12)
steps = st.decimals("0.001", "10", places=3).map(float)


def ranges(numbers):
    return st.tuples(numbers, numbers).map(sorted)


@st.composite
def stepped_floats(draw):
    low, step = (
        draw(st.decimals("-100", "100", places=2)),
        draw(st.decimals("0.01", "9", places=2)),
    )
    return Float(float(low), float(low + step * draw(st.integers(1, 300))), step=float(step))


@st.composite
def ints(draw):
    low, step = draw(st.integers(-1000, 1000)), draw(st.integers(1, 9))
    return Int(low, low + step * draw(st.integers(0, 300)), step=step)


@st.composite
def log_ints(draw):
    low = draw(st.integers(1, 50))
    return Int(low, low + draw(st.integers(0, 400)), log=True)


categoricals = st.lists(st.integers() | st.text() | st.none(), min_size=1, unique=True).map(
    Categorical
)


def values_of(param):
    if isinstance(param, Categorical):
        return list(param.choices)
    if isinstance(param, Int):
        return list(range(param.low, param.high + 1, param.step))
    low, step = Decimal(repr(param.low)), Decimal(repr(param.step))
    return [float(low + k * step) for k in range(param.levels)]


discrete = stepped_floats() | ints() | log_ints() | categoricals


@given(discrete)
def test_every_discrete_value_comes_back_from_its_place(param):
    values = values_of(param)
    assert len(values) == param.levels
    for value in values:
        assert param.from_unit(param.to_unit(value)) == value
        assert param.contains(value)


@given(ranges(reals), units)
def test_continuous_values_come_back_to_rounding(ends, u):
    param = Float(*ends)
    value = param.from_unit(u)
    assert param.low <= value <= param.high
    back = param.from_unit(param.to_unit(value))
    assert abs(back - value) <= 1e-15 * max(abs(param.low), abs(param.high), 1.0) * 4  # few ulps


@given(ranges(positives), units)
def test_log_values_come_back_to_rounding(ends, u):
    param = Float(*ends, log=True)
    value = param.from_unit(u)
    assert param.low <= value <= param.high
    # exp(t) multiplies the error of t, |t| < 28, by the value
    assert param.from_unit(param.to_unit(value)) == pytest.approx(value, rel=1e-13)


def test_neighbouring_floats_may_share_a_logarithm():
    low = 1e300
    param = Float(low, math.nextafter(low, math.inf), log=True)
    assert math.log(param.low) == math.log(param.high)
    assert param.to_unit(param.high) == 0.5
    assert param.low <= param.from_unit(0.7) <= param.high


@given(ranges(positives))
def test_log_halves_the_ratio(ends):
    low, high = ends
    assume(high > low)
    middle = Float(low, high, log=True).from_unit(0.5)
    assert middle == pytest.approx(math.sqrt(low) * math.sqrt(high), rel=1e-12)


@given(ranges(reals))
def test_both_ends_can_be_suggested(ends):
    param = Float(*ends)
    assert param.from_unit(0.0) == param.low
    assert param.from_unit(1.0) == pytest.approx(param.high, rel=1e-15, abs=1e-6)


@given(discrete, units)
def test_from_unit_gives_values_and_snap_agrees_with_it(param, u):
    value = param.from_unit(u)
    assert param.contains(value)
    snapped = param.snap(np.array([u]))
    assert param.from_unit(snapped[0]) == value
    assert param.snap(snapped) == pytest.approx(snapped, abs=1e-12)


@given(stepped_floats() | ints() | categoricals)
def test_cells_are_equally_wide(param):
    places = [param.to_unit(value) for value in values_of(param)]
    expected = (np.arange(param.levels) + 0.5) / param.levels
    assert places == pytest.approx(expected, abs=1e-9)


def test_cells_of_log_ints_are_the_logarithms_of_theirs():
    param = Int(1, 100, log=True)
    u = np.linspace(0, 1, 200_001)
    drawn = np.array([param.from_unit(x) for x in u])
    for value in (1, 2, 10, 100):
        width = math.log((value + 0.5) / (value - 0.5)) / math.log(100.5 / 0.5)
        assert np.mean(drawn == value) == pytest.approx(width, abs=1e-5)  # 2 grid spacings


@pytest.mark.parametrize("u", [-3.0, -1e-9, 1.0, 1.0 + 1e-9, 7.0])
@pytest.mark.parametrize(
    "param",
    [Float(0, 1), Float(0, 1, step=0.5), Float(1, 9, log=True), Int(0, 5), Int(1, 9, True)],
)
def test_beyond_the_cube_counts_as_the_nearer_end(param, u):
    assert param.from_unit(u) == (param.low if u < 0.5 else param.high)


# --- steps


@given(stepped_floats())
def test_steps_are_exact_decimals(param):
    assert [param.from_unit((k + 0.5) / param.levels) for k in range(param.levels)] == values_of(
        param
    )


def test_steps_print_as_one_would_write_them():
    param = Float(0.1, 0.9, step=0.1)
    drawn = [param.from_unit((k + 0.5) / 9) for k in range(9)]
    assert repr(drawn) == "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]"
    assert Float(0.005, 0.305, step=0.1).from_unit(0.6) == 0.205


def test_values_that_miss_the_grid_by_rounding_are_put_onto_it():
    param = Float(0.0, 1.0, step=0.1)
    assert param.contains(0.1 + 0.2)
    assert param.cast(0.1 + 0.2) == 0.3
    assert not param.contains(0.35)
    assert Float(0.0, 0.3, step=0.1).contains(0.1 + 0.2)  # a hair above high


def test_long_grids_hold_their_far_values():
    param = Float(0.0, 1e8, step=0.1)
    assert param.contains(99_999_999.9)
    assert param.from_unit(param.to_unit(99_999_999.9)) == 99_999_999.9


@given(st.floats(-1e3, 1e3), steps, st.floats(0.0, 1.0))
def test_a_step_that_does_not_fit_shrinks_high(low, step, excess):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        param = Float(low, low + 5 * step + excess * step, step=step)
    rounding = 1e-12  # of numbers near 1000
    assert low + 4 * step - rounding < param.high <= low + 6 * step + rounding
    assert param.contains(param.high)


def test_the_warning_points_at_the_caller():
    with pytest.warns(UserWarning, match=r"step = 0.3 does not divide .* high is 0.9") as caught:
        assert Float(0, 1, step=0.3).high == 0.9
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="high is 9"):
        assert Int(0, 10, step=3).high == 9


# --- whole numbers


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3), Decimal(3), np.array(3)])
def test_whole_numbers_of_any_type_are_ints(value):
    assert Int(0, 5).contains(value)
    assert type(Int(0, 5).cast(value)) is int


@pytest.mark.parametrize("value", [2.5, "3", b"3", None, math.nan, math.inf, 3j, [3], 10**400])
def test_what_is_no_whole_number_is_refused(value):
    assert not Int(0, 5).contains(value)
    with pytest.raises(InvalidParameter):
        Int(0, 5).cast(value)


def test_64_bits_are_served_whole():
    param = Int(0, 2**63 - 1)
    assert param.contains(2**63 - 1)
    assert not param.contains(2**63)
    assert param.from_unit(1.0) == 2**63 - 1
    assert Int(-(2**63), 2**63).from_unit(0.0) == -(2**63)
    assert Int(0, 2**60 + 1, step=2**60 + 1).high == 2**60 + 1


# --- choices


def test_numbers_of_different_types_are_different_choices():
    param = Categorical([1, True, 1.0, "1"])
    assert [param.index(value) for value in (1, True, 1.0, "1")] == [0, 1, 2, 3]
    assert [param.from_unit(param.to_unit(v)) is v for v in param.choices] == [True] * 4
    assert Categorical([0, 1]) != Categorical([False, True])


def test_an_equal_value_of_another_type_will_do_where_there_is_no_exact_one():
    assert Categorical([0.5, 1.0]).cast(np.float32(0.5)) == 0.5
    assert type(Categorical([16, 32]).cast(np.int64(32))) is int
    assert Categorical(["a"]).contains(np.str_("a"))


@pytest.mark.parametrize(
    "offered",
    [
        {"a": 1, "b": 2}.keys(),
        {"a": 1, "b": 2},
        {1: "a", 2: "b"}.values(),
        iter("ab"),
    ],
    ids=lambda offered: type(offered).__name__,
)
def test_choices_from_whatever_has_an_order(offered):
    trial = FixedTrial({"c": "b"})
    assert trial.suggest_categorical("c", offered) == "b"
    assert trial.distributions["c"] == Categorical(("a", "b"))


def test_nan_is_one_choice_whichever_object_it_is():
    param = Categorical([math.nan, 1.0])
    assert param.index(float("nan")) == 0
    assert param == Categorical([float("nan"), 1.0])
    assert hash(param) == hash(Categorical([float("nan"), 1.0]))
    assert math.isnan(param.from_unit(0.2))
    with pytest.raises(InvalidParameter, match="twice"):
        Categorical([float("nan"), float("nan")])


@pytest.mark.parametrize("value", [[1], np.array([1, 2]), {}, "z", None])
def test_what_is_no_choice_is_refused(value):
    param = Categorical([1, 2])
    assert not param.contains(value)
    assert math.isnan(param.raw(value))
    with pytest.raises(InvalidParameter, match="none of"):
        param.cast(value)


def test_kinds_are_compared_with_their_types():
    assert Float(0, 1) == Float(0.0, Decimal(1)) != Int(0, 1)
    assert len({Float(0, 1), Float(0.0, 1.0), Int(0, 1), Categorical([0, 1])}) == 3


@pytest.mark.parametrize(
    "param", [Float(2, 2), Float(2, 2, log=True), Float(2, 2, step=1), Int(2, 2), Categorical([2])]
)
def test_a_single_value_needs_no_choice(param):
    assert param.is_single
    assert param.single()  # by its name in Optuna
    assert param.levels == 1
    assert param.from_unit(0.9) == 2
    assert param.to_unit(2) == 0.5


def test_what_has_no_logarithm_has_no_place():
    for param in (Float(1, 9, log=True), Int(1, 9, log=True)):
        assert np.isnan(param.encode(np.array([-1.0, 0.0, np.nan]))).all()


@pytest.mark.parametrize(
    "param", [Float(0, 1), Float(0, 1e-300), Float(1, 2, log=True), Int(0, 1)], ids=repr
)
def test_coordinates_far_beyond_a_range_stay_in_order_and_of_moderate_size(param):
    raw = np.array([-1.7e308, -1e150, -1e12, 0.0, 1.0, 1e12, 1e150, 1.01e150, 1.7e308])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        u = param.encode(raw)
    known = u[~np.isnan(u)]  # without those that have no logarithm
    assert np.all(np.diff(known) >= 0)
    assert np.abs(known).max() < 1e12
    np.testing.assert_array_equal(u, [param.to_unit(x) for x in raw.tolist()])


@given(reals)
def test_coordinates_up_to_a_billion_widths_beyond_a_range_are_in_proportion(x):
    assert Float(0, 1).to_unit(x) == x == Float(0, 1).encode(np.array([x]))[0]
    assert Float(0, 1).to_unit(1e10) < Float(0, 1).to_unit(1e10 + 1e6)
