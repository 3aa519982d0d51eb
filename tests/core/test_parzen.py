"""Kernels, draws and the search for the best draw, against SciPy and brute force."""

import numpy as np
import pytest
from scipy.special import log_ndtr, logsumexp
from scipy.stats import norm, truncnorm

from bayesopt._core import parzen as core

SEED = 20


def log_mass(a, b):
    """log(cdf(b) - cdf(a)) in whichever tail it loses least."""
    a, b = np.where(a > 0, -b, a), np.where(a > 0, -a, b)
    return log_ndtr(b) + np.log(-np.expm1(log_ndtr(a) - log_ndtr(b)))


class State:
    """Arrays as the core wants them: n counted kernels with all columns sorted, and the prior."""

    def __init__(self, rows, continuous, narrowest=0.01, each=True):
        n, d = rows.shape
        self.n, self.d, self.continuous = n, d, continuous
        self.rule = (narrowest, False, each)
        self.each = each
        self.table = np.full((4, d, n + 9), np.sqrt(0.5))
        self.table[0, :, 0] = 0.5
        self.table[0, :, 1 : n + 1] = rows.T
        order = np.argsort(rows, axis=0, kind="stable")
        self.order = np.zeros((d, n + 9), dtype=np.int32)
        self.order[:, :n] = order.T + 1
        self.table[3, :, :n] = np.take_along_axis(rows, order, axis=0).T
        self.totals = np.zeros((2, n + 9))
        self.facts = np.zeros((d, 3))
        self.refresh()

    def refresh(self):
        size = (self.n + 1, self.n, self.continuous)
        core.refresh(self.table, self.order, self.totals, *size, *self.rule)
        used = (self.n + 1, self.n, self.d)
        core.weigh(self.table, self.totals, self.facts, *used, 25, 1.0)

    @property
    def sigma(self):
        return np.sqrt(0.5) / self.table[1, :, : self.n + 1]

    def log_density(self, cells):
        m = cells.shape[1]
        room, alive, out = np.empty(core.work_size(m)), np.empty(m, dtype=np.int64), np.empty(m)
        kinds = (self.n + 1, self.continuous, self.d)
        core.log_density(self.table, self.totals, self.facts, *kinds, cells, room, alive, out)
        return out


def best(good, bad, cells):
    m = cells.shape[1]
    one = (good.table, good.totals, good.facts, good.n + 1)
    two = (bad.table, bad.totals, bad.facts, bad.n + 1)
    room, alive = np.empty(core.work_size(m)), np.empty(m, dtype=np.int64)
    return core.best(*one, *two, good.continuous, good.d, cells, room, alive)


def points(rng, m, d):
    return np.broadcast_to(rng.random((m, d)), (3, m, d)).copy()


def test_bandwidths_are_the_wider_gaps():
    rows = np.array([[0.1], [0.5], [0.35], [0.9]])
    state = State(rows, 1, narrowest=1e-9)
    np.testing.assert_allclose(state.sigma[0], [1, 0.25, 0.4, 0.25, 0.4], rtol=1e-14)
    state = State(rows, 1, narrowest=0.3)
    np.testing.assert_allclose(state.sigma[0], [1, 0.3, 0.4, 0.3, 0.4], rtol=1e-14)
    np.testing.assert_allclose(State(rows[:1], 1).sigma[0], [1, 0.9], rtol=1e-14)


def test_bandwidths_beside_the_prior():
    state = State(np.array([[0.2], [0.6], [0.9]]), 1, narrowest=1e-9)
    order, values = [1, 0, 2, 3], [0.2, 0.5, 0.6, 0.9]
    state.order[0, :4], state.table[3, 0, :4] = order, values
    core.refresh(state.table, state.order, state.totals, 4, 4, 1, 1e-9, True, True)
    np.testing.assert_allclose(state.sigma[0], [1, 0.3, 0.3, 0.3], rtol=1e-14)


@pytest.mark.parametrize("n", [0, 1, 24, 25, 26, 27, 60])
def test_weights_ramp_up_to_the_last_25(n):
    state = State(np.random.default_rng(SEED).random((n, 1)), 1)
    ramp = np.linspace(1 / max(n, 1), 1, max(n - 25, 0))
    expected = np.concatenate([[1.0], ramp, np.ones(min(n, 25))])
    np.testing.assert_allclose(state.totals[1, : n + 1], expected, rtol=1e-14)


