"""What any sampler does in any study."""

import pytest

SAMPLERS = [
    ("RandomSampler", {"seed": 1}),
    ("QMCSampler", {"seed": 1, "scramble": True}),
    ("TPESampler", {"seed": 1}),
]


@pytest.fixture(params=SAMPLERS, ids=lambda row: row[0])
def sampler(request, lib):
    name, options = request.param
    if lib.__name__ == "bayesopt" and name not in lib.samplers.__all__:
        pytest.skip(f"there is no {name}")
    return lambda: getattr(lib.samplers, name)(**options)


def mixed(trial):
    x = trial.suggest_float("x", -1, 1)
    if trial.suggest_categorical("branch", ["a", "b"]) == "a":
        return x + trial.suggest_int("k", 1, 64, log=True) / 64
    return x + trial.suggest_float("y", 0, 1, step=0.1)


def test_conditional_spaces_stay_in_their_ranges(lib, sampler):
    study = lib.create_study(sampler=sampler())
    study.optimize(mixed, n_trials=25)
    assert len(study.trials) == 25
    for trial in study.trials:
        names = {"x", "branch", "k" if trial.params["branch"] == "a" else "y"}
        assert set(trial.params) == names
        assert -1 <= trial.params["x"] <= 1


def test_a_seed_repeats_the_search(lib, sampler):
    runs = []
    for _ in range(2):
        study = lib.create_study(sampler=sampler())
        study.optimize(mixed, n_trials=15)
        runs.append([trial.params for trial in study.trials])
    assert runs[0] == runs[1]


def test_several_objectives(lib, sampler):
    study = lib.create_study(directions=["minimize", "maximize"], sampler=sampler())
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_int("k", 0, 4)), n_trials=15)
    assert 1 <= len(study.best_trials) <= 15


def test_failed_and_infinite_trials_are_survived(lib, sampler):
    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        return [x, float("nan"), float("inf"), -float("inf")][trial.number % 4]

    study = lib.create_study(sampler=sampler())
    study.optimize(objective, n_trials=20)
    assert len(study.trials) == 20


def test_a_range_may_move(lib, sampler):
    study = lib.create_study(sampler=sampler())
    study.optimize(lambda t: t.suggest_float("x", t.number, t.number + 1), n_trials=15)
    assert all(t.number <= t.params["x"] <= t.number + 1 for t in study.trials)


def test_a_grid_is_visited_once_and_ends_the_study(lib):
    grid = {"x": [-1, 0, 1], "c": ["a", "b"]}
    study = lib.create_study(sampler=lib.samplers.GridSampler(grid, seed=1))
    study.optimize(
        lambda t: t.suggest_float("x", -1, 1) + len(t.suggest_categorical("c", ["a", "b"])),
        n_trials=100,
    )
    visited = [(trial.params["x"], trial.params["c"]) for trial in study.trials]
    assert sorted(visited) == [(x, c) for x in (-1, 0, 1) for c in ("a", "b")]


def test_some_parameters_can_be_held(lib, sampler):
    held = lib.samplers.PartialFixedSampler({"y": 0.5}, sampler())
    study = lib.create_study(sampler=held)
    study.optimize(lambda t: t.suggest_float("x", 0, 1) + t.suggest_float("y", 0, 1), n_trials=14)
    assert {trial.params["y"] for trial in study.trials} == {0.5}
    assert len({trial.params["x"] for trial in study.trials}) > 7
