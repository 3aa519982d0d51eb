"""Mixtures that observations enter and leave: what they are never depends on the way there."""

import numpy as np
import pytest
from scipy.stats import chisquare, kstest

from bayesopt.parzen import Columns, Mixture, Parzen, best

SEED = 7
OPTUNA = Parzen()
HYPEROPT = Parzen(prior_neighbour=True, each=False, smooth_choices=False)
WAYS = pytest.mark.parametrize("parzen", [OPTUNA, HYPEROPT], ids=["optuna", "hyperopt"])
KINDS = [Columns(1), Columns(3), Columns(0, 2), Columns(0, 0, (3,)), Columns(2, 1, (2, 5))]


def rows(rng, n, columns):
    X = rng.random((n, columns.d))
    cells = slice(columns.continuous, columns.numeric)
    X[:, cells] = (np.floor(10 * X[:, cells]) + 0.5) / 10
    X[:, columns.numeric :] = np.floor(X[:, columns.numeric :] * np.array(columns.choices))
    return X


def cells(X, columns):
    out = np.broadcast_to(X, (3, *X.shape)).copy()
    for j in range(columns.continuous, columns.numeric):
        k = np.floor(10 * X[:, j])
        out[:, :, j] = np.stack([k + 0.5, k, k + 1]) / 10
    return out


def filled(X, columns, parzen=OPTUNA):
    mixture = Mixture(columns, parzen)
    mixture.fill(X)
    return mixture


def state(mixture):
    """All that decides about densities and draws: bits."""
    mixture._settle()
    used, count = mixture._used, mixture._totals[0] > -np.inf
    count = np.flatnonzero(count[:used])
    numeric = mixture.columns.numeric
    return [
        mixture._table[0][:, count].tobytes(),
        mixture._table[1:3, :numeric][:, :, count].tobytes(),
        mixture._totals[:, count].tobytes(),
        mixture._facts.tobytes(),
    ]


@WAYS
@pytest.mark.parametrize("columns", KINDS)
@pytest.mark.parametrize("n", [1, 2, 3, 97, 98, 99, 130])
def test_one_by_one_is_all_at_once(n, columns, parzen):
    rng = np.random.default_rng(SEED)
    X = rows(rng, n, columns)
    grown = Mixture(columns, parzen)
    for x in X:
        grown.insert(grown.append(x[None]))
        if rng.random() < 0.5:  # asked for in between, or not
            grown._settle()
    assert state(grown) == state(filled(X, columns, parzen))
    assert len(grown) == n


@WAYS
@pytest.mark.parametrize("columns", KINDS)
def test_what_has_left_leaves_no_trace(columns, parzen):
    rng = np.random.default_rng(SEED)
    X = rows(rng, 140, columns)
    mixture = filled(X, columns, parzen)
    inside = set(range(1, 141))
    for _ in range(200):
        slot = int(rng.integers(1, 141))
        (mixture.remove if slot in inside else mixture.insert)(slot)
        inside ^= {slot}
        if rng.random() < 0.3:
            mixture._settle()
    kept = sorted(inside)
    assert state(mixture) == state(filled(X[np.array(kept) - 1], columns, parzen))
    mixture.count([1, 2, 3])
    assert state(mixture) == state(filled(X[:3], columns, parzen))


@pytest.mark.parametrize("columns", KINDS)
def test_a_moment_among_others_leaves_no_trace(columns):
    rng = np.random.default_rng(SEED)
    mixture = filled(rows(rng, 97, columns), columns)
    before = state(mixture)
    first = mixture.append(rows(rng, 2, columns))
    mixture.insert(first)
    mixture.insert(first + 1)
    assert state(mixture) != before
    mixture.remove(first)
    mixture.remove(first + 1)
    mixture.pop(2)
    assert state(mixture) == before


def test_memory_that_was_used_before_leaves_no_trace(monkeypatch):
    """Moves between `count` and the next question met normalisers that nobody had written yet."""
    X = rows(np.random.default_rng(SEED), 12, Columns(2, 1, (3,)))
    expected = state(filled(X[1:], Columns(2, 1, (3,))))
    empty = np.empty

    def used(shape, dtype=float):
        return empty(shape, dtype) if dtype is not float else np.full(shape, np.nan)

    monkeypatch.setattr(np, "empty", used)
    mixture = filled(X, Columns(2, 1, (3,)))
    mixture.remove(1)
    assert state(mixture) == expected


def test_equal_observations_may_stand_in_any_order():
    X = np.full((120, 2), 0.5)
    mixture = filled(X, Columns(2))
    for slot in (60, 1, 120):
        mixture.remove(slot)
    for slot in (120, 60, 1):
        mixture.insert(slot)
    assert state(mixture) == state(filled(X, Columns(2)))


@WAYS
@pytest.mark.parametrize("n", [0, 1, 5, 200])
def test_densities_integrate_to_one(n, parzen):
    rng = np.random.default_rng(SEED)
    grid = (np.arange(20000) + 0.5)[:, None] / 20000  # midpoints: error (1 / 20000 / 0.01)²
    columns = Columns(1)
    mixture = filled(rows(rng, n, columns), columns, parzen)
    total = np.exp(mixture.log_density(cells(grid, columns))).mean()
    assert total == pytest.approx(1, abs=1e-5)


@WAYS
def test_a_square_integrates_to_one(parzen):
    rng = np.random.default_rng(SEED)
    u = (np.arange(600) + 0.5) / 600
    grid = np.stack(np.meshgrid(u, u), axis=-1).reshape(-1, 2)
    mixture = filled(rng.random((30, 2)), Columns(2), parzen)
    assert np.exp(mixture.log_density(cells(grid, Columns(2)))).mean() == pytest.approx(1, 1e-4)


