import numpy as np
import pytest

from bayesopt import create_study, plots
from bayesopt.samplers import GPSampler, RandomSampler


def parabola(trial):
    return -((trial.suggest_float("x", -1, 3) - 1.0) ** 2)


def bowl(trial):
    return trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1)


def test_one_parameter_is_a_curve_through_the_trials_in_the_users_direction(ax):
    study = create_study(direction="maximize", sampler=GPSampler(seed=1, warp=False))
    study.optimize(parabola, n_trials=9)
    assert plots.plot_study(study, target_name="yield", ax=ax) is ax
    mean, dots = ax.lines
    np.testing.assert_array_equal(dots.get_ydata(), [trial.value for trial in study.trials])
    # the parabola is smooth and the noise learnt near 0: the mean passes by within a fiftieth
    near = np.interp(dots.get_xdata(), mean.get_xdata(), mean.get_ydata())
    np.testing.assert_allclose(near, dots.get_ydata(), atol=0.02 * np.ptp(dots.get_ydata()))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "yield")


def test_a_warped_belief_is_shown_in_the_users_units(ax):
    study = create_study(sampler=GPSampler(seed=1))
    study.optimize(lambda trial: 10 ** abs(trial.suggest_float("x", -3, 3)), n_trials=25)
    assert study.sampler.warped(study.history().space(), study.history()).rounds
    plots.plot_study(study, ax=ax)
    mean, dots = ax.lines
    near = np.interp(dots.get_xdata(), mean.get_xdata(), mean.get_ydata())
    # the modelled values, three decades in about two units, pass by within a tenth of a decade
    np.testing.assert_allclose(np.log10(near), np.log10(dots.get_ydata()), atol=0.1)


def test_two_parameters_are_a_map(ax):
    study = create_study(sampler=GPSampler(seed=1))
    study.optimize(bowl, n_trials=6)
    plots.plot_study(study, ax=ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    assert len(ax.lines[0].get_xdata()) == 6


def test_a_sampler_without_a_belief_is_refused(ax):
    study = create_study(sampler=RandomSampler(seed=1))
    study.optimize(parabola, n_trials=2)
    with pytest.raises(ValueError, match="RandomSampler believes nothing; use a GPSampler"):
        plots.plot_study(study, ax=ax)


def test_many_parameters_are_refused(ax):
    study = create_study(sampler=GPSampler(seed=1))
    study.optimize(lambda t: sum(t.suggest_float(n, 0, 1) for n in "abc"), n_trials=2)
    with pytest.raises(ValueError, match="no picture of 3 parameters"):
        plots.plot_study(study, ax=ax)
