"""From where hyperparameters are learnt, and how models that keep them are made."""

import numpy as np
import pytest

from bayesopt import Float, Int, create_study
from bayesopt.gp import GP, Hyperparameters
from bayesopt.samplers import GPSampler
from bayesopt.samplers.learning import RESTART, Learnt, learn
from bayesopt.samplers.process import process_of
from bayesopt.space import Space
from tests.test_warped_inputs import crowded

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})
BENT = Hyperparameters((1.0, 1.0), 1.0, 1e-5, warps=((0.2, 1.0), (0.2, 1.0)))


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_from_scratch_what_was_known_to_be_no_noise_is_not_taken_for_it(seed):
    X, y = crowded(seed)
    known = Learnt(
        n=len(y), scratch=int(len(y) / RESTART) - 1, finished=len(y), hyperparameters=BENT
    )
    _, first = learn(GP(), X, y, SPACE, None, len(y), len(y))
    _, again = learn(GP(), X, y, SPACE, known, len(y), len(y))
    assert first.hyperparameters.noise_variance > 0.3
    assert again.hyperparameters.noise_variance < 1e-3
    assert again.scratch == len(y)


@pytest.mark.parametrize(
    ("n", "again", "scratch"), [(41, False, 40), (43, True, 40), (46, True, 46)]
)
def test_learns_again_after_3_percent_more_trials_and_from_scratch_after_10(n, again, scratch):
    known = Learnt(n=40, scratch=40, finished=40, hyperparameters=BENT)
    assert known.outgrown(n, n) == again
    X = np.random.default_rng(0).random((n, 2))
    _, learnt = learn(GP(), X, X @ [1.0, 2.0], SPACE, known, n, n)
    assert learnt.scratch == scratch


@pytest.mark.parametrize(("points", "at_once"), [(10, True), (1000, False)])
def test_a_model_of_few_points_is_factored_at_once(points, at_once, monkeypatch):
    """One row for each point is cheaper than one for each trial."""
    bases = []

    def noted(*arguments):
        process = process_of(*arguments)
        bases.append((process.base, len(process.plain.X)))
        return process

    monkeypatch.setattr("bayesopt.samplers.modelling.process_of", noted)
    study = create_study(sampler=GPSampler(seed=0), space={"n": Int(1, points)})
    rng = np.random.default_rng(0)
    for _ in range(40):
        study.enqueue_trial({"n": int(rng.integers(1, points + 1))})
    study.optimize(lambda trial: abs(trial.params["n"] / points - 0.3), 45)
    late = [base == n for base, n in bases if n > 30]
    assert late and (all(late) if at_once else not all(late))
