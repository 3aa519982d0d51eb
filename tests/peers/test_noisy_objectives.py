"""The benchmark of noisy objectives: its problems, its noise, its page."""

import numpy as np
import pytest

from benchmarks.noise import (
    AFTER,
    FIRST,
    KINDS,
    MAKERS,
    PROBLEMS,
    ROWS,
    SEEDS,
    page,
    regrets,
    spread,
)


@pytest.mark.parametrize("name", MAKERS)
def test_the_optimum_is_known_and_the_spread_positive(name):
    problem = MAKERS[name](FIRST)
    rng = np.random.default_rng(0)
    points = rng.random((200, len(problem.space)))
    values = [problem.function(problem.space.decode(point)) for point in points]
    assert min(values) >= problem.optimum
    assert spread(name, FIRST) > 0


@pytest.mark.parametrize(
    ("kind", "expected"), [("20 %", 0.2), ("outliers", 0.45), ("uneven", 0.31)]
)
def test_noise_is_as_large_as_the_page_says(kind, expected):
    rng = np.random.default_rng(0)
    drawn = np.std([KINDS[kind](1.0, rng) for _ in range(20000)])
    # 0.05² + 0.05 * 2² = 0.45²; of outliers there are a thousand: 4 % of the std
    assert drawn == pytest.approx(expected, rel=0.1)


def test_a_run_has_all_that_the_page_needs():
    run = regrets("branin", "20 %", "random", 0)
    assert run.keys() == {
        f"random, {r} {k}" for r in ("recommended_trial", "best_trial") for k in AFTER
    }
    found = {
        name: {f"{row} {k}": [-1.0, -2.0] for row in ROWS for k in AFTER} for name in PROBLEMS
    }
    found["branin, 20 %"][f"random, best_trial {AFTER[-1]}"] = [0.0, -3.0]
    text = page(found)
    assert f"| random, best_trial | {' | '.join(['-1.50'] * 4)} | 1-1 |" in text
    assert f"{SEEDS} seeds" in text