@pytest.mark.parametrize("each", [True, False])
@pytest.mark.parametrize(("n", "d"), [(0, 1), (1, 1), (40, 1), (63, 2), (64, 5), (500, 7)])
def test_log_density_of_truncated_normals(n, d, each):
    rng = np.random.default_rng(SEED)
    state = State(rng.random((n, d)), d, each=each)
    cells = points(rng, 13, d)
    mu, sigma = state.table[0, :, : n + 1].T, state.sigma.T
    x = cells[0][:, None, :]
    inside = log_mass(-mu / sigma, (1 - mu) / sigma) if each else 0.0
    terms = norm.logpdf(x, mu, sigma) - inside
    weight = state.totals[1, : n + 1]
    expected = logsumexp(terms.sum(axis=2), b=weight, axis=1)
    np.testing.assert_allclose(state.log_density(cells), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("levels", [2, 7, 100, 10**4, 10**8])
def test_log_probability_of_cells(levels):
    # the reference loses digits where a cell is narrow: 1e-16 / (mass = 1 / levels)
    rng = np.random.default_rng(SEED)
    n, m = 30, 11
    state = State((np.floor(rng.random((n, 1)) * levels) + 0.5) / levels, 0)
    k = np.floor(rng.random((m, 1)) * levels)
    cells = np.stack([(k + 0.5), k, (k + 1)]) / levels
    mu, sigma = state.table[0, 0, : n + 1], state.sigma[0]
    left, right = (cells[1] - mu) / sigma, (cells[2] - mu) / sigma
    terms = log_mass(left, right) - log_mass(-mu / sigma, (1 - mu) / sigma)
    expected = logsumexp(terms, b=state.totals[1, : n + 1], axis=1)
    tolerance = 1e-12 + 1e-14 * levels
    np.testing.assert_allclose(state.log_density(cells), expected, rtol=0, atol=tolerance)


def test_all_cells_together_are_certain():
    rng = np.random.default_rng(SEED)
    for levels in (1, 2, 9, 3000):
        k = np.arange(levels)[:, None]
        cells = np.ascontiguousarray(np.stack([k + 0.5, k, k + 1]) / levels)
        state = State((np.floor(rng.random((50, 1)) * levels) + 0.5) / levels, 0)
        total = logsumexp(state.log_density(cells)) - np.log(state.totals[1, :51].sum())
        assert abs(total) < 1e-11


def test_far_tails_keep_their_order():
    """Where the density of every kernel underflows, logarithms still tell candidates apart."""
    state = State(np.full((30, 400), 0.5), 400)
    state.totals[0, 0] = -np.inf  # no prior to fall back on
    cells = np.broadcast_to(np.linspace(0.0, 0.4, 5)[:, None], (3, 5, 400)).copy()
    found = state.log_density(cells)
    assert np.isfinite(found).all() and found[0] < -1e4
    assert np.all(np.diff(found) > 0)


@pytest.mark.parametrize(("mu", "sigma"), [(0.5, 1), (0.03, 0.97), (0.999, 0.01), (0.4, 0.01)])
def test_draws_are_quantiles(mu, sigma):
    u = np.concatenate([(np.arange(999) + 0.5) / 999, [1e-12, 1 - 1e-12]])
    table = np.zeros((4, 1, 1))
    table[0], table[1] = mu, np.sqrt(0.5) / sigma
    out = np.empty((len(u), 1))
    uniforms = np.column_stack([np.zeros(len(u)), u])
    core.draw(table, np.ones((2, 1)), np.zeros((1, 3)), 1, 1, True, uniforms, np.empty(2), out)
    expected = truncnorm.ppf(u, -mu / sigma, (1 - mu) / sigma, mu, sigma)
    # near u = 1 a rounding of u moves the quantile by 1e-16 / (1 - u)
    np.testing.assert_allclose(out[:, 0], expected, rtol=0, atol=sigma * 1e-4)
    np.testing.assert_allclose(out[:999, 0], expected[:999], rtol=0, atol=1e-13)


@pytest.mark.parametrize("continuous", [4, 2, 0])
@pytest.mark.parametrize("n", [0, 5, 63, 64, 1000, 3000])
def test_the_search_finds_what_brute_force_finds(n, continuous):
    rng = np.random.default_rng(SEED)
    d, levels = 4, 20
    for m in (1, 2, 3, 5, 24, 64):
        good = State(0.2 + 0.1 * rng.standard_normal((9, d)).clip(-2, 2), continuous)
        bad = State(rng.random((n, d)), continuous)
        k = np.floor(rng.random((m, d)) * levels)
        cells = np.stack([(k + 0.5), k, (k + 1)]) / levels  # ties among candidates
        cells[:, :, :continuous] = rng.random((m, continuous))
        scores = good.log_density(cells) - bad.log_density(cells)
        assert best(good, bad, cells) == np.argmax(scores)


def test_the_first_of_equals_wins():
    rng = np.random.default_rng(SEED)
    good, bad = State(rng.random((5, 2)), 2), State(rng.random((200, 2)), 2)
    assert best(good, bad, np.full((3, 24, 2), 0.3)) == 0
