"""Which parameters matter: densities on the unit interval, and how far the best trials' differ."""

import numpy as np
import pytest
from scipy.stats import truncnorm

import bayesopt
from bayesopt.importance import (
    ImportanceEvaluator,
    PedAnovaImportanceEvaluator,
    density,
    get_param_importances,
)
from bayesopt.samplers import RandomSampler
from bayesopt.space import Categorical, Float, Int


def random_study(objective, n=200, **settings):
    study = bayesopt.create_study(sampler=RandomSampler(seed=1), **settings)
    study.optimize(objective, n_trials=n)
    return study


def three(trial):
    x = trial.suggest_float("x", 1e-3, 1, log=True)
    k = trial.suggest_int("k", 0, 9)
    c = trial.suggest_categorical("c", ["a", "b", "c"])
    trial.suggest_float("fixed", 2, 2)
    return 100 * np.log(x) + 10 * k + (c == "a")


def test_the_order_of_effects_is_found():
    found = get_param_importances(random_study(three))
    assert list(found) == ["x", "k", "c", "fixed"]
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["x"] > 0.7  # its effect has twenty times the spread of the next
    assert found["fixed"] == 0.0


def test_maximising_the_negative_is_the_same():
    down = get_param_importances(random_study(three))
    up = get_param_importances(random_study(lambda trial: -three(trial), direction="maximize"))
    assert down == up


def test_a_target_of_which_lower_is_better():
    study = random_study(three)
    assert get_param_importances(study, target=lambda t: t.value) == get_param_importances(study)
    by_k = get_param_importances(study, target=lambda t: t.params["k"])
    assert next(iter(by_k)) == "k"
    more = random_study(lambda trial: -three(trial), direction="maximize")
    with pytest.warns(UserWarning, match="lower counts as better"):
        found = get_param_importances(more, target=lambda t: -t.value)
    assert found == get_param_importances(more)


def test_several_objectives_are_judged_by_their_fronts():
    def objective(trial):
        x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
        return x**2 + 0.01 * y, (x - 0.1) ** 2

    study = random_study(objective, directions=["minimize"] * 2)
    assert list(get_param_importances(study)) == ["x", "y"]


def test_infeasible_trials_are_never_among_the_best():
    def objective(trial):
        x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
        trial.set_constraint("high", 0.8 - y)
        return x + y

    def free(trial):
        return trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1)

    bound, unbound = random_study(objective), random_study(free)
    high = get_param_importances(bound)["y"]
    assert high > get_param_importances(unbound)["y"]  # now they all are in its upper fifth


def test_parameters_of_a_branch_count_by_how_many_have_them():
    def objective(trial):
        branch = trial.suggest_categorical("branch", ["one", "two"])
        x = trial.suggest_float(f"{branch}_x", 0, 1)
        return x if branch == "one" else 10 + x

    found = get_param_importances(random_study(objective))
    assert next(iter(found)) == "one_x"
    assert found["two_x"] == 0.0  # none of the best trials has it


def test_only_the_parameters_asked_for():
    study = random_study(three, n=30)
    everything = get_param_importances(study, normalize=False)
    assert get_param_importances(study, params=["k", "x"], normalize=False) == {
        name: everything[name] for name in everything if name in ("k", "x")
    }
    assert get_param_importances(study, params=[]) == {}
    with pytest.raises(ValueError, match=r"\['z'\]; known are"):
        get_param_importances(study, params=["z"])
    with pytest.raises(TypeError, match="is no list"):
        get_param_importances(study, params="x")


def test_too_few_trials_say_so():
    study = random_study(three, n=1)
    with pytest.warns(UserWarning, match="1 complete trials do not tell"):
        assert set(get_param_importances(study).values()) == {0.25}
    with pytest.warns(UserWarning, match="0 complete trials"):
        assert get_param_importances(bayesopt.create_study()) == {}


def test_an_evaluator_of_ones_own():
    class Alphabetical(ImportanceEvaluator):
        def evaluate(self, study, params=None, *, target=None):
            return {"a": 1.0, "b": 3.0}

    study = bayesopt.create_study()
    assert get_param_importances(study, evaluator=Alphabetical()) == {"b": 0.75, "a": 0.25}
    with pytest.raises(TypeError, match="is no ImportanceEvaluator"):
        get_param_importances(study, evaluator=Alphabetical)


@pytest.mark.parametrize(("target", "region"), [(0.0, 1.0), (0.5, 0.5), (0.1, 1.1)])
def test_shares_that_make_no_sense(target, region):
    with pytest.raises(ValueError, match="0 < target < region <= 1"):
        PedAnovaImportanceEvaluator(target_quantile=target, region_quantile=region)


def test_within_a_region_a_parameter_that_led_into_it_matters_less():
    study = random_study(three, n=500)
    near = PedAnovaImportanceEvaluator(target_quantile=0.05, region_quantile=0.1)
    whole = PedAnovaImportanceEvaluator(target_quantile=0.05)
    ratio = [get_param_importances(study, evaluator=e)["x"] for e in (near, whole)]
    assert ratio[0] < ratio[1]


def test_against_an_even_spread():
    study = bayesopt.create_study()
    unit = {"x": Float(0, 1)}
    for k in range(40):  # all trials in the lower half, their values unrelated to x
        x = 0.5 * ((k * 0.618) % 1)
        study.add_trial(
            bayesopt.create_trial(value=(k * 0.414) % 1, params={"x": x}, distributions=unit)
        )
    local, even = (
        get_param_importances(
            study,
            evaluator=PedAnovaImportanceEvaluator(target_quantile=0.5, evaluate_on_local=on_local),
            normalize=False,
        )["x"]
        for on_local in (True, False)
    )
    assert local < 0.1 * even


@pytest.mark.parametrize(
    "param",
    [Float(0, 1), Float(1e-3, 1, log=True), Int(0, 3), Int(1, 10**6), Categorical(["a", "b"])],
    ids=str,
)
def test_densities_are_positive_and_add_up_to_one(param):
    for n in (1, 2, 30):
        mass = density(param, np.linspace(0, 1, n))
        assert mass.min() > 0
        assert mass.sum() == pytest.approx(1.0)


def test_choices_are_counted():
    mass = density(Categorical(["a", "b"]), np.array([0.25, 0.25, 0.75]))
    np.testing.assert_allclose(mass, [2.5 / 4, 1.5 / 4])


def test_numbers_get_kernels_cut_off_at_the_ends():
    mass = density(Float(0, 1), np.array([0.1]))
    width = 0.01
    kernel = truncnorm((0 - 0.1) / width, (1 - 0.1) / width, loc=0.1, scale=width)
    cells = np.diff(kernel.cdf(np.linspace(0, 1, 51)))
    np.testing.assert_allclose(mass, (cells + 1 / 50) / 2, rtol=1e-10)
