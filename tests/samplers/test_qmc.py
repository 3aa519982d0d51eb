"""Low-discrepancy sequences."""

import numpy as np
import pytest
from scipy.stats import qmc

from bayesopt import Float, create_study
from bayesopt.samplers import QMCSampler

SPACE = {f"x{j}": Float(0, 1) for j in range(3)}
KINDS = ["sobol", "halton", "lhs"]


def points(n, seed=1, **arguments):
    study = create_study(sampler=QMCSampler(**arguments), seed=seed, space=SPACE)
    return np.array([list(study.ask().params.values()) for _ in range(n)])


@pytest.mark.parametrize("kind", KINDS)
def test_points_cover_more_evenly_than_chance(kind):
    by_chance = np.mean(
        [qmc.discrepancy(np.random.default_rng(k).random((64, 3))) for k in range(20)]
    )
    assert qmc.discrepancy(points(64, qmc_type=kind)) < 0.5 * by_chance


def test_without_scrambling_it_is_the_plain_sequence():
    expected = qmc.Sobol(3, scramble=False).random(64)
    np.testing.assert_array_equal(points(64, scramble=False), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind):
    np.testing.assert_array_equal(points(40, qmc_type=kind), points(40, qmc_type=kind))
    assert not np.isin(points(40, qmc_type=kind, seed=2), points(40, qmc_type=kind)).any()


@pytest.mark.parametrize("kind", KINDS)
def test_a_longer_sequence_begins_with_the_shorter(kind):
    long = points(100, qmc_type=kind)
    np.testing.assert_array_equal(points(10, qmc_type=kind), long[:10])
    sampler = QMCSampler(qmc_type=kind)
    study = create_study(sampler=sampler, seed=1, space=SPACE)
    for k in range(100):
        if k % 30 == 0:
            study.sampler = QMCSampler(qmc_type=kind)  # as after a restart
        assert list(study.ask().params.values()) == long[k].tolist()


def test_each_latin_hypercube_has_one_point_in_every_stratum():
    drawn = points(32, qmc_type="lhs", n_points=16)
    for block in (drawn[:16], drawn[16:]):
        strata = np.sort(np.floor(block * 16), axis=0)
        np.testing.assert_array_equal(strata, np.arange(16)[:, None] * np.ones((1, 3)))


def test_names_that_appear_later_get_their_own_sequence():
    study = create_study(sampler=QMCSampler(), seed=1)
    study.optimize(lambda t: t.suggest_float("x", 0, 1) + t.suggest_float("y", 0, 1), n_trials=32)
    drawn = np.array([list(t.params.values()) for t in study.trials])
    # the joint sequence begins with the second trial, so a few points stray from the strata
    assert len(np.unique(np.floor(drawn[:, 0] * 32))) >= 30


def test_names_that_read_alike_are_kept_apart():
    sampler = QMCSampler()
    study = create_study(sampler=sampler, space={"a,b": Float(0, 1)})
    assert list(study.ask().params) == ["a,b"]
    assert len(study.ask({"a": Float(0, 1), "b": Float(0, 1)}).params) == 2


@pytest.mark.parametrize(
    "arguments", [{"qmc_type": "mersenne"}, {"n_points": 0}, {"n_points": 2.5}]
)
def test_bad_arguments(arguments):
    with pytest.raises(ValueError, match=r"qmc_type = 'mer|n_points = "):
        QMCSampler(**arguments)
