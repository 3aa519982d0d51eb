"""What each plot draws of a small study."""

import numpy as np
import pytest

import bayesopt
from bayesopt import visualization as vis
from bayesopt.importance import get_param_importances
from bayesopt.visualization.contour import means


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
