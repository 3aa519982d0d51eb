"""The default recipe beside Optuna 5's own estimator, on random histories."""

from functools import partial

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState
from bayesopt.history import Log, StudyDirection
from bayesopt.pareto import choose
from bayesopt.randomness import generator
from bayesopt.samplers.densities import Densities
from bayesopt.samplers.ranking import Ranking
from bayesopt.samplers.recipe import OPTUNA

optuna = pytest.importorskip("optuna", "5.0.0", reason="pip install bayesopt[parity]")

SPACES = {
    "floats": {"a": Float(-3, 5), "b": Float(1e-5, 1e2, log=True)},
    "steps": {"s": Float(0, 1, step=0.05), "k": Int(-4, 9), "e": Int(1, 21, step=4)},
    "log ints": {"u": Int(1, 200, log=True)},
    "choices": {"c": Categorical(["x", "y", "z"]), "t": Categorical([True, False])},
    "all": {
        "c": Categorical(["x", "y", "z", None]),
        "a": Float(-3, 5),
        "k": Int(0, 30),
        "b": Float(1e-5, 1e2, log=True),
        "u": Int(1, 50, log=True),
    },
}


def distribution(param):
    if isinstance(param, Categorical):
        return optuna.distributions.CategoricalDistribution(param.choices)
    if isinstance(param, Int):
        return optuna.distributions.IntDistribution(param.low, param.high, param.log, param.step)
    return optuna.distributions.FloatDistribution(param.low, param.high, param.log, param.step)


def theirs(space, trials):
    """Their estimator of these trials."""
    from optuna.samplers._tpe import parzen_estimator as estimator
    from optuna.samplers._tpe.sampler import default_weights

    rules = estimator._ParzenEstimatorParameters(1.0, True, False, default_weights, True)
    distributions = {name: distribution(param) for name, param in space.items()}
    observed = {
        name: np.array([d.to_internal_repr(t.params[name]) for t in trials], dtype=float)
        for name, d in distributions.items()
    }
    with pytest.MonkeyPatch.context() as patch:  # equal values in the order of the trials
        patch.setattr(np, "argsort", partial(np.argsort, kind="stable"))
        return estimator._ParzenEstimator(observed, distributions, rules), distributions


def jacobian(space, points):
    """Log of how much of our coordinates a unit of theirs is; cells have probabilities."""
    total = 0.0
    for param in space.values():
        if isinstance(param, Float) and param.step is None:
            width = np.log(param.high / param.low) if param.log else param.high - param.low
            total -= np.log(width)
    return np.full(len(points), total)


@pytest.mark.parametrize("n", [11, 40, 97, 99, 300])
@pytest.mark.parametrize("space", [*map(Space, SPACES.values())], ids=SPACES.keys())
def test_the_same_densities(space, n):
    rng = np.random.default_rng(n)
    trials = [
        FrozenTrial(
            k,
            TrialState.COMPLETE,
            space.decode(rng.random(len(space))),
            dict(space),
            (rng.normal(),),
        )
        for k in range(n)
    ]
    log = Log((StudyDirection.MINIMIZE,), 1)
    log.absorb(trials)
    ranking, ours = Ranking(log, OPTUNA), Densities(log, space, OPTUNA)
    ranking.follow(log.view())
    ours.follow(log.view(), ranking)
    order = sorted(range(n), key=lambda k: trials[k].values[0])
    split = sorted(order[: OPTUNA.good(n)]), sorted(order[OPTUNA.good(n) :])
    points = [space.decode(u) for u in rng.random((50, len(space)))]
    rows = [FrozenTrial(0, TrialState.COMPLETE, p, dict(space), (0.0,)) for p in points]
    cells = ours._cells(np.array([ours._row(row) for row in rows]))
    for mixture, places in zip((ours._good, ours._bad), split, strict=True):
        estimator, distributions = theirs(space, [trials[k] for k in places])
        at = {
            name: np.array([d.to_internal_repr(p[name]) for p in points], dtype=float)
            for name, d in distributions.items()
        }
        expected = estimator.log_pdf(at) - jacobian(space, points)
        np.testing.assert_allclose(mixture.log_density(cells), expected, rtol=0, atol=1e-9)


def test_the_same_good_trials_of_several_objectives():
    from optuna.samplers._tpe.sampler import _split_complete_trials_multi_objective

    rng = np.random.default_rng(2)
    for m in (2, 3, 4):
        study = optuna.create_study(directions=["minimize"] * m)
        Y = rng.random((60, m))
        frozen = [optuna.create_trial(values=y) for y in Y]
        for k in (1, 6, 20, 45):
            below, _ = _split_complete_trials_multi_objective(frozen, study, k)
            expected = [i for i, t in enumerate(frozen) if any(t is b for b in below)]
            assert sorted(choose(Y, k)) == expected


def test_the_same_ramp_of_weights():
    from optuna.samplers._tpe.sampler import default_gamma, default_gamma_multiobjective

    for n in (*range(300), 1000):
        assert OPTUNA.good(n) == default_gamma(n)
        assert OPTUNA.good(n, objectives=2) == default_gamma_multiobjective(n)


def test_draws_are_spread_alike():
    """Quantiles of many draws from the same good trials, by both."""
    space = Space(SPACES["floats"])
    rng = np.random.default_rng(3)
    trials = [
        FrozenTrial(k, TrialState.COMPLETE, space.decode(rng.random(2)), dict(space), (0.0,))
        for k in range(12)
    ]
    log = Log((StudyDirection.MINIMIZE,), 1)
    log.absorb(trials)
    ours = Densities(log, space, OPTUNA)
    ours._good.fill(np.array([ours._row(t) for t in trials]))
    drawn = ours._good.draw(generator(1, 2).random((20000, 3)))
    estimator, _ = theirs(space, trials)
    their = estimator.sample(np.random.RandomState(1), 20000)
    for j, name in enumerate(space):
        mine = [space[name].from_unit(u) for u in drawn[:, j]]
        levels = np.linspace(0.05, 0.95, 10)
        a = space[name].encode(np.quantile(mine, levels))
        b = space[name].encode(np.quantile(their[name], levels))
        # std of a quantile: sqrt(q (1 - q) / 20000) / density, some 0.005 where it is thin
        np.testing.assert_allclose(a, b, atol=0.025)
