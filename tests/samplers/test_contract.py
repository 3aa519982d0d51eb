"""What every sampler must do; a new one is one more row of SAMPLERS."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, TrialState, create_study
from bayesopt.history import Log, StudyDirection
from bayesopt.pruners import HyperbandPruner
from bayesopt.randomness import generator
from bayesopt.samplers import (
    ActiveLearningSampler,
    AnnealSampler,
    AutoSampler,
    BOHBSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    PartialFixedSampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
    TrustRegionSampler,
)
from bayesopt.samplers.tpe import HYPEROPT

SPACE = Space(
    {
        "x": Float(-5, 10),
        "lr": Float(1e-6, 1, log=True),
        "s": Float(0, 1, step=0.25),
        "k": Int(1, 7),
        "u": Int(1, 1000, log=True),
        "c": Categorical(["a", "b", None]),
    }
)
GRID = {
    "x": [0.0, 1.0, 2.0, 3.0],
    "lr": [1e-3],
    "s": [0.5],
    "k": [1, 2],
    "u": [10],
    "c": ["a", None],
}
SAMPLERS = {
    "random": RandomSampler,
    "anneal": AnnealSampler,
    "auto": AutoSampler,
    "grid": lambda: GridSampler(GRID),
    "sobol": QMCSampler,
    "sobol, not scrambled": lambda: QMCSampler(scramble=False),
    "halton": lambda: QMCSampler(qmc_type="halton"),
    "latin hypercube": lambda: QMCSampler(qmc_type="lhs"),
    "fixed": lambda: PartialFixedSampler({"k": 3, "c": None}, RandomSampler()),
    "bohb": lambda: BOHBSampler(GPSampler(n_startup_trials=2), HyperbandPruner()),
    "gp": lambda: GPSampler(n_startup_trials=2),
    "cma-es": lambda: CmaEsSampler(popsize=3),
    "separable cma-es": lambda: CmaEsSampler(popsize=3, use_separable_cma=True),
    "nsga-ii": lambda: NSGAIISampler(population_size=2),
    "trust region": lambda: TrustRegionSampler(n_startup_trials=2),
    "tpe": lambda: TPESampler(n_startup_trials=2),
    "independent tpe": lambda: TPESampler(n_startup_trials=2, multivariate=False),
    "grouped tpe": lambda: TPESampler(n_startup_trials=2, group=True),
    "hyperopt's tpe": lambda: TPESampler(n_startup_trials=2, recipe=HYPEROPT),
    "active learning": lambda: ActiveLearningSampler(n_startup_trials=2),
}
every = pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS.keys())


def trial(number, state=TrialState.COMPLETE, space=SPACE, value=None):
    params = space.decode(generator(1, number, "params").random(len(space)))
    if value is None:
        value = float(generator(1, number, "value").normal())
    values = (value,) if state == TrialState.COMPLETE else None
    return FrozenTrial(number, state, params, dict(space), values)


def log_of(trials, direction=StudyDirection.MINIMIZE):
    log = Log((direction,), seed=5)
    log.absorb(trials)
    return log


def suggest(make, history, space=SPACE):
    return make().suggest(space, history, generator(5, history.number))


def assert_inside(suggestion, space=SPACE):
    assert suggestion.params.keys() >= space.keys()
    for name, param in space.items():
        assert param.contains(suggestion.params[name]), (name, suggestion.params[name])
        assert type(suggestion.params[name]) is type(param.cast(suggestion.params[name]))


@every
def test_an_empty_history_is_enough(make):
    assert_inside(suggest(make, log_of([]).view()))


@every
def test_an_empty_space_is_enough(make):
    params = make().suggest(Space(), log_of([]).view(), generator(5, 0)).params
    assert not params or params.keys() == SPACE.keys()  # a grid suggests whole combinations


@every
def test_suggestions_lie_in_the_space(make):
    log = log_of([trial(k) for k in range(12)])
    assert_inside(suggest(make, log.view()))


@every
def test_a_single_parameter_can_be_asked_for_alone(make):
    log = log_of([trial(k) for k in range(4)])
    for name in SPACE:
        assert_inside(
            suggest(make, log.view(), Space({name: SPACE[name]})), SPACE & {name: SPACE[name]}
        )


@every
def test_pending_and_failed_trials_are_no_obstacle(make):
    trials = [trial(k) for k in range(4)]
    trials += [trial(k, TrialState.RUNNING) for k in range(4, 8)]
    trials += [
        trial(8, TrialState.FAIL),
        trial(9, TrialState.PRUNED),
        trial(10, TrialState.WAITING),
    ]
    trials.append(FrozenTrial(11, TrialState.RUNNING))  # knows nothing of its params yet
    assert_inside(suggest(make, log_of(trials).view()))


@every
def test_the_same_arguments_give_the_same_suggestion(make):
    history = log_of([trial(k) for k in range(6)]).view()
    first, sampler = suggest(make, history), make()
    assert suggest(make, history) == first
    for _ in range(2):  # whatever the sampler has remembered meanwhile
        assert sampler.suggest(SPACE, history, generator(5, history.number)) == first
        sampler.suggest(SPACE, log_of([trial(9)]).view(), generator(5, 1))


@every
def test_the_history_is_left_as_it_was(make):
    log = log_of([trial(k) for k in range(6)])
    history = log.view()
    seen, trials = history.observe(SPACE), history.trials
    X, Y = seen.X.copy(), seen.Y.copy()
    suggest(make, history)
    np.testing.assert_array_equal(history.observe(SPACE).X, X)
    np.testing.assert_array_equal(history.observe(SPACE).Y, Y)
    assert history.trials == trials == sorted(log.trials.values(), key=lambda t: t.number)


@every
def test_maximising_is_minimising_the_negative(make):
    trials = [trial(k) for k in range(6)]
    negated = [replace(t, values=(-t.values[0],)) for t in trials]
    up = log_of(negated, StudyDirection.MAXIMIZE).view()
    assert suggest(make, up).params == suggest(make, log_of(trials).view()).params


@every
def test_values_that_break_arithmetic_break_no_suggestion(make):
    for values in ([math.inf, 1.0, -math.inf], [1e300, -1e300, 0.0], [2.0, 2.0, 2.0]):
        log = log_of([trial(k, value=value) for k, value in enumerate(values)])
        assert_inside(suggest(make, log.view()))


@every
def test_repeated_points_break_no_suggestion(make):
    same = trial(0)
    log = log_of([replace(same, number=k) for k in range(50)])
    assert_inside(suggest(make, log.view()))


@every
def test_notes_are_plain_json(make):
    import json

    notes = suggest(make, log_of([trial(k) for k in range(6)]).view()).notes
    assert json.loads(json.dumps(notes, allow_nan=False)) == notes


@every
def test_a_whole_study_runs(make):
    study = create_study(sampler=make(), seed=1)

    def objective(t):
        values = [t.suggest(name, param) for name, param in SPACE.items()]
        return values[0] ** 2 + values[3]

    study.optimize(objective, n_trials=6)
    assert [t.state for t in study.trials] == [TrialState.COMPLETE] * 6
    assert study.best_params.keys() == SPACE.keys()


@every
def test_a_whole_study_is_reproducible_in_another_object(make):
    def run():
        study = create_study(sampler=make(), seed=2, space=SPACE, direction="maximize")
        study.optimize(lambda t: t.params["x"], n_trials=6)
        return [t.params for t in study.trials]

    assert run() == run()


@every
def test_asking_ahead_gives_distinct_trials(make):
    study = create_study(sampler=make(), seed=1, space=SPACE)
    trials = study.ask(6)
    points = {tuple(t.params.items()) for t in trials}
    assert len(points) == 6
