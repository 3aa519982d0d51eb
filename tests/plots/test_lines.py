import numpy as np
import pytest

from bayesopt import Float, Int, Space, create_study, plots
from bayesopt.acquisition import EI
from bayesopt.gp import GP
from bayesopt.samplers import RandomSampler

SPACE = Space({"x": Float(-2.0, 6.0)})


@pytest.fixture
def belief():
    return GP(noise_std=0.0).fit([[0.1], [0.4], [0.8]], [1.0, -2.0, 0.5])


def test_belief_line_is_the_prediction_in_the_users_units(belief):
    line = plots.belief_line(belief, SPACE, points=9)
    mean, std = belief.predict(np.linspace(0, 1, 9)[:, None])
    np.testing.assert_allclose(line.x, np.linspace(-2, 6, 9))
    np.testing.assert_array_equal(line.mean, mean)
    np.testing.assert_array_equal(line.std, std)


def test_sign_turns_the_mean_and_leaves_the_std(belief):
    up, down = (plots.belief_line(belief, SPACE, sign=sign) for sign in (1.0, -1.0))
    np.testing.assert_array_equal(up.mean, -down.mean)
    np.testing.assert_array_equal(up.std, down.std)


def test_whole_numbers_are_not_interpolated(belief):
    line = plots.belief_line(belief, Space({"k": Int(1, 5)}))
    assert line.x.tolist() == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(line.mean, belief.predict((np.arange(5)[:, None] + 0.5) / 5)[0])


def test_score_line_is_the_score(belief):
    score = EI(0.1).on(belief, np.random.default_rng(0))
    x, values = plots.score_line(score, SPACE, points=5)
    np.testing.assert_allclose(x, [-2, 0, 2, 4, 6])
    np.testing.assert_array_equal(values, score(np.linspace(0, 1, 5)[:, None]))


def test_a_line_needs_one_parameter(belief):
    with pytest.raises(ValueError, match=r"one parameter, not \['x', 'y'\]"):
        plots.along(Space({"x": Float(0, 1), "y": Float(0, 1)}))


def test_evaluated_leaves_out_what_failed():
    study = create_study(sampler=RandomSampler(seed=0))

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        return float("nan") if trial.number == 1 else 2 * x

    study.optimize(objective, n_trials=4)
    x, values = plots.evaluated(study, "x")
    assert len(x) == 3
    np.testing.assert_array_equal(values, 2 * x)
