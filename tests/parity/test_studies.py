"""Studies as a whole: made, found, copied, several objectives, constraints, tables."""

import pytest


def test_directions(lib):
    assert lib.create_study().direction == lib.study.StudyDirection.MINIMIZE
    assert lib.create_study(direction="maximize").direction == lib.study.StudyDirection.MAXIMIZE
    two = lib.create_study(directions=["minimize", lib.study.StudyDirection.MAXIMIZE])
    assert [d.name for d in two.directions] == ["MINIMIZE", "MAXIMIZE"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"direction": "minimize", "directions": ["minimize"]},
        {"direction": "down"},
        {"directions": []},
        {"directions": "minimize"},
    ],
)
def test_directions_that_are_none(lib, wrong):
    with pytest.raises(ValueError):
        lib.create_study(**wrong)


def test_names_are_taken_once(lib):
    storage = lib.storages.InMemoryStorage()
    first = lib.create_study(study_name="a", storage=storage)
    first.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    with pytest.raises(lib.exceptions.DuplicatedStudyError):
        lib.create_study(study_name="a", storage=storage)
    again = lib.create_study(study_name="a", storage=storage, load_if_exists=True)
    assert len(again.trials) == 2
    assert len(lib.load_study(study_name="a", storage=storage).trials) == 2
    with pytest.raises(KeyError):
        lib.load_study(study_name="b", storage=storage)


def test_studies_of_a_storage(lib):
    storage = lib.storages.InMemoryStorage()
    study = lib.create_study(study_name="one", storage=storage, direction="maximize")
    study.set_user_attr("key", [1, 2])
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    lib.create_study(study_name="two", storage=storage, directions=["minimize"] * 2)
    assert lib.get_all_study_names(storage) == ["one", "two"]
    one, two = lib.get_all_study_summaries(storage)
    assert (one.study_name, one.n_trials, one.user_attrs) == ("one", 3, {"key": [1, 2]})
    assert one.direction == lib.study.StudyDirection.MAXIMIZE
    assert one.best_trial.value == study.best_value
    assert one.datetime_start == min(trial.datetime_start for trial in study.trials)
    assert (two.n_trials, two.best_trial, two.datetime_start) == (0, None, None)
    lib.delete_study(study_name="one", storage=storage)
    assert lib.get_all_study_names(storage) == ["two"]
    with pytest.raises(KeyError):
        lib.delete_study(study_name="one", storage=storage)


def test_a_copy_is_a_study_of_its_own(lib):
    here, there = lib.storages.InMemoryStorage(), lib.storages.InMemoryStorage()
    study = lib.create_study(study_name="old", storage=here, directions=["maximize", "minimize"])
    study.set_user_attr("key", "value")
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_int("k", 0, 5)), n_trials=3)
    study.enqueue_trial({"x": 0.5})
    lib.copy_study(from_study_name="old", from_storage=here, to_storage=there, to_study_name="new")
    copy = lib.load_study(study_name="new", storage=there)
    assert copy.directions == study.directions
    assert copy.user_attrs == {"key": "value"}
    assert [t.values for t in copy.trials] == [t.values for t in study.trials]
    assert [t.state for t in copy.trials] == [t.state for t in study.trials]
    assert copy.ask().suggest_float("x", 0, 1) == 0.5
    assert len(study.trials) == 4
    with pytest.raises(lib.exceptions.DuplicatedStudyError):
        lib.copy_study(
            from_study_name="old", from_storage=here, to_storage=there, to_study_name="new"
        )


def test_attributes_of_a_study(study):
    study.set_user_attr("a", {"b": [1, None, 2.5]})
    study.set_user_attr("a", 2)
    assert study.user_attrs == {"a": 2}


def test_several_objectives_have_no_single_best(lib):
    study = lib.create_study(directions=["minimize", "maximize"])
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), 1.0), n_trials=2)
    for name in ("best_trial", "best_value", "best_params", "direction"):
        with pytest.raises(RuntimeError):
            getattr(study, name)
    assert study.trials[0].values[1] == 1.0
    with pytest.raises(RuntimeError):
        _ = study.trials[0].value


def test_the_front(lib, states):
    study = lib.create_study(directions=["minimize", "maximize"])
    for values in ([1, 1], [2, 2], [2, 1], [0, 0], [1, 1], [3, 2]):
        study.add_trial(lib.create_trial(values=values))
    study.add_trial(lib.create_trial(state=states.FAIL))
    assert [trial.number for trial in study.best_trials] == [0, 1, 3, 4]


def test_the_front_of_one_objective_is_the_best(lib, study):
    for value in (2.0, 1.0, 3.0, 1.0):
        study.add_trial(lib.create_trial(value=value))
    assert [trial.number for trial in study.best_trials] == [1, 3]
    assert study.best_trial.number == 1


def test_the_wrong_number_of_values(lib, states):
    study = lib.create_study(directions=["minimize", "minimize"])
    study.optimize(lambda trial: 1.0, n_trials=1)
    assert study.trials[0].state == states.FAIL
    with pytest.raises(ValueError):
        study.add_trial(lib.create_trial(value=1.0))


