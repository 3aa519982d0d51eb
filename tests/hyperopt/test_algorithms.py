"""Algorithms: what they suggest, and with which settings."""

from functools import partial

import numpy as np
import pytest

from bayesopt.hyperopt import Domain, Trials, anneal, atpe, hp, rand, tpe
from bayesopt.hyperopt.atpe import settings

NAMES = ["rand", "anneal", "tpe"]


def space(hp):
    return {
        "x": hp.uniform("x", -5, 5),
        "lr": hp.loguniform("lr", -9, 0),
        "k": hp.quniform("k", 1, 8, 1),
        "c": hp.choice("c", [{"n": hp.normal("n", 0, 1)}, {"m": hp.qlognormal("m", 0, 1, 1)}, 3]),
        "p": hp.pchoice("p", [(0.2, "rare"), (0.8, "usual")]),
        "r": hp.randint("r", 2, 9),
    }


def loss(p):
    inner = p["c"].get("n", 1.0) ** 2 if isinstance(p["c"], dict) else 2.0
    return (p["x"] - 1) ** 2 + (np.log(p["lr"]) + 4) ** 2 / 10 + abs(p["k"] - 3) + inner


def best(library, algo, seed, n=60):
    trials = library.Trials()
    library.fmin(
        loss,
        space(library.hp),
        algo=algo,
        max_evals=n,
        trials=trials,
        rstate=np.random.default_rng(seed),
        show_progressbar=False,
        verbose=False,
    )
    return min(trials.losses())


@pytest.mark.parametrize("name", NAMES)
def test_every_algorithm_serves_every_kind_of_parameter(library, name):
    assert np.isfinite(best(library, getattr(library, name).suggest, 1, 40))


@pytest.mark.parametrize("algo", [anneal, atpe, tpe], ids=lambda module: module.__name__)
def test_algorithms_learn(algo):
    import bayesopt.hyperopt as library

    seeds = range(8)
    blind = np.median([best(library, rand.suggest, seed, 120) for seed in seeds])
    learnt = np.median([best(library, algo.suggest, seed, 120) for seed in seeds])
    assert learnt < 0.7 * blind  # under half of it, as measured with ten seeds


def test_tpe_keeps_away_from_where_trials_fail(library):
    trials = library.Trials()
    library.fmin(
        lambda x: {"status": "fail"} if x < 0 else {"status": "ok", "loss": 1.0},
        library.hp.uniform("x", -1, 1),
        algo=library.tpe.suggest,
        max_evals=80,
        trials=trials,
        rstate=np.random.default_rng(1),
        verbose=False,
    )
    assert trials.statuses()[20:].count("fail") < 22  # of 60: two deviations below 30


def test_settings_reach_the_algorithm(library):
    algo = library.partial(library.tpe.suggest, n_startup_jobs=5, gamma=0.5, n_EI_candidates=8)
    assert np.isfinite(best(library, algo, 1, 12))
    with pytest.raises(TypeError, match="nothing"):
        best(library, partial(library.tpe.suggest, nothing=1), 1, 2)


def test_mixtures_follow_their_shares(library):
    called = []

    def named(name):
        def suggest(new_ids, domain, trials, seed):
            called.append(name)
            return library.rand.suggest(new_ids, domain, trials, seed)

        return suggest

    p_suggest = [(0.2, named("a")), (0.8, named("b"))]
    best(library, library.partial(library.mix.suggest, p_suggest=p_suggest), 1, 100)
    assert 8 <= called.count("a") <= 32  # three standard deviations
    with pytest.raises(ValueError, match="1"):
        best(library, library.partial(library.mix.suggest, p_suggest=[(0.5, named("a"))]), 1, 2)


def test_seeds_decide():
    domain, trials = Domain(loss, space(hp)), Trials()
    first, again, other = (
        rand.suggest([0], domain, Trials(), seed)[0]["misc"]["vals"] for seed in (1, 1, 2)
    )
    assert first == again != other
    one, two = rand.suggest([0, 1], domain, trials, 1)
    assert one["misc"]["vals"] != two["misc"]["vals"]


def test_samplers_are_kept_between_calls():
    domain, trials = Domain(loss, space(hp)), Trials()
    mirror = trials.mirror(domain, 1)
    kept = mirror.sampler(anneal.AnnealSampler, avg_best_idx=2.0)
    assert mirror.sampler(anneal.AnnealSampler, avg_best_idx=2.0) is kept
    assert mirror.sampler(anneal.AnnealSampler, avg_best_idx=3.0) is not kept


def test_adaptive_settings_widen_without_progress():
    eager, stuck = settings(5, 0), settings(5, 100)
    assert eager.gamma < stuck.gamma
    assert settings(1, 0).n_startup_jobs < settings(30, 0).n_startup_jobs
    assert len({settings(5, idle) for idle in range(200)}) == 3  # a sampler each
