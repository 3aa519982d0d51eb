"""Arguments that make no sense are refused with a way out."""

import math

import pytest

from bayesopt.pruners import (
    HyperbandPruner,
    MedianPruner,
    NopPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)

BAD = [
    (PercentilePruner, {"percentile": -0.1}, "percentile = -0.1; pass a number from 0 to 100"),
    (PercentilePruner, {"percentile": 101}, "percentile = 101; pass"),
    (PercentilePruner, {"percentile": math.nan}, "percentile = nan; pass"),
    (PercentilePruner, {"percentile": "a"}, "percentile = 'a'; pass a number from 0 to 100"),
    (WilcoxonPruner, {"p_threshold": "a"}, "p_threshold = 'a'; pass a number from 0 to 1"),
    (PatientPruner, {"wrapped_pruner": None, "patience": 1, "min_delta": "a"}, "= 'a'; pass 0 or"),
    (ThresholdPruner, {"upper": math.nan}, "upper = nan; pass a number, or None for no bound"),
    (ThresholdPruner, {"lower": [0.0, math.nan]}, r"lower = \[0.0, nan\]; pass a number"),
    (MedianPruner, {"n_startup_trials": -1}, "n_startup_trials = -1; pass 0 or more"),
    (MedianPruner, {"n_warmup_steps": -1}, "n_warmup_steps = -1; pass 0 or more"),
    (MedianPruner, {"interval_steps": 0}, "interval_steps = 0; pass 1 or more"),
    (MedianPruner, {"n_min_trials": 0}, "n_min_trials = 0; pass 1 or more"),
    (SuccessiveHalvingPruner, {"min_resource": 0}, "min_resource = 0; pass 1 or more"),
    (SuccessiveHalvingPruner, {"min_resource": None}, "min_resource = None; pass 1 or more"),
    (SuccessiveHalvingPruner, {"min_resource": "some"}, "min_resource = 'some'; pass 1"),
    (SuccessiveHalvingPruner, {"reduction_factor": 1}, "reduction_factor = 1; pass 2 or more"),
    (SuccessiveHalvingPruner, {"min_early_stopping_rate": -1}, "rate = -1; pass 0 or more"),
    (SuccessiveHalvingPruner, {"bootstrap_count": -1}, "bootstrap_count = -1; pass 0 or more"),
    (SuccessiveHalvingPruner, {"bootstrap_count": 1}, "know the rungs; pass min_resource"),
    (HyperbandPruner, {"min_resource": 0}, "min_resource = 0; pass 1 or more"),
    (HyperbandPruner, {"max_resource": "some"}, "max_resource = 'some'; pass a whole number, or"),
    (HyperbandPruner, {"max_resource": None}, "max_resource = None; pass a whole number"),
    (
        HyperbandPruner,
        {"min_resource": 9, "max_resource": 8},
        "max_resource = 8 is below min_resource = 9; raise it",
    ),
    (HyperbandPruner, {"reduction_factor": 1}, "reduction_factor = 1; pass 2 or more"),
    (HyperbandPruner, {"bootstrap_count": 2}, "know the rungs; pass max_resource"),
    (ThresholdPruner, {"lower": 2, "upper": 1}, "lower = 2 is above upper = 1; swap them"),
    (ThresholdPruner, {"lower": 0, "n_warmup_steps": -1}, "n_warmup_steps = -1"),
    (PatientPruner, {"wrapped_pruner": None, "patience": -1}, "patience = -1; pass 0 or more"),
    (PatientPruner, {"wrapped_pruner": NopPruner(), "patience": 0, "min_delta": -1.0}, "= -1.0"),
    (WilcoxonPruner, {"p_threshold": 1.5}, "p_threshold = 1.5; pass a number from 0 to 1"),
    (WilcoxonPruner, {"n_startup_steps": -1}, "n_startup_steps = -1; pass 0 or more"),
]


@pytest.mark.parametrize(("kind", "arguments", "says"), BAD)
def test_values_that_are_out_of_range(kind, arguments, says):
    with pytest.raises(ValueError, match=says):
        kind(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "lower and upper are both None; pass at least one"),
        ({"lower": "low"}, "lower = 'low' is no number; pass a float"),
        ({"upper": object()}, "upper = .* is no number; pass a float"),
    ],
)
def test_bounds_that_are_none(arguments, says):
    with pytest.raises(TypeError, match=says):
        ThresholdPruner(**arguments)


def test_positions_are_optunas():
    assert PercentilePruner(25.0, 5, 0, 1)._percentile == 25.0
    assert MedianPruner(3)._n_startup == 3
    assert SuccessiveHalvingPruner(2, 3, 1, 4)._bootstrap == 4
    assert HyperbandPruner(1, 9, 3, 2)._max_resource == 9
    assert ThresholdPruner(0.0, 1.0, 2, 3)._checks.interval_steps == 3
    assert PatientPruner(None, 2, 0.5)._min_delta == 0.5


def test_what_is_wrapped_has_to_be_a_pruner():
    with pytest.raises(TypeError, match=r"wrapped_pruner = 3 is no Pruner; pass MedianPruner\(\)"):
        PatientPruner(3, 1)
