"""Where a process has nothing to go by."""

import numpy as np
import pytest

from bayesopt import Float, Int, create_study
from bayesopt.gp import GP
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.plateau import (
    KNOWN,
    SHARED,
    anywhere,
    predicts_nothing,
    stands_on_plateau,
)
from bayesopt.samplers.tasks import allowed
from bayesopt.samplers.turns import ASIDE
from bayesopt.space import Space

X = np.random.default_rng(0).random((30, 2))


@pytest.mark.parametrize("unit", [1.0, 1e-200, 1e300])
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_predicted_is_told_from_what_can(unit):
    noise = GP().fit(X, unit * np.random.default_rng(1).standard_normal(30))
    wave = GP().fit(X, unit * np.sin(5 * X[:, 0]))
    assert predicts_nothing(noise, 2)
    assert not predicts_nothing(wave, 2)
    assert not predicts_nothing(noise, 3)  # every other trial


def test_few_values_are_no_reason_to_give_up():
    def gives_up(n):
        noises = (np.random.default_rng(seed).standard_normal(n) for seed in range(10))
        return sum(predicts_nothing(GP().fit(X[:n], noise), 2) for noise in noises)

    assert gives_up(KNOWN) >= 3
    assert gives_up(KNOWN - 1) == 0


def test_noise_alone_does_not_drive_trials_to_the_walls():
    """Of the coordinates of trials 20 to 59 a third were on a wall, and are half as many."""
    walls = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        study = create_study(space={f"x{j}": Float(0, 1) for j in range(3)}, seed=seed)
        study.optimize(lambda trial, rng=rng: rng.standard_normal(), 60)
        points = np.array([[*trial.params.values()] for trial in study.trials[20:]])
        walls.append(np.mean(np.minimum(points, 1 - points) < 1e-9))
    assert np.mean(walls) < 0.28


def test_a_point_that_is_new_comes_before_one_where_nothing_goes_wrong():
    """Half of four points are known; everything is expected to go wrong at the others."""
    space = Space({"n": Int(1, 4)})
    every = space.encode([{"n": n} for n in range(1, 5)])
    model = GP().fit(every, np.arange(4.0))
    wrong = GP().fit(np.repeat(every, 4, axis=0), np.repeat([0.0, 0.0, 1.0, 1.0], 4))
    judges = (Judge(wrong, 1.0, 0.5, {}),)
    assert allowed(every, judges, model).tolist() == [True, True, False, False]
    for seed in range(5):
        new = anywhere(space, every[:2], judges, model, np.random.default_rng(seed))
        assert new[0] > 0.5
        kept = anywhere(space, every[:1], judges, model, np.random.default_rng(seed))
        assert kept.tolist() == every[1].tolist()


@pytest.mark.parametrize("m", [1, 2, 3, 5])
def test_a_plateau_does_not_drive_trials_to_the_walls(m):
    """With two to four objectives 0.99 of the trials were there."""
    walls = []
    for seed in range(3):
        study = create_study(
            space={f"x{j}": Float(0, 1) for j in range(3)}, directions=["minimize"] * m, seed=seed
        )
        study.optimize(lambda trial: (1.0,) * m, 36)
        points = np.array([[*trial.params.values()] for trial in study.trials[8:]])
        walls.append(np.mean(np.min(np.minimum(points, 1 - points), axis=1) < 0.01))
    assert np.mean(walls) < 0.2  # 0.06 by chance


def test_of_several_objectives_the_same_best_values_are_a_plateau():
    def stands(rows, number):
        study = create_study(space={"x": Float(0, 1)}, directions=["minimize", "maximize"])
        for values in rows:
            study.tell(study.ask(), values)
        seen = study.history().observe(study.space)
        return stands_on_plateau(seen, number)

    level, better, worse = (1.0, 1.0), (1.0, 2.0), (3.0, 0.0)
    assert stands([level] * 2, ASIDE) and stands([level] * 2, ASIDE + 1)
    mixed = [worse] * 3 + [level, (0.5, 0.5)] * SHARED
    assert stands(mixed, ASIDE) and not stands(mixed, ASIDE + 1)
    assert not stands([level] * SHARED + [better] + [worse] * 2, ASIDE)
    assert not stands([level] * (SHARED - 1) + [worse] * 2, ASIDE)


def test_where_values_are_equal_constraints_are_met_all_the_same():
    """Trials went anywhere until one was feasible, 0.6 % of the cube: in none of 20 studies."""
    met = 0
    for seed in range(5):
        study = create_study(space={f"x{j}": Float(0, 1) for j in range(6)}, seed=seed)
        for _ in range(40):
            trial = study.ask()
            x = np.array([*trial.params.values()])
            trial.set_constraint("near", float(np.sum((x - 0.7) ** 2) - 0.1))
            study.tell(trial, 0.0)
        met += any(trial.feasible for trial in study.trials)
    assert met == 5


def test_the_notes_of_the_default_say_so():
    study = create_study(space={"x": Float(0, 1)}, seed=0)
    study.optimize(lambda trial: 1.0, 8)
    assert study.trials[-1].notes["auto"] == "GP: anywhere, as values tell little"


def test_where_there_is_nothing_to_choose_nothing_is_said():
    study = create_study(space={"x": Float(2, 2)}, seed=0)
    study.optimize(lambda trial: trial.params["x"], 8)
    assert not any(trial.notes for trial in study.trials)
