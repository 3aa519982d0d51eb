import numpy as np
import pytest

from bayesopt import Categorical, Float, Space, create_study, create_trial
from bayesopt.samplers.fresh import AGAIN, fresh

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])


def first_of(points):
    """A search that goes through the points one by one."""

    def search(avoid):
        new = [x for x in points if not (avoid == x).all(axis=1).any()]
        return new[0] if new else points[-1]

    return search


@pytest.mark.parametrize(("k", "known"), [(0, []), (1, [[0]]), (3, [[0, 2], [1]]), (1, [[0, 3]])])
def test_what_is_known_elsewhere_is_avoided_too(k, known):
    parts = [POINTS[rows] for rows in known] + [np.full((2, 2), np.nan), np.empty((0, 2))]
    found = fresh(first_of(POINTS), np.empty((0, 2)), parts, SPACE)
    assert np.array_equal(found, POINTS[k])


def test_where_everything_is_known_it_ends():
    calls = []

    def search(avoid):
        calls.append(len(avoid))
        return POINTS[0]

    assert np.array_equal(fresh(search, np.empty((0, 2)), [POINTS], SPACE), POINTS[0])
    assert calls == list(range(AGAIN))


def test_points_that_the_model_does_not_know_are_not_repeated():
    """Beyond 600 trials it knows a part of them; a neglected level is entered at a wall's edge."""
    study = create_study(seed=0)
    study.optimize(
        lambda t: (
            t.suggest_float("x", 0, 1) * (1 + "abc".index(t.suggest_categorical("c", [*"abc"])))
        ),
        610,
    )
    points = [tuple(trial.params.values()) for trial in study.trials]
    assert len({*points}) == len(points)


def test_nor_are_those_of_a_space_with_a_million_points():
    space = {f"b{k:02}": Categorical([0, 1]) for k in range(20)}
    rng = np.random.default_rng(0)
    study = create_study(space=space, seed=0)
    near = {tuple(row) for row in (rng.random((3000, 20)) < 0.1).astype(int).tolist()}
    assert 1000 < len(near) < 2**16 < 2 ** len(space)
    study.add_trials(
        create_trial(
            params=dict(zip(space, row, strict=True)), distributions=space, value=float(sum(row))
        )
        for row in sorted(near)
    )
    study.optimize(lambda trial: float(sum(trial.params.values())), 40)
    points = [tuple(trial.params.values()) for trial in study.trials]
    assert len({*points}) == len(points)
