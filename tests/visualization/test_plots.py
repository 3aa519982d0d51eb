"""What each plot draws of a small study."""

import numpy as np
import pytest

import bayesopt
from bayesopt import visualization as vis
from bayesopt.importance import get_param_importances
from bayesopt.visualization.contour import means
from bayesopt.visualization.ranks import shares

pytest.importorskip("plotly", reason="pip install bayesopt[plotly]")


def of(figure, name):
    """The traces of that name."""
    return [trace for trace in figure.data if trace.name == name]


def numbered(trials, numbers, value):
    return [value(trial) for trial in trials if trial.number in numbers]


ABLE = (0, 1, 2, 5, 6, 7)


def test_history_of_one(study, complete):
    figure = vis.plot_optimization_history(study)
    values, best, other = figure.data
    assert (values.x, best.x, other.x) == (ABLE, (0, 1, 2, 4, 5, 6, 7), (4,))
    assert [*values.y] == numbered(complete, ABLE, lambda t: t.value)
    assert best.y[-1] == study.best_value
    assert [*other.y] == [study.trials[4].value]


def test_history_with_a_target_has_no_best(study):
    figure = vis.plot_optimization_history(study, target=lambda t: t.number * 2.0)
    assert [trace.name for trace in figure.data] == ["Objective Value", "Infeasible Trial"]
    assert [*figure.data[0].y] == [2.0 * k for k in ABLE]


def test_history_of_several(made):
    one, two = made(study_name="one"), made(5, study_name="two")
    figure = vis.plot_optimization_history([one, two])
    assert {trace.name.rpartition(" of ")[2] for trace in figure.data} == {"one", "two"}


def test_history_with_error_bars(made):
    studies = []
    for values in ([3.0, 1.0, 2.0], [5.0, 5.0]):
        studies.append(bayesopt.create_study())
        studies[-1].add_trials([bayesopt.create_trial(value=v) for v in values])
    mean, best, above, below = vis.plot_optimization_history(studies, error_bar=True).data
    assert [*mean.y] == [4.0, 3.0, 2.0]
    assert [*mean.error_y.array] == [1.0, 2.0, 0.0]
    assert [*best.y] == [4.0, 3.0, 3.0]  # the shorter study keeps its 5
    assert [*above.y] == [5.0, 5.0, 5.0]
    assert [*below.y] == [3.0, 1.0, 1.0]


def test_importances(study):
    (bars,) = vis.plot_param_importances(study).data
    found = get_param_importances(study)
    assert dict(zip(bars.y, bars.x, strict=True)) == found
    assert [*bars.x] == sorted(found.values())


def test_importances_of_each_objective():
    def objective(trial):
        x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
        return x, y

    study = bayesopt.create_study(
        directions=["minimize", "maximize"], sampler=bayesopt.samplers.RandomSampler(seed=1)
    )
    study.optimize(objective, n_trials=60)
    bars = vis.plot_param_importances(study).data
    assert [(trace.name, trace.y[-1]) for trace in bars] == [
        ("Objective 0", "x"),
        ("Objective 1", "y"),
    ]
    with pytest.warns(UserWarning, match="lower counts"):
        high = get_param_importances(study, target=lambda trial: -trial.values[1])
    assert dict(zip(bars[1].y, bars[1].x, strict=True)) == high
    study.set_metric_names(["loss", "gain"])
    assert [trace.name for trace in vis.plot_param_importances(study).data] == ["loss", "gain"]


def test_slice(study, complete):
    figure = vis.plot_slice(study, ["lr", "kind"])
    able = of(figure, "Feasible Trial")
    other = of(figure, "Infeasible Trial")
    for trace, name in zip(able, ["lr", "kind"], strict=True):
        assert [*trace.x] == numbered(complete, ABLE, lambda t, name=name: t.params[name])
        assert [*trace.y] == numbered(complete, ABLE, lambda t: t.value)
        assert [*trace.marker.color] == [*ABLE]
    assert [trace.x for trace in other] == [(study.trials[4].params[n],) for n in ("lr", "kind")]
    assert (figure.layout.xaxis.type, figure.layout.xaxis2.type) == ("log", "category")
    assert figure.layout.xaxis2.categoryarray == ("a", "b")


def test_contour_of_two(study, complete):
    surface, able, other = vis.plot_contour(study, ["lr", "kind"]).data
    assert [*surface.x] == sorted(trial.params["lr"] for trial in complete)
    assert [*surface.y] == ["a", "b"]
    for trial in complete:
        row, column = "ab".index(trial.params["kind"]), surface.x.index(trial.params["lr"])
        assert surface.z[row][column] == trial.value
    assert np.isfinite(np.array(surface.z, dtype=float)).sum() == len(complete)
    assert (len(able.x), len(other.x)) == (6, 1)
    assert surface.reversescale


def test_better_is_darker_where_more_is_better(made):
    study = made(direction="maximize")
    assert vis.plot_contour(study, ["lr", "kind"]).data[0].reversescale is False
    assert vis.plot_parallel_coordinate(study).data[0].line.reversescale is False


def test_replicates_are_averaged():
    z = means(np.array([1.0, 3.0, 5.0]), rows=[0, 0, 1], columns=[1, 1, 0], shape=(2, 2))
    np.testing.assert_array_equal(z, [[np.nan, 2.0], [5.0, np.nan]])


def test_contour_of_all_pairs(study):
    figure = vis.plot_contour(study)
    surfaces = [trace for trace in figure.data if trace.type == "contour"]
    assert len(surfaces) == 6
    assert sum(trace.showscale for trace in surfaces) == 1
    assert figure.layout.yaxis4.title.text == "kind"  # second row, first column
    assert figure.layout.xaxis9.title.text == "lr"  # last row and column
    with pytest.warns(UserWarning, match="only parameter"):
        assert not vis.plot_contour(study, ["lr"]).data


