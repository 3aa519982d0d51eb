import numpy as np
import pytest

from bayesopt.same import FEW, SAME, agrees, among


@pytest.mark.parametrize("n", [1, FEW, FEW + 1, 40 * FEW])
def test_of_many_with_something_unknown_one_agrees_in_the_rest(n):
    rng = np.random.default_rng(n)
    X = rng.integers(0, 2, (n, 9)).astype(float)
    X[:, -1] = rng.random(n)
    partly = np.where(rng.random(X.shape) < 0.2, np.nan, X)
    partly[:, -1] = X[:, -1]
    apart = 2 * SAME * np.eye(9)
    for x in X[:: max(n // 8, 1)]:
        assert agrees(x, partly) and agrees(x + SAME / 2, partly)
        assert not agrees(x + apart[-1], partly)
        assert not agrees(x + apart[0], X) and agrees(x, X)


@pytest.mark.parametrize("n", [1, FEW, FEW + 1, 40 * FEW])
def test_a_point_is_found_among_many_that_share_its_first_coordinates(n):
    rng = np.random.default_rng(n)
    X = rng.integers(0, 2, (n, 9)).astype(float)
    X[:, -1] = rng.random(n)
    for x in X[:: max(n // 8, 1)]:
        assert among(x, X)
        assert among(x + SAME / 2, X)
        assert not among(x + 2 * SAME * np.eye(9)[-1], X)
        assert not among(x + 2 * SAME * np.eye(9)[0], X)
    assert not among(X[0], np.empty((0, 9)))


def test_what_is_unknown_is_no_other_point_but_agrees_with_all():
    x = np.array([0.2, 0.3])
    partly = np.array([[0.2, np.nan], [0.4, 0.3]])
    assert not among(x, partly) and agrees(x, partly)
    assert not agrees(x, partly[1:]) and not agrees(x, np.full((1, 2), np.nan))
    assert not agrees(x, np.empty((0, 2)))
