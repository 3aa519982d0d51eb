"""What holds for every plot."""

import json

import pytest

import bayesopt
from bayesopt import visualization
from bayesopt.errors import BayesoptError
from bayesopt.importance import get_param_importances
from bayesopt.samplers import RandomSampler

plotly = pytest.importorskip("plotly.graph_objects", reason="pip install bayesopt[plotly]")

PLOTS = [getattr(visualization, n) for n in visualization.__all__ if n.startswith("plot_")]
WITH_TARGET = [p for p in PLOTS if "target" in (p.__kwdefaults__ or {})]
WITH_PARAMS = [p for p in PLOTS if "params" in p.__annotations__]
EVIL = "<script>alert(1)</script><a href='javascript:alert(1)'>%{x}</a>&lt;b&gt;"


def texts(node):
    """All text in a figure's data and layout."""
    if isinstance(node, dict):
        node = [*node.keys(), *node.values()]
    if isinstance(node, list):
        return [text for inner in node for text in texts(inner)]
    return [node] if isinstance(node, str) else []


def content(figure):
    plain = json.loads(figure.to_json())
    plain["layout"].pop("template", None)
    return plain


def two_objectives():
    study = bayesopt.create_study(
        directions=["minimize", "minimize"], sampler=RandomSampler(seed=1)
    )
    study.optimize(
        lambda trial: (trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)), n_trials=5
    )
    return study


@pytest.mark.parametrize("plot", PLOTS)
def test_a_figure_comes_out_and_the_study_stays(plot, made):
    study = two_objectives() if "pareto" in plot.__name__ else made()
    before = study.trials
    figure = plot(study)
    assert isinstance(figure, plotly.Figure)
    assert figure.data and figure.layout.title.text
    assert study.trials == before


@pytest.mark.parametrize("plot", [*PLOTS, get_param_importances])
@pytest.mark.parametrize("given", ["abc", None, 3])
def test_what_is_no_study_is_named(plot, given):
    with pytest.raises(TypeError, match=f"study = {given!r} is no Study; pass what create_study"):
        plot(given)


@pytest.mark.parametrize("plot", PLOTS)
def test_an_empty_study_gives_an_empty_figure_and_a_warning(plot):
    directions = ["minimize"] * (2 if "pareto" in plot.__name__ else 1)
    with pytest.warns(UserWarning, match="empty"):
        figure = plot(bayesopt.create_study(directions=directions))
    assert isinstance(figure, plotly.Figure)
    assert len(figure.data) == 0


@pytest.mark.parametrize("plot", WITH_TARGET)
def test_several_objectives_need_a_target(plot):
    study = two_objectives()
    if plot is visualization.plot_param_importances:  # knows what is best of several
        assert plot(study).data
    else:
        with pytest.raises(ValueError, match="target="):
            plot(study)
    figure = plot(study, target=lambda trial: trial.values[0], target_name="first")
    assert figure.data
    assert any("first" in text for text in texts(content(figure)))


@pytest.mark.parametrize("plot", WITH_PARAMS)
def test_parameters_that_nobody_has(plot, study):
    with pytest.raises(ValueError, match=r"\['nothing'\]"):
        plot(study, params=["lr", "nothing"])


@pytest.mark.parametrize("plot", PLOTS)
def test_names_are_text_and_never_tags(plot):
    study = bayesopt.create_study(
        directions=["minimize"] * (2 if "pareto" in plot.__name__ else 1),
        study_name=EVIL,
        sampler=RandomSampler(seed=1),
    )

    def objective(trial):
        x = trial.suggest_float(EVIL, 0, 1)
        trial.suggest_float("half \ud800", 0, 1)
        trial.suggest_categorical("choice", [EVIL, "b"])
        trial.set_user_attr(EVIL, EVIL)
        if len(study.directions) == 1:
            trial.report(x, 0)
        return [x] * len(study.directions)

    study.optimize(objective, n_trials=30)
    if len(study.directions) > 1:
        study.set_metric_names([EVIL, "b"])
    named = {"target": lambda trial: trial.number, "target_name": EVIL}
    for figure in (plot(study), *([plot(study, **named)] if plot in WITH_TARGET else [])):
        for text in texts(content(figure)):
            kept = text.replace("<br>", "").replace("<extra></extra>", "")
            assert "<" not in kept, text
        assert "<script>alert" not in figure.to_html(include_plotlyjs=False)


@pytest.mark.parametrize("name", visualization.__all__)
def test_each_name_has_its_arguments_said(name):
    assert getattr(visualization, name).__doc__


def test_without_plotly_the_error_says_how_to_get_it(monkeypatch, study):
    monkeypatch.setattr("bayesopt.visualization.figures.find_spec", lambda name: None)
    assert not visualization.is_available()
    for plot in PLOTS:
        if "pareto" not in plot.__name__:
            with pytest.raises(ImportError, match=r"pip install bayesopt\[plotly\]") as raised:
                plot(study)
            assert not isinstance(raised.value, BayesoptError)