@WAYS
@pytest.mark.parametrize("columns", [Columns(0, 1), Columns(0, 0, (10,)), Columns(0, 0, (1,))])
def test_probabilities_add_up(columns, parzen):
    rng = np.random.default_rng(SEED)
    values = np.arange(10.0) if columns.choices else (np.arange(10) + 0.5) / 10
    values = values[: columns.choices[0]] if columns.choices else values
    for n in (0, 1, 50):
        mixture = filled(rows(rng, n, columns), columns, parzen)
        total = np.exp(mixture.log_density(cells(values[:, None], columns))).sum()
        assert total == pytest.approx(1, abs=1e-12)


def test_choices_alone_are_counted_from_one_in_hyperopts_way():
    columns = Columns(0, 0, (4,))
    mixture = filled(np.array([[0.0], [0.0], [2.0]]), columns, HYPEROPT)
    found = np.exp(mixture.log_density(cells(np.arange(4.0)[:, None], columns)))
    # proportional to N p + C (Bergstra et al. 2011)
    np.testing.assert_allclose(found, np.array([3, 1, 2, 1]) / 7)


@WAYS
@pytest.mark.parametrize("n", [0, 1, 40])
def test_draws_follow_the_density(n, parzen):
    rng = np.random.default_rng(SEED)
    mixture = filled(rng.random((n, 1)) ** 3, Columns(1), parzen)
    drawn = mixture.draw(rng.random((4000, 2)))[:, 0]
    grid = (np.arange(5000) + 0.5)[:, None] / 5000
    cdf = np.cumsum(np.exp(mixture.log_density(cells(grid, Columns(1))))) / 5000
    # p-value of a fixed seed: below 0.001 would be a one in a thousand accident
    assert kstest(drawn, lambda x: np.interp(x, grid[:, 0] + 1e-4, cdf)).pvalue > 0.001


@WAYS
@pytest.mark.parametrize("columns", [Columns(0, 1), Columns(0, 0, (10,))])
def test_draws_of_few_values_follow_their_probabilities(columns, parzen):
    rng = np.random.default_rng(SEED)
    mixture = filled(rows(rng, 8, columns), columns, parzen)
    drawn = mixture.draw(rng.random((6000, 2)))[:, 0]
    values = np.arange(10.0)[:, None] if columns.choices else (np.arange(10)[:, None] + 0.5) / 10
    expected = 6000 * np.exp(mixture.log_density(cells(values, columns)))
    index = drawn if columns.choices else np.floor(10 * drawn)
    counts = np.bincount(index.astype(int), minlength=10)
    assert chisquare(counts, expected).pvalue > 0.001


def test_columns_of_a_kernel_are_drawn_together():
    """Two far corners: a draw has both coordinates from one of them."""
    mixture = filled(np.repeat([[0.1, 0.1], [0.9, 0.9]], 200, axis=0), Columns(2))
    drawn = mixture.draw(np.random.default_rng(SEED).random((500, 3)))
    assert np.mean((drawn[:, 0] < 0.5) == (drawn[:, 1] < 0.5)) > 0.98


@pytest.mark.parametrize("columns", KINDS)
def test_the_best_is_the_likeliest_by_comparison(columns):
    rng = np.random.default_rng(SEED)
    good, bad = filled(rows(rng, 9, columns), columns), filled(rows(rng, 300, columns), columns)
    for _ in range(20):
        X = cells(good.draw(rng.random((24, columns.d + 1))), columns)
        assert best(good, bad, X) == np.argmax(good.log_density(X) - bad.log_density(X))


def test_observations_at_the_ends_and_many_columns_stay_finite():
    columns = Columns(300)
    X = np.repeat([[0.0], [1.0]], 40, axis=0) * np.ones(300)
    mixture = filled(X, columns)
    drawn = mixture.draw(np.random.default_rng(SEED).random((24, 301)))
    assert np.isfinite(mixture.log_density(cells(drawn, columns))).all()


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ({"prior_weight": -1}, "prior_weight = -1; pass a number above 0"),
        ({"prior_weight": 0.0}, r"prior_weight = 0\.0; pass a number above 0"),
        ({"full": -1}, "full = -1; pass 0 or more"),
        ({"full": 2.5}, r"full = 2\.5; pass 0 or more"),
        ({"narrowest": 0}, "narrowest = 0; pass a number above 0 and up to 1"),
        ({"narrowest": 2}, "narrowest = 2; pass a number above 0 and up to 1"),
        ({"narrowest": "a"}, "narrowest = 'a'; pass a number above 0 and up to 1"),
        ({"prior_neighbour": "no"}, "prior_neighbour = 'no'; pass True or False"),
        ({"each": None}, "each = None; pass True or False"),
        ({"smooth_choices": 2}, "smooth_choices = 2; pass True or False"),
    ],
    ids=str,
)
def test_kernels_that_make_no_sense_are_refused(argument, says):
    with pytest.raises(ValueError, match=says):
        Parzen(**argument)


@pytest.mark.parametrize("columns", KINDS, ids=str)
def test_tables_of_another_width_never_reach_the_core(columns):
    rng = np.random.default_rng(SEED)
    mixture = filled(rows(rng, 5, columns), columns)
    with pytest.raises(ValueError, match="uniforms has shape"):
        mixture.draw(rng.random((4, columns.d)))
    for look in (mixture.log_density, lambda wrong: best(mixture, mixture, wrong)):
        for shape in ((2, 4, columns.d), (3, 4, columns.d + 1)):
            with pytest.raises(ValueError, match="cells has shape"):
                look(np.zeros(shape))
