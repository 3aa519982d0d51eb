"""How the trials of a moment become models."""

import numpy as np
import pytest

from bayesopt import Float, TrialState, create_study, create_trial
from bayesopt.gp import GP
from bayesopt.history import Observations
from bayesopt.samplers import GPSampler
from bayesopt.samplers.active_set import most_rows
from bayesopt.samplers.modelling import Modelling


def observed(objectives, constraints, failed):
    X = np.full((9, 2), 0.5)
    Y, C = np.zeros((9, objectives)), np.zeros((9, constraints))
    return Observations(X, Y, X[:0], X[:failed], np.ones(objectives), C, X[:0], C[:0])


@pytest.mark.parametrize(
    ("objectives", "constraints", "failed", "parts"),
    [
        (1, 0, 0, 1),
        (1, 0, 3, 1),  # a study of one objective is as it was
        (1, 7, 0, 2),
        (1, 7, 3, 3),
        (3, 0, 0, 3),
        (3, 2, 3, 5),
        (5, 0, 0, 1),  # which are made one
    ],
)
def test_objectives_constraints_and_failures_share_what_a_point_may_cost(
    objectives, constraints, failed, parts
):
    modelling = Modelling(GP(), True, scalarising=False)
    assert modelling.parts(observed(objectives, constraints, failed)) == parts


@pytest.mark.parametrize("constraints", [0, 2])
def test_many_models_cost_about_as_much_as_one(constraints):
    space = {"x": Float(0, 1), "y": Float(0, 1)}
    sampler = GPSampler(seed=0)
    study = create_study(space=space, sampler=sampler, directions=["minimize"] * 2)
    for x, y in np.random.default_rng(0).random((700, 2)).tolist():
        study.add_trial(
            create_trial(
                state=TrialState.COMPLETE,
                params={"x": x, "y": y},
                distributions=space,
                values=[x + y, (x - 1) ** 2 + (y - 1) ** 2],
                constraints={f"c{k}": x - 0.2 * k - 0.5 for k in range(constraints)},
            )
        )
    study.ask()
    most = most_rows(3 if constraints else 2)
    assert all(most - 64 <= belief.n <= most for belief in sampler._fitted.beliefs)
    judges = sum(judge.posterior.n**2 for judge in sampler._fitted.judges)
    assert judges <= most**2


@pytest.mark.parametrize("mean", [100.0, 1e4])
def test_a_mean_that_is_given_is_that_of_the_values_whatever_is_done_to_them(mean):
    """Where nothing is known the belief was `mean` on a logarithmic scale: inf in user's units."""
    space = {"x": Float(0, 1000)}
    study = create_study(space=space, sampler=GPSampler(gp=GP(mean=mean)), seed=0)
    for x in np.linspace(0.0, 10.0, 15):
        study.add_trial(create_trial(params={"x": x}, distributions=space, value=10 ** (x / 2.5)))
    history = study.history()
    belief = study.sampler.belief(study.space, history)
    warp = study.sampler.warped(study.space, history)
    assert warp.rounds
    far = warp.inverse(belief.predict(np.array([[1.0]]))[0])
    np.testing.assert_allclose(far, mean, rtol=1e-6)
