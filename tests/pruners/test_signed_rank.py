"""The signed-rank test is scipy's."""

import numpy as np
import pytest
from scipy.stats import wilcoxon

from bayesopt.pruners.signed_rank import p_value


def differences(rng, n, kind):
    if kind == "no ties":
        return rng.standard_normal(n)
    return rng.integers(-3 if kind == "zeros" else 1, 4, n) * rng.choice([-0.1, 0.1], n)


@pytest.mark.parametrize("kind", ["no ties", "ties", "zeros"])
@pytest.mark.parametrize("n", [2, 3, 8, 11, 13, 14, 50, 51, 200])
def test_as_scipy(n, kind):
    rng = np.random.default_rng(n)
    d = differences(rng, n, kind)
    for sign, alternative in ((1, "greater"), (-1, "less")):
        expected = wilcoxon(d, alternative=alternative, zero_method="zsplit").pvalue
        assert p_value(sign * d) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("n", "expected"), [(1, 1.0), (13, 1.0), (14, 0.5), (60, 0.5)])
def test_no_difference_is_chance(n, expected):
    assert p_value(np.zeros(n)) == expected  # at least 0 by chance; or, among many, above it


def test_all_better_by_hand():
    assert p_value(np.array([1.0, 2.0, 3.0])) == 1 / 8
    assert p_value(np.array([-1.0, -2.0, -3.0])) == 1.0
    assert p_value(np.array([-1.0, 2.0, 3.0])) == 2 / 8  # {2, 3} and {1, 2, 3}
