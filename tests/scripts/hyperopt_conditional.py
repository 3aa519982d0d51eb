"""A conditional space in the way of Hyperopt's own introduction."""

import pickle

import numpy as np

from bayesopt.hyperopt import STATUS_OK, Trials, anneal, fmin, hp, pyll, rand, space_eval, tpe


@pyll.scope.define
def clipped(x, low, high):
    return min(max(x, low), high)


space = hp.choice(
    "a",
    [
        ("case 1", 1 + hp.lognormal("c1", 0, 1)),
        ("case 2", pyll.scope.clipped(hp.normal("c2", 0, 10), -8, 8)),
        {
            "case": 3,
            "n": pyll.scope.int(hp.qloguniform("c3", 0, 4, 1)),
            "more": [1, {"deep": None}],
        },
    ],
)


def objective(point):
    if isinstance(point, dict):
        assert isinstance(point["n"], int) and point["more"] == (1, {"deep": None})
        loss = float(point["n"])
    else:
        case, value = point
        loss = value if case == "case 1" else value**2
    return {
        "loss": loss,
        "status": STATUS_OK,
        "point": repr(point),
        "attachments": {"raw": pickle.dumps(point)},
    }


for _ in range(3):
    print("for example", pyll.stochastic.sample(space, rng=np.random.default_rng(_)))

for algo in (rand.suggest, anneal.suggest, tpe.suggest):
    trials = Trials()
    best = fmin(
        objective,
        space=space,
        algo=algo,
        max_evals=60,
        trials=trials,
        rstate=np.random.default_rng(42),
        show_progressbar=False,
    )
    point = space_eval(space, best)
    print(algo.__module__.split(".")[-1], best, point)
    found = trials.best_trial
    assert found["result"]["point"] == repr(point)
    assert pickle.loads(trials.trial_attachments(found)["raw"]) == point
    assert len(trials.vals["a"]) == 60
    assert len(trials.vals["c1"]) == sum(a == 0 for a in trials.vals["a"])
    assert trials.argmin == best
    assert found["result"]["loss"] == min(trials.losses()) < 2.0

trials = pickle.loads(pickle.dumps(trials))
fmin(objective, space, algo=tpe.suggest, max_evals=70, trials=trials, show_progressbar=False)
assert len(trials.trials) == 70
print("done")