def test_what_is_infeasible_is_never_best(lib):
    one = lib.create_study()
    two = lib.create_study(directions=["minimize", "minimize"])
    for value, constraints in ((0.0, {"c": 0.1}), (1.0, {"c": 0.0}), (2.0, {}), (0.5, {"d": 1})):
        one.add_trial(lib.create_trial(value=value, constraints=constraints))
        two.add_trial(lib.create_trial(values=[value, -value], constraints=constraints))
    assert (one.best_trial.number, one.best_value) == (1, 1.0)
    assert [trial.number for trial in two.best_trials] == [1, 2]


def test_with_nothing_feasible_there_is_no_best(lib):
    study = lib.create_study()
    study.add_trial(lib.create_trial(value=1.0, constraints={"c": 1.0}))
    with pytest.raises(ValueError, match=r"[Nn]o feasible"):
        _ = study.best_trial
    assert study.best_trials == []


def test_a_table_of_trials(lib, study):
    pytest.importorskip("pandas", reason="pip install bayesopt[pandas]")
    assert study.trials_dataframe().empty

    def objective(trial):
        trial.set_user_attr("who", trial.number)
        y = trial.suggest_int("y", 0, 3) if trial.number else 0
        return trial.suggest_float("x", 0, 1) + y

    study.optimize(objective, n_trials=3)
    table = study.trials_dataframe()
    assert [*table.columns] == [
        "number",
        "value",
        "datetime_start",
        "datetime_complete",
        "duration",
        "params_x",
        "params_y",
        "user_attrs_who",
        "state",
    ]
    assert [*table["state"]] == ["COMPLETE"] * 3
    assert [*table["number"]] == [0, 1, 2]
    assert table["params_y"].isna().tolist() == [True, False, False]
    narrow = study.trials_dataframe(attrs=("value", "params"), multi_index=True)
    assert [*narrow.columns] == [("value", ""), ("params", "x"), ("params", "y")]


@pytest.mark.parametrize("names", [None, ["loss", "acc"]])
def test_a_table_of_several_objectives(lib, names):
    pytest.importorskip("pandas", reason="pip install bayesopt[pandas]")
    study = lib.create_study(directions=["minimize", "maximize"])
    if names is not None:
        study.set_metric_names(names)
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), 2.0), n_trials=2)
    table = study.trials_dataframe(attrs=("value", "state"))
    keys = names or ["0", "1"]
    assert [*table.columns] == [f"values_{keys[0]}", f"values_{keys[1]}", "state"]
    assert [*table[f"values_{keys[1]}"]] == [2.0, 2.0]


def test_metric_names(lib, study):
    assert study.metric_names is None
    study.set_metric_names(["loss"])
    assert study.metric_names == ["loss"]
    assert study.user_attrs == {}
    with pytest.raises(ValueError):
        study.set_metric_names(["a", "b"])


def test_verbosity(lib):
    before = lib.logging.get_verbosity()
    lib.logging.set_verbosity(lib.logging.DEBUG)
    assert lib.logging.get_verbosity() == lib.logging.DEBUG
    lib.logging.set_verbosity(before)
    for act in ("disable", "enable"):
        getattr(lib.logging, f"{act}_default_handler")()
        getattr(lib.logging, f"{act}_propagation")()
    lib.logging.disable_propagation()
    assert lib.logging.get_logger("a.b").name == "a.b"


def test_a_grid_says_when_it_is_exhausted(lib):
    sampler = lib.samplers.GridSampler({"k": [1, 2]})
    study = lib.create_study(sampler=sampler)
    assert not sampler.is_exhausted(study)
    study.optimize(lambda trial: trial.suggest_int("k", 1, 2))
    assert sampler.is_exhausted(study)


def test_a_name_keeps_its_scale(lib, study):
    study.optimize(lambda trial: trial.suggest_float("x", 1, 2), n_trials=1)
    with pytest.raises(ValueError, match="log"):
        study.ask().suggest_float("x", 1, 2, log=True)
    assert 3 <= study.ask().suggest_float("x", 3, 4) <= 4


@pytest.mark.parametrize("more", [{}, {"x": 0.75}])
def test_an_enqueued_trial_made_by_hand(lib, study, states, more):
    dist = lib.distributions.FloatDistribution(0, 1)
    study.add_trial(
        lib.create_trial(
            state=states.WAITING,
            params=more,
            distributions={name: dist for name in more},
            system_attrs={"fixed_params": {"x": 0.25}},
        )
    )
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    assert study.trials[0].params == {"x": 0.25, **more}


def test_what_trials_look_like(lib, states):
    study = lib.create_study(directions=["minimize"] * 2, sampler=lib.samplers.RandomSampler())
    study.optimize(lambda trial: (1.0, 2.0), n_trials=1)
    (trial,) = study.trials
    assert trial.values == [1.0, 2.0]
    assert trial == study.trials[0]
    assert str(states.COMPLETE) == f"{states.COMPLETE}" == "TrialState.COMPLETE"
