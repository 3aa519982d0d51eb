"""What plots draw, before it is drawn."""

import math

import numpy as np
import pytest

import bayesopt
from bayesopt.visualization.gathered import gathered, running_best, texts


def test_only_complete_trials_with_their_values(study, complete):
    points = gathered(study, None)
    assert points.numbers == [0, 1, 2, 4, 5, 6, 7]
    assert [*points.values] == [trial.value for trial in complete]
    assert [*points.feasible] == [True, True, True, False, True, True, True]


@pytest.mark.parametrize(("direction", "extreme"), [("minimize", min), ("maximize", max)])
def test_the_best_so_far_goes_the_study_s_way_and_is_feasible(made, direction, extreme):
    points = gathered(made(direction=direction), None)
    able = [v if f else None for v, f in zip(points.values, points.feasible, strict=True)]
    expected = [extreme(v for v in able[: k + 1] if v is not None) for k in range(len(able))]
    assert [*running_best(points)] == expected


def test_axes_are_by_name_or_as_asked_for(study):
    points = gathered(study, None)
    assert [axis.name for axis in points.axes(None)] == ["depth", "kind", "lr"]
    assert [axis.name for axis in points.axes(["lr", "depth"])] == ["lr", "depth"]
    assert [axis.layout["type"] for axis in points.axes(None)] == ["linear", "category", "log"]
    with pytest.raises(ValueError, match=r"\['nothing'\]; known are \['depth', 'kind', 'lr'\]"):
        points.axes(["lr", "nothing"])
    with pytest.raises(TypeError, match=r"pass \['lr'\]"):
        points.axes("lr")


def test_values_that_are_no_number_are_left_out(study):
    infinite = bayesopt.create_trial(value=math.inf)
    study.add_trial(infinite)
    with pytest.warns(UserWarning, match="1 trials of study"):
        points = gathered(study, None)
    assert np.isfinite(points.values).all() and len(points.trials) == 7


def test_several_objectives_need_a_target():
    study = bayesopt.create_study(directions=["minimize", "maximize"])
    study.add_trial(bayesopt.create_trial(values=[1.0, 2.0]))
    with pytest.raises(ValueError, match=r"2 objectives.*target=lambda trial: trial\.values\[0\]"):
        gathered(study, None)
    assert [*gathered(study, lambda trial: trial.values[1]).values] == [2.0]


def test_choices_that_look_the_same_are_told_apart():
    assert texts(["a", 1, None]) == ["a", "1", "None"]
    assert texts([1, "1"]) == ["1 (choice 0)", "'1' (choice 1)"]


def test_choices_added_on_the_way_are_all_there(study):
    more = bayesopt.Categorical(["a", "b", "c"])
    study.add_trial(
        bayesopt.create_trial(value=1.0, params={"kind": "c"}, distributions={"kind": more})
    )
    (axis,) = gathered(study, None).axes(["kind"])
    assert [*axis.choices.values()] == ["a", "b", "c"]
