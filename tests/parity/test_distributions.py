"""Parameters by their Optuna names, and as JSON text."""

import json
import warnings

import pytest

DEFINITIONS = [
    ("FloatDistribution", {"low": -1.0, "high": 2.5}),
    ("FloatDistribution", {"low": 1e-5, "high": 1.0, "log": True}),
    ("FloatDistribution", {"low": 0.0, "high": 1.0, "step": 0.25}),
    ("IntDistribution", {"low": -3, "high": 7}),
    ("IntDistribution", {"low": 1, "high": 100, "log": True}),
    ("IntDistribution", {"low": 0, "high": 10, "step": 5}),
    ("CategoricalDistribution", {"choices": ("a", 1, 2.5, None, True)}),
]
every_one = pytest.mark.parametrize(("name", "definition"), DEFINITIONS)


def made(lib, name, definition):
    return getattr(lib.distributions, name)(**definition)


@every_one
def test_they_hold_what_they_were_made_of(lib, name, definition):
    one = made(lib, name, definition)
    for key, value in definition.items():
        assert getattr(one, key) == value
    assert one == made(lib, name, definition)
    assert hash(one) == hash(made(lib, name, definition))
    assert isinstance(one, lib.distributions.BaseDistribution)


@every_one
def test_json_comes_back(lib, name, definition):
    one = made(lib, name, definition)
    text = lib.distributions.distribution_to_json(one)
    assert lib.distributions.json_to_distribution(text) == one


@every_one
def test_json_is_the_same_in_both_libraries(name, definition):
    optuna = pytest.importorskip("optuna", reason="pip install bayesopt[parity]")
    import bayesopt

    ours, theirs = (made(lib, name, definition) for lib in (bayesopt, optuna))
    written = bayesopt.distributions.distribution_to_json(ours)
    assert json.loads(written) == json.loads(optuna.distributions.distribution_to_json(theirs))
    assert optuna.distributions.json_to_distribution(written) == theirs


@pytest.mark.parametrize(
    ("text", "name", "definition"),
    [
        ('{"type": "float", "low": 0, "high": 1}', "FloatDistribution", {"low": 0, "high": 1}),
        (
            '{"type": "float", "low": 0, "high": 1, "step": 0.5}',
            "FloatDistribution",
            {"low": 0, "high": 1, "step": 0.5},
        ),
        (
            '{"type": "int", "low": 1, "high": 9, "log": true}',
            "IntDistribution",
            {"low": 1, "high": 9, "log": True},
        ),
        (
            '{"type": "categorical", "choices": ["a", 2]}',
            "CategoricalDistribution",
            {"choices": ("a", 2)},
        ),
    ],
)
def test_short_json(lib, text, name, definition):
    assert lib.distributions.json_to_distribution(text) == made(lib, name, definition)


@pytest.mark.parametrize("text", ['{"type": "normal"}', '{"name": "Normal", "attributes": {}}'])
def test_json_of_nothing_known(lib, text):
    with pytest.raises(ValueError):
        lib.distributions.json_to_distribution(text)


def test_what_one_study_can_hold_under_one_name(lib):
    distributions = lib.distributions
    check = distributions.check_distribution_compatibility
    narrow, wide = distributions.FloatDistribution(0, 1), distributions.FloatDistribution(0, 9)
    check(narrow, wide)
    check(distributions.IntDistribution(0, 1), distributions.IntDistribution(2, 3))
    for other in (
        distributions.IntDistribution(0, 1),
        distributions.FloatDistribution(1, 2, log=True),
        distributions.CategoricalDistribution([0, 1]),
    ):
        with pytest.raises(ValueError):
            check(narrow, other)
    with pytest.raises(ValueError):
        check(
            distributions.CategoricalDistribution(["a", "b"]),
            distributions.CategoricalDistribution(["a", "c"]),
        )


def test_the_space_common_to_trials(lib, study, states):
    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        wider = trial.suggest_float("y", 0, 1 + trial.number)
        return x + wider + (trial.suggest_int("z", 0, 3) if trial.number else 0)

    study.optimize(objective, n_trials=2)
    intersection = lib.search_space.intersection_search_space
    assert intersection([]) == {}
    assert [*intersection(study.trials[1:])] == ["x", "y", "z"]
    common = {"x": lib.distributions.FloatDistribution(0, 1)}
    assert intersection(study.trials) == common
    assert lib.search_space.IntersectionSearchSpace().calculate(study) == common


def test_what_leaves_nothing_to_choose(lib):
    distributions = lib.distributions
    assert distributions.FloatDistribution(2, 2).single()
    assert distributions.IntDistribution(2, 2).single()
    assert distributions.CategoricalDistribution(["a"]).single()
    assert not distributions.FloatDistribution(1, 2).single()
    assert not distributions.IntDistribution(1, 2).single()


@pytest.mark.parametrize(
    ("name", "attributes", "value"),
    [
        ("UniformDistribution", {"low": 0.0, "high": 1.0}, 0.3),
        ("LogUniformDistribution", {"low": 0.1, "high": 1.0}, 0.3),
        ("DiscreteUniformDistribution", {"low": 0.0, "high": 1.0, "q": 0.25}, 0.75),
        ("IntUniformDistribution", {"low": 0, "high": 8, "step": 2}, 4),
        ("IntLogUniformDistribution", {"low": 1, "high": 8, "step": 1}, 4),
    ],
)
def test_json_of_before_version_3(lib, name, attributes, value):
    text = json.dumps({"name": name, "attributes": attributes})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Optuna's FutureWarning
        dist = lib.distributions.json_to_distribution(text)
    assert (dist.low, dist.high) == (attributes["low"], attributes["high"])
    assert dist._contains(value)
    assert not dist._contains(9.0)


def test_arguments_as_a_dict(lib):
    d = lib.distributions
    for dist in (
        d.FloatDistribution(0, 1, step=0.5),
        d.IntDistribution(1, 8, log=True),
        d.CategoricalDistribution(["a", "b"]),
    ):
        assert type(dist)(**dist._asdict()) == dist
    assert d.CategoricalDistribution(["a", "b"])._contains(1)
    assert not d.CategoricalDistribution(["a", "b"])._contains(2)