def test_parallel_coordinate(study, complete):
    (lines,) = vis.plot_parallel_coordinate(study).data
    target, able, depth, kind, lr = lines.dimensions
    assert [*target.values] == [*lines.line.color] == [trial.value for trial in complete]
    assert [*able.values] == [trial.feasible for trial in complete]
    assert [*depth.values] == [trial.params["depth"] for trial in complete]
    assert [kind.ticktext[k] for k in kind.values] == [t.params["kind"] for t in complete]
    assert 10 ** np.array(lr.values) == pytest.approx([t.params["lr"] for t in complete])


def test_parallel_coordinate_of_branches_takes_trials_that_have_all():
    study = bayesopt.create_study(seed=1)

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        return x + (trial.suggest_float("y", 0, 1) if trial.number % 2 else 0)

    study.optimize(objective, n_trials=6)
    assert len(vis.plot_parallel_coordinate(study).data[0].dimensions[0]["values"]) == 3
    assert len(vis.plot_parallel_coordinate(study, ["x"]).data[0].dimensions[0]["values"]) == 6


def test_intermediate_values(study):
    figure = vis.plot_intermediate_values(study)
    assert [trace.name for trace in figure.data] == [f"Trial{k}" for k in range(8)]
    for trace, trial in zip(figure.data, study.trials, strict=True):
        assert dict(zip(trace.x, trace.y, strict=True)) == trial.intermediate_values
    grey = [trace.marker.color is not None for trace in figure.data]
    assert grey == [not trial.feasible for trial in study.trials]


def test_intermediate_values_of_several_objectives():
    study = bayesopt.create_study(directions=["minimize", "maximize"])
    trial = study.ask()
    trial.report((1.0, 2.0), step=3)
    lines = vis.plot_intermediate_values(study).data
    assert [(line.x, *line.y) for line in lines] == [((3,), 1.0), ((3,), 2.0)]


def test_edf(study, complete, made):
    (line,) = vis.plot_edf(study).data
    values = numbered(complete, ABLE, lambda t: t.value)
    for value in values:
        share = sum(other <= value for other in values) / len(values)
        assert line.y[[*line.x].index(value)] == pytest.approx(share)
    assert len(vis.plot_edf([study, made(3)], target=lambda t: t.number).data) == 2


def several(n=2):
    study = bayesopt.create_study(directions=["minimize", "maximize", "minimize"][:n])
    for row in [(1.0, 1.0, 0.0), (2.0, 3.0, 0.0), (2.0, 2.0, 0.0), (3.0, 3.0, 0.0)]:
        study.add_trial(bayesopt.create_trial(values=row[:n]))
    study.add_trial(bayesopt.create_trial(values=(0.0, 9.0, 0.0)[:n], constraints={"c": 1.0}))
    return study


def test_pareto_front():
    infeasible, other, best = vis.plot_pareto_front(several()).data
    assert [*zip(best.x, best.y, strict=True)] == [(1.0, 1.0), (2.0, 3.0)]
    assert [*zip(other.x, other.y, strict=True)] == [(2.0, 2.0), (3.0, 3.0)]
    assert [*zip(infeasible.x, infeasible.y, strict=True)] == [(0.0, 9.0)]
    (alone,) = vis.plot_pareto_front(several(), include_dominated_trials=False).data
    assert [*alone.x] == [*best.x]


def test_pareto_front_of_three():
    figure = vis.plot_pareto_front(several(3), target_names=["a", "b", "c"])
    assert {trace.type for trace in figure.data} == {"scatter3d"}
    assert figure.layout.scene.zaxis.title.text == "c"


def test_pareto_front_of_some(study):
    with pytest.raises(ValueError, match="two or three can be drawn"):
        vis.plot_pareto_front(study)
    with pytest.raises(ValueError, match="1 names for 2"):
        vis.plot_pareto_front(several(), target_names=["a"])
    three = several(3)
    figure = vis.plot_pareto_front(three, targets=lambda t: t.values[1:])
    assert [*figure.data[-1].x] == [1.0, 3.0]
    assert figure.layout.yaxis.title.text == "Objective 1"


def test_ranks():
    np.testing.assert_allclose(shares(np.array([10.0, -5.0, 10.0, 1e9])), [0.5, 0, 0.5, 1])
    assert [*shares(np.array([3.0]))] == [0.0]


def test_rank(study, complete):
    able, other = vis.plot_rank(study, ["lr", "kind"]).data
    values = np.array(numbered(complete, ABLE, lambda t: t.value))
    assert [*able.x] == numbered(complete, ABLE, lambda t: t.params["lr"])
    assert [*np.argsort(able.marker.color)] == [*np.argsort(values)]
    assert [*other.y] == [study.trials[4].params["kind"]]
    assert "kind: 'b'" in "".join(able.hovertext)


def test_timeline(study):
    running = study.ask()
    figure = vis.plot_timeline(study)
    assert {trace.name: [*trace.y] for trace in figure.data} == {
        "RUNNING": [running.number],
        "COMPLETE": [*ABLE],
        "INFEASIBLE": [4],
        "PRUNED": [3],
    }
    pruned = figure.data[-1]
    assert [*pruned.x] == [pytest.approx(study.trials[3].duration.total_seconds() * 1e3)]
    assert [*pruned.base] == [str(study.trials[3].datetime_start)]
    recent = vis.plot_timeline(study, n_recent_trials=2).data
    assert sorted(number for trace in recent for number in trace.y) == [7, 8]
    with pytest.raises(ValueError, match="at least 1"):
        vis.plot_timeline(study, n_recent_trials=0)
