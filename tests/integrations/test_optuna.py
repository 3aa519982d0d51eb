"""Our samplers in Optuna's studies, held to Optuna's own conformance classes."""

import gc
import pickle
import warnings
import weakref
from functools import partial

import pytest

optuna = pytest.importorskip("optuna", reason="pip install bayesopt[parity]")

from optuna.testing.pytest_samplers import (  # noqa: E402
    BasicSamplerTestCase,
    MultiObjectiveSamplerTestCase,
    RelativeSamplerTestCase,
)

from bayesopt import samplers  # noqa: E402
from bayesopt.integrations.optuna import BayesoptSampler  # noqa: E402
from bayesopt.samplers import (  # noqa: E402
    AutoSampler,
    GPSampler,
    GridSampler,
    RandomSampler,
    TPESampler,
)

SAMPLERS = {
    "random": samplers.RandomSampler,
    "quasi-random": samplers.QMCSampler,
    "default": samplers.AutoSampler,
    "GP": samplers.GPSampler,
    "trust region": samplers.TrustRegionSampler,
    "TPE": samplers.TPESampler,
    "TPE, each parameter alone": partial(samplers.TPESampler, multivariate=False),
    "TPE in groups": partial(samplers.TPESampler, group=True),
    "CMA-ES": samplers.CmaEsSampler,
    "NSGA-II": samplers.NSGAIISampler,
}
SEVERAL = {name: make for name, make in SAMPLERS.items() if name != "CMA-ES"}  # has one objective


class Ours:
    @pytest.fixture(params=SAMPLERS.values(), ids=SAMPLERS)
    def sampler(self, request):
        """What makes a sampler, as Optuna's classes want it."""
        return lambda: BayesoptSampler(request.param(seed=1))


@pytest.fixture(autouse=True)
def _quiet():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        yield


class TestBasic(Ours, BasicSamplerTestCase):
    pass


class TestRelative(Ours, RelativeSamplerTestCase):
    pass


class TestMultiObjective(Ours, MultiObjectiveSamplerTestCase):
    @pytest.fixture(params=SEVERAL.values(), ids=SEVERAL)
    def sampler(self, request):
        """As above."""
        return lambda: BayesoptSampler(request.param(seed=1))


def parabola(trial):
    return (trial.suggest_float("x", -1, 1) - 0.3) ** 2


def test_a_gaussian_process_finds_the_minimum_of_an_optuna_study():
    study = optuna.create_study(sampler=BayesoptSampler(GPSampler(seed=1)))
    study.optimize(parabola, n_trials=15)
    assert study.best_value < 1e-3  # a random draw is that close once in 32 times


def test_a_grid_stops_the_study():
    study = optuna.create_study(sampler=BayesoptSampler(GridSampler({"x": [-1, 0, 1]})))
    study.optimize(parabola, n_trials=10)
    assert sorted(trial.params["x"] for trial in study.trials) == [-1, 0, 1]


def test_a_resumed_study_goes_on_as_it_would_have():
    whole = optuna.create_study(sampler=BayesoptSampler(GPSampler(seed=3)))
    whole.optimize(parabola, n_trials=12)
    parts = optuna.create_study(sampler=BayesoptSampler(GPSampler(seed=3)))
    parts.optimize(parabola, n_trials=7)
    parts.sampler = BayesoptSampler(GPSampler(seed=3))
    parts.optimize(parabola, n_trials=5)
    assert [t.params for t in parts.trials] == [t.params for t in whole.trials]


def below_another(trial):
    """36 points; best at (5, 3)."""
    n = trial.suggest_int("n", 1, 8)
    return (n - 5) ** 2 + (trial.suggest_int("k", 1, n) - 3) ** 2


@pytest.mark.parametrize("kind", [AutoSampler, GPSampler])
def test_each_point_comes_once_also_where_one_range_depends_on_another(kind):
    study = optuna.create_study(sampler=BayesoptSampler(kind(seed=1)))
    study.enqueue_trial({"n": 5})
    study.enqueue_trial({"n": 8})
    study.optimize(below_another, n_trials=30)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 30
    assert study.best_value == 0


def test_what_is_enqueued_in_part_is_filled_up_with_what_is_new():
    def objective(trial):
        return trial.suggest_float("x", 0, 1) + trial.suggest_int("n", 0, 7)

    study = optuna.create_study(sampler=BayesoptSampler(AutoSampler(seed=1)))
    study.optimize(objective, n_trials=12)
    for _ in range(8):
        study.enqueue_trial({"x": 0.5})
    study.optimize(objective, n_trials=8)
    given = [trial.params["n"] for trial in study.trials if trial.params["x"] == 0.5]
    assert sorted(given) == list(range(8))


def test_what_exists_in_branches_is_planned_together():
    """The branches share nothing; the better one depends on two parameters at once."""

    def objective(trial):
        if trial.suggest_categorical("kind", ["flat", "bowl"]) == "flat":
            return 1 + trial.suggest_float("u", 0, 1)
        x, y = trial.suggest_float("x", -1, 1), trial.suggest_float("y", -1, 1)
        return (x - 0.3) ** 2 + (x + y) ** 2

    best = []
    for seed in range(5):
        study = optuna.create_study(sampler=BayesoptSampler(GPSampler(seed=seed)))
        study.optimize(objective, n_trials=40)
        best.append(study.best_value)
    assert max(best) < 1e-3


def test_the_adapter_keeps_no_study_alive():
    sampler = BayesoptSampler(RandomSampler(seed=1))
    study = optuna.create_study(sampler=sampler)
    study.optimize(parabola, n_trials=3)
    kept = weakref.ref(sampler._visited[study].log)
    assert kept() is not None
    del study
    gc.collect()
    assert kept() is None


def test_the_adapter_can_be_pickled():
    sampler = pickle.loads(pickle.dumps(BayesoptSampler(RandomSampler(seed=1))))
    study = optuna.create_study(sampler=sampler)
    study.optimize(parabola, n_trials=2)
    assert len(study.trials) == 2


@pytest.mark.filterwarnings("ignore:Choices for a categorical")
def test_choices_that_are_lists():
    layers = [[1], [1, 2], [3]]
    study = optuna.create_study(sampler=BayesoptSampler(TPESampler(n_startup_trials=3, seed=1)))
    study.optimize(lambda trial: len(trial.suggest_categorical("layers", layers)), n_trials=12)
    assert all(trial.params["layers"] in layers for trial in study.trials)
    assert study.best_value == 1


def test_what_is_no_sampler():
    with pytest.raises(TypeError, match="sampler = 3 is none; pass one of bayesopt"):
        BayesoptSampler(3)
