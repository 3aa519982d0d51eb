"""The rows of densities: the same one by one and all at once."""

import numpy as np

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState
from bayesopt.history import Log, StudyDirection
from bayesopt.randomness import generator
from bayesopt.samplers.densities import Densities
from bayesopt.samplers.tpe import HYPEROPT

THEN = Space(
    {
        "c": Categorical(["a", "b", "c"]),
        "x": Float(-5, 10),
        "lr": Float(1e-6, 1, log=True),
        "u": Int(1, 1000, log=True),
        "o": Categorical(["s", "m", "l"], ordered=True),
        "k": Int(0, 9),
    }
)
NOW = Space(
    {
        "c": Categorical(["c", "d", "a"]),
        "x": Float(-1, 3.3),
        "lr": Float(1e-5, 0.1, log=True),
        "u": Int(3, 700, log=True),
        "o": Categorical(["l", "s"], ordered=True),
        "k": Categorical([1, 2, 3]),
    }
)


def trials():
    rng = generator(3, 0)
    for number in range(60):
        params = THEN.draw(rng.random(len(THEN)))
        kept = {name: THEN[name] for name in THEN if name != "x" or number % 7}
        yield FrozenTrial(
            number, TrialState.COMPLETE, {n: params[n] for n in kept}, kept, (float(number),)
        )


def test_one_by_one_and_all_at_once():
    log = Log((StudyDirection.MINIMIZE,), seed=1)
    log.absorb(trials())
    for names in (("c", "x", "lr", "u", "o"), ("x", "lr"), ("k", "x")):
        densities = Densities(log, Space({name: NOW[name] for name in names}), HYPEROPT)
        each = np.array([densities._row(trial) for trial in log.finished])
        at_once = densities._rows(log.view())
        assert np.array_equal(each, at_once, equal_nan=True)
        assert np.isnan(at_once[0]).any()  # it has no x
