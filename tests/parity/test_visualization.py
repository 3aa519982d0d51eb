"""Figures hold the same numbers."""

import importlib

import pytest

pytest.importorskip("plotly", reason="pip install bayesopt[parity]")
ABLE = (0, 1, 2, 5, 6, 7)


@pytest.fixture
def vis(lib):
    return importlib.import_module(f"{lib.__name__}.visualization")


def value_of(number):
    return float((number * 5) % 8 + number / 8)


def objective(trial):
    x = trial.suggest_float("x", 0.5, 10, log=True)
    trial.suggest_categorical("c", ["a", "b"])
    trial.report(x, 0)
    trial.report(2 * x, 1)
    if trial.number == 4:
        trial.set_constraint("limit", 1.0)
    return value_of(trial.number)


@pytest.fixture
def filled(lib, study):
    """The same eight trials in both: number 3 pruned, number 4 infeasible."""

    def pruning(trial):
        value = objective(trial)
        if trial.number == 3:
            raise lib.TrialPruned
        return value

    for k in range(8):
        study.enqueue_trial({"x": 1.0 + k, "c": "ab"[k % 2]})
    study.optimize(pruning, n_trials=8)
    return study


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_history(vis, filled):
    figure = vis.plot_optimization_history(filled, target_name="loss")
    values = named(figure, "loss")
    assert dict(zip(values.x, values.y, strict=True)) == {k: value_of(k) for k in ABLE}
    best = named(figure, "Best Value")
    known = dict(zip(best.x, best.y, strict=True))
    assert [known[k] for k in (0, 1, 2, 4, 5, 6, 7)] == [0.0] * 7
    grey = named(figure, "Infeasible Trial")
    assert (*grey.x, *grey.y) == (4, value_of(4))
    assert figure.layout.yaxis.title.text == "loss"


def test_history_of_a_target(vis, filled):
    figure = vis.plot_optimization_history(filled, target=lambda t: -t.value, target_name="gain")
    assert sorted(named(figure, "gain").y) == sorted(-value_of(k) for k in ABLE)


def test_slice(vis, filled):
    figure = vis.plot_slice(filled, params=["c", "x"])
    able = [trace for trace in figure.data if trace.name == "Feasible Trial"]
    by_x = dict(zip(able[1].x, able[1].y, strict=True))
    assert by_x == {1.0 + k: value_of(k) for k in ABLE}
    assert sorted(able[0].y) == sorted(by_x.values())
    assert figure.layout.xaxis2.type == "log"


def test_contour(vis, filled):
    figure = vis.plot_contour(filled, params=["c", "x"])
    surface = next(trace for trace in figure.data if trace.type == "contour")
    assert [*surface.x] == ["a", "b"]
    assert surface.z[[*surface.y].index(6.0)][1] == value_of(5)
    assert set(named(figure, "Feasible Trial").y) == {1.0 + k for k in ABLE}
    assert [*named(figure, "Infeasible Trial").y] == [5.0]


def test_intermediate_values(vis, filled):
    figure = vis.plot_intermediate_values(filled)
    assert [trace.name for trace in figure.data] == [f"Trial{k}" for k in range(8)]
    assert [trace.y[-1] for trace in figure.data] == [2.0 + 2 * k for k in range(8)]


def test_timeline(vis, filled):
    bars = {trace.name: [*trace.y] for trace in vis.plot_timeline(filled).data}
    assert bars == {"COMPLETE": [*ABLE], "PRUNED": [3], "INFEASIBLE": [4]}


def test_pareto_front(lib, vis):
    study = lib.create_study(directions=["minimize", "maximize"])
    rows = [(1.0, 1.0), (2.0, 3.0), (2.0, 2.0), (3.0, 3.0)]
    study.add_trials([lib.trial.create_trial(values=row) for row in rows])
    other, best = vis.plot_pareto_front(study).data
    assert [*zip(best.x, best.y, strict=True)] == rows[:2]
    assert [*zip(other.x, other.y, strict=True)] == rows[2:]


def test_importances_are_bars_from_the_bottom_up(lib, vis, study):
    def weighted(trial):
        names = {"a": 100.0, "b": 10.0, "c": 0.0}
        return sum(w * trial.suggest_float(name, 0, 1) ** 2 for name, w in names.items())

    study.optimize(weighted, n_trials=300)
    importance = importlib.import_module(f"{lib.__name__}.importance")
    found = importance.get_param_importances(study)
    assert list(found) == sorted(found, key=found.get, reverse=True)
    assert next(iter(found)) == "a"
    assert sum(found.values()) == pytest.approx(1.0)
    (bars,) = vis.plot_param_importances(study).data
    assert [*bars.y] == [*reversed(found)]
    assert [*bars.x] == sorted(found.values())


@pytest.mark.parametrize("name", ["optimization_history", "slice", "contour", "edf", "rank"])
def test_several_objectives_need_a_target(lib, vis, name):
    study = lib.create_study(directions=["minimize", "maximize"])
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_float("y", 0, 1)), n_trials=3)
    plot = getattr(vis, f"plot_{name}")
    with pytest.raises(ValueError, match="target"):
        plot(study)
    assert plot(study, target=lambda t: t.values[0]).data


def test_importances_of_several_objectives_need_none(lib, vis):
    study = lib.create_study(directions=["minimize"] * 2, sampler=lib.samplers.RandomSampler(1))
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), t.suggest_float("y", 0, 1)), n_trials=20)
    assert {name for bars in vis.plot_param_importances(study).data for name in bars.y} == {
        "x",
        "y",
    }


@pytest.mark.filterwarnings("ignore:.*the plot is empty")
@pytest.mark.parametrize(
    "name",
    [
        "optimization_history",
        "slice",
        "contour",
        "parallel_coordinate",
        "param_importances",
        "intermediate_values",
        "edf",
        "rank",
        "timeline",
    ],
)
def test_nothing_to_draw(lib, vis, name):
    assert len(getattr(vis, f"plot_{name}")(lib.create_study()).data) == 0


def test_parameters_that_nobody_has(vis, filled):
    for plot in (vis.plot_slice, vis.plot_contour, vis.plot_parallel_coordinate):
        with pytest.raises(ValueError):
            plot(filled, params=["x", "nothing"])
