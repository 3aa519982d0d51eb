import numpy as np
import pytest

from bayesopt import create_study, plots
from bayesopt.samplers import RandomSampler


def test_best_so_far_goes_the_right_way():
    values = [[3.0, 1.0, 2.0], [1.0, 5.0, 0.0]]
    assert plots.best_so_far(values).tolist() == [[3, 1, 1], [1, 1, 0]]
    assert plots.best_so_far(values, maximize=True).tolist() == [[3, 3, 3], [1, 5, 5]]


def test_progress_is_the_mean_with_its_standard_error(ax):
    best = np.array([[4.0, 2.0], [2.0, 2.0], [3.0, 2.0], [3.0, 2.0]])
    assert plots.plot_progress(best, label="EI", ax=ax) is ax
    assert ax.lines[0].get_xydata().tolist() == [[1, 3], [2, 2]]
    (band,) = ax.collections
    at_first = [y for x, y in band.get_paths()[0].vertices if x == 1]
    error = np.sqrt(0.5) / 2  # std of 4, 2, 3, 3 over the root of four runs
    assert (min(at_first), max(at_first)) == pytest.approx((3 - error, 3 + error))


def test_one_run_has_no_band(ax):
    plots.plot_progress([3.0, 2.0, 2.0], label="EI", ax=ax)
    assert len(ax.lines) == 1 and not ax.collections


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_history_of_a_study(ax, direction):
    study = create_study(direction=direction, sampler=RandomSampler(seed=3))
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=6)
    assert plots.plot_optimization_history(study, target_name="loss", ax=ax) is ax
    dots, best = ax.lines
    assert dots.get_ydata().tolist() == [trial.value for trial in study.trials]
    assert best.get_ydata()[-1] == study.best_value
    assert ax.get_ylabel() == "loss"


def test_history_counts_only_what_is_feasible_among_the_best(ax):
    study = create_study(sampler=RandomSampler(seed=1))

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        trial.set_constraint("c", 0.5 - x)
        return x

    study.optimize(objective, n_trials=20)
    plots.plot_optimization_history(study, ax=ax)
    kept, broken, best = ax.lines
    assert [line.get_label() for line in ax.lines] == ["trial", "infeasible", "best so far"]
    assert min(kept.get_ydata()) >= 0.5 > max(broken.get_ydata())
    assert best.get_ydata()[-1] == study.best_value
    assert np.isnan(best.get_ydata()[0]) == (not study.trials[0].feasible)


def test_history_without_trials_is_empty(ax):
    plots.plot_optimization_history(create_study(sampler=RandomSampler()), ax=ax)
    assert [len(line.get_xdata()) for line in ax.lines] == [0]


def test_history_of_several_objectives_is_refused(ax):
    study = create_study(directions=["minimize", "maximize"], sampler=RandomSampler())
    with pytest.raises(RuntimeError, match="2 objectives"):
        plots.plot_optimization_history(study, ax=ax)
