"""Parameters are distributed as Hyperopt's are."""

import math

import numpy as np
import pytest
from scipy import stats

from bayesopt import InvalidParameter
from bayesopt.hyperopt import fmin, hp, rand
from bayesopt.hyperopt.pyll.stochastic import sample

N = 2000
SPACES = {
    "uniform": lambda hp: hp.uniform("x", -2, 5),
    "quniform": lambda hp: hp.quniform("x", -2, 5, 0.5),
    "quniform, odd ends": lambda hp: hp.quniform("x", 1, 10, 4),
    "uniformint": lambda hp: hp.uniformint("x", 1, 5),
    "loguniform": lambda hp: hp.loguniform("x", -7, 1),
    "qloguniform": lambda hp: hp.qloguniform("x", 0, 3, 1),
    "normal": lambda hp: hp.normal("x", 3, 2),
    "qnormal": lambda hp: hp.qnormal("x", 3, 2, 0.5),
    "lognormal": lambda hp: hp.lognormal("x", 1, 0.7),
    "qlognormal": lambda hp: hp.qlognormal("x", 1, 0.7, 0.5),
    "randint": lambda hp: hp.randint("x", 6),
    "randint, two ends": lambda hp: hp.randint("x", -3, 3),
    "choice": lambda hp: hp.choice("x", [10, 20, 30]),
    "pchoice": lambda hp: hp.pchoice("x", [(0.1, 10), (0.2, 20), (0.7, 30)]),
}
every = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())


def alike(ours, theirs):
    """Whether two samples may come from one distribution; once in a thousand, they would not."""
    if len(set(ours)) > 50:
        return stats.ks_2samp(ours, theirs).pvalue > 1e-3
    values = sorted({*ours, *theirs})
    table = np.array([[list(sample).count(v) for v in values] for sample in (ours, theirs)])
    table = np.column_stack([table[:, table.sum(0) >= 10], table[:, table.sum(0) < 10].sum(1)])
    return stats.chi2_contingency(table[:, table.sum(0) > 0]).pvalue > 1e-3


def test_the_comparison_notices_differences():
    rng = np.random.default_rng(1)
    assert not alike(rng.normal(0, 1, N), rng.normal(0.2, 1, N))
    assert not alike(rng.integers(0, 6, N), rng.binomial(5, 0.5, N))


@every
def test_blind_draws_are_distributed_alike(space):
    theirs = pytest.importorskip("hyperopt", reason="pip install bayesopt[parity]")
    rng = np.random.default_rng(1)
    ours = [sample(space(hp), rng) for _ in range(N)]
    # Hyperopt redraws its literals, so one graph serves all draws
    graph = space(theirs.hp)
    expected = [theirs.pyll.stochastic.sample(graph, rng=rng) for _ in range(N)]
    assert alike(np.round(ours, 9), np.round(np.array(expected, dtype=float), 9))


@every
def test_random_search_is_distributed_alike(space):
    seen = []
    fmin(lambda x: seen.append(x) or 0, space(hp), rand.suggest, N, rstate=3, verbose=False)
    rng = np.random.default_rng(2)
    assert alike(np.round(seen, 9), np.round([sample(space(hp), rng) for _ in range(N)], 9))


@every
def test_types_are_those_of_hyperopt(space):
    theirs = pytest.importorskip("hyperopt", reason="pip install bayesopt[parity]")
    ours = sample(space(hp), 1)
    expected = theirs.pyll.stochastic.sample(space(theirs.hp), rng=np.random.default_rng(1))
    assert isinstance(ours, int) == isinstance(expected, int | np.integer)


def test_steps_are_exact_in_decimals():
    seen = {sample(hp.quniform("x", 0, 1, 0.1), seed) for seed in range(300)}
    assert sorted(seen) == [k / 10 for k in range(11)]


@pytest.mark.parametrize("q", [0.0, -1])
def test_steps_that_are_none(q):
    with pytest.raises(InvalidParameter, match="not positive"):
        hp.quniform("x", 0, 1, q)


@pytest.mark.parametrize("kind", ["uniform", "loguniform"])
def test_ranges_that_are_none(library, kind):
    with pytest.raises(ValueError, match=r"low"):
        getattr(library.hp, kind)("x", 5, 2)


def test_exponents_that_overflow():
    with pytest.raises(InvalidParameter, match="no exponents"):
        hp.loguniform("x", 1e-5, 1e5)


def test_labels_are_strings(library):
    with pytest.raises(TypeError, match="string"):
        library.hp.uniform(0, 1, 2)


def test_arguments_by_name(library):
    hp = library.hp
    space = {
        "u": hp.uniform("u", low=0, high=1),
        "q": hp.quniform("q", low=0, high=1, q=0.5),
        "n": hp.normal("n", mu=0, sigma=1),
        "i": hp.uniformint("i", low=1, high=3),
        "c": hp.choice("c", options=[1, 2]),
    }
    point = library.pyll.stochastic.sample(space, rng=np.random.default_rng(1))
    assert point.keys() == space.keys()
    assert math.isfinite(sum(point.values()))
