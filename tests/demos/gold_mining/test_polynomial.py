import numpy as np

from bayesopt.demos.gold_mining import polynomial


def test_the_best_degree_lies_inside():
    errors = [polynomial.log_error(degree) for degree in range(1, polynomial.DEGREES + 1)]
    assert 1 < polynomial.best_degree() < polynomial.DEGREES
    assert errors[polynomial.best_degree() - 1] == min(errors)


def test_cross_validation_never_sees_what_it_predicts(monkeypatch):
    x = np.linspace(-1, 1, polynomial.POINTS)
    monkeypatch.setattr(polynomial, "sample", lambda: (x, np.where(np.arange(30) == 7, 9.0, 0.0)))
    # the mean of the other folds misses the only point that is not 0 by all of it
    error = polynomial.log_error.__wrapped__(1)
    assert 10**error > 9.0**2 / polynomial.POINTS


def test_the_search_needs_fewer_fits_than_trying_all():
    # six seeds of the ten that figure 14 uses
    needed = [polynomial.fits_until_best(seed) for seed in range(6)]
    assert np.mean(needed) < 0.6 * polynomial.DEGREES
