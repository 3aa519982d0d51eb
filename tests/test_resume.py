"""A study that is stopped and resumed goes on as if it had never been stopped."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

import pytest

from bayesopt import TrialPruned, create_study
from bayesopt.pruners import HyperbandPruner, MedianPruner
from bayesopt.replay import Verdict
from bayesopt.samplers import (
    ActiveLearningSampler,
    AnnealSampler,
    AutoSampler,
    BOHBSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    PartialFixedSampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
)
from bayesopt.samplers.tpe import HYPEROPT
from bayesopt.settings import settings
from bayesopt.storages import InMemoryStorage
from bayesopt.studies import copy_study, load_study

HALF, ALL = 15, 30
Process = get_context("spawn").Process
PRUNER = HyperbandPruner


def several_kinds(trial):
    x = trial.suggest_float("x", -5, 10)
    rate = trial.suggest_float("rate", 1e-6, 1, log=True)
    label = trial.suggest_categorical("label", ["a", "b", None])
    loss = (x - 1) ** 2 + (math.log(rate) + 5) ** 2 + trial.suggest_int("k", 1, 7)
    return loss + (label == "a")


def conditional(trial):
    """Branches, a range that grows, constraints, and trials that are pruned or fail."""
    x = trial.suggest_float("x", -5, 10)
    label = trial.suggest_categorical("label", ["a", "b", None])
    loss = (x - 1) ** 2
    if label == "a":
        loss += trial.suggest_float("rate", 1e-6, 1, log=True)
    elif label == "b":
        loss += trial.suggest_int("k", 1, 7 + trial.number // 10)
    for step in range(1, 10):
        trial.report(loss + 10 / step, step)
        if trial.should_prune():
            raise TrialPruned
    trial.set_constraint("x", x - 5)
    return math.nan if trial.number % 7 == 3 else loss


def two_values(trial):
    x, k = trial.suggest_float("x", -5, 10), trial.suggest_int("k", 1, 7)
    return math.nan if trial.number % 7 == 3 else ((x - 1) ** 2, (x + 1) ** 2 + k)


def gridded(trial):
    return trial.suggest_int("k", 1, 7) + trial.suggest_float("x", 0, 1)


@dataclass(frozen=True)
class Task:
    objective: Callable[[Any], Any]
    directions: tuple[str, ...] = ("minimize",)


TASKS = {
    "several kinds": Task(several_kinds),
    "conditional": Task(conditional),
    "two values": Task(two_values, ("minimize", "maximize")),
    "on a grid": Task(gridded),
}
GRID = {"k": [*range(1, 8)], "x": [0.0, 0.25, 0.5, 0.75, 1.0]}
SAMPLERS = {
    "auto": AutoSampler,
    "random": RandomSampler,
    "anneal": AnnealSampler,
    "sobol": QMCSampler,
    "sobol, not scrambled": partial(QMCSampler, scramble=False),
    "halton": partial(QMCSampler, qmc_type="halton"),
    "latin hypercube": partial(QMCSampler, qmc_type="lhs", n_points=20),
    "fixed": lambda: PartialFixedSampler({"x": 3.0}, GPSampler()),
    "gp": GPSampler,
    "cma-es": CmaEsSampler,
    "cma-es with pruned trials": partial(
        CmaEsSampler, x0={"x": 2.0}, consider_pruned_trials=True, use_separable_cma=True
    ),
    "nsga-ii": partial(NSGAIISampler, population_size=6),
    "active learning": ActiveLearningSampler,
    "tpe": TPESampler,
    "independent tpe": partial(TPESampler, multivariate=False),
    "grouped tpe": partial(TPESampler, multivariate=True, group=True),
    "hyperopt's tpe": partial(TPESampler, recipe=HYPEROPT),
    "bohb": lambda: BOHBSampler(TPESampler(n_startup_trials=2), PRUNER()),
    "bohb over gp": lambda: BOHBSampler(GPSampler(n_startup_trials=2), PRUNER()),
}
CASES = [
    *(
        (name, make, task)
        for name, make in SAMPLERS.items()
        for task in TASKS
        if task != "on a grid" and not (task == "two values" and "cma-es" in name)
    ),
    ("grid", partial(GridSampler, GRID), "on a grid"),
]


def in_place(storage):
    """The same storage, as a new process would open it."""
    return storage


def copied(storage):
    """A storage with a copy of the study."""
    other = InMemoryStorage()
    copy_study(from_study_name="s", from_storage=storage, to_storage=other)
    return other


WAYS = {"in place": in_place, "copied": copied}
FILED = (
    "auto",
    "gp",
    "nsga-ii",
    "grouped tpe",
    "hyperopt's tpe",
    "bohb",
    "sobol",
    "anneal",
    "random",
)


def begun(make, task, storage):
    return create_study(
        study_name="s",
        storage=storage,
        sampler=make(),
        pruner=PRUNER(),
        directions=task.directions,
        seed=7,
    )


def resumed(make, storage):
    return load_study(study_name="s", storage=storage, sampler=make(), pruner=PRUNER())


def facts(study):
    """All that samplers go by, to the last bit: `repr` of a float is exact."""
    return [
        repr((trial.params, trial.distributions, trial.values, trial.state, trial.notes))
        for trial in study.trials
    ]


@cache
def uninterrupted(make, task):
    task = TASKS[task]
    study = begun(make, task, InMemoryStorage())
    study.optimize(task.objective, n_trials=ALL)
    return study


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("make", "task"),
    [(make, task) for _, make, task in CASES],
    ids=[f"{n}, {t}" for n, _, t in CASES],
)
def test_a_resumed_study_is_an_uninterrupted_one(make, task, way):
    whole, task, storage = uninterrupted(make, task), TASKS[task], InMemoryStorage()
    begun(make, task, storage).optimize(task.objective, n_trials=HALF)
    parts = resumed(make, way(storage))
    parts.optimize(task.objective, n_trials=ALL - HALF)
    assert len(whole.trials) == ALL
    assert facts(parts) == facts(whole)
    assert parts.replay().count(Verdict.SAME) == ALL, str(parts.replay())


def out_of_turn(study, objective, running, n):
    """Ask for `n` trials with four running at once, that finish in an order of their own."""
    for _ in range(n):
        trial = study.ask()
        running.append((trial.number, objective(trial)))
        if len(running) == 4:
            study.tell(*running.pop(trial.number**2 % 4))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS.keys())
def test_neither_running_trials_nor_the_order_of_finishing_are_lost(make, way):
    task, running = TASKS["several kinds"], []
    whole = begun(make, task, InMemoryStorage())
    out_of_turn(whole, task.objective, running, ALL)
    storage, running = InMemoryStorage(), []
    out_of_turn(begun(make, task, storage), task.objective, running, HALF)
    parts = resumed(make, way(storage))
    out_of_turn(parts, task.objective, running, ALL - HALF)
    assert facts(parts) == facts(whole)
    assert parts.replay().count(Verdict.SAME) == ALL, str(parts.replay())


def first_half(path, name, task):
    """What another process does: the first half of a study in a file."""
    study = begun(SAMPLERS[name], TASKS[task], path)
    study.optimize(TASKS[task].objective, n_trials=HALF)


@pytest.mark.parametrize("task", ["conditional", "two values"])
@pytest.mark.parametrize("name", FILED)
def test_another_process_goes_on_with_a_file(name, task, tmp_path):
    path = str(tmp_path / "study.db")
    other = Process(target=first_half, args=(path, name, task))
    other.start()
    other.join()
    parts = resumed(SAMPLERS[name], path)
    parts.optimize(TASKS[task].objective, n_trials=ALL - HALF)
    assert facts(parts) == facts(uninterrupted(SAMPLERS[name], task))
    assert parts.replay().count(Verdict.SAME) == ALL, str(parts.replay())


def test_a_resumed_study_has_its_sampler_and_pruner_again():
    storage = InMemoryStorage()
    begun(partial(TPESampler, n_startup_trials=3), TASKS["several kinds"], storage).optimize(
        several_kinds, n_trials=4
    )
    study = load_study(study_name="s", storage=storage)
    assert settings(study.sampler) == settings(TPESampler(n_startup_trials=3))
    assert settings(study.pruner) == settings(PRUNER())


def test_other_settings_are_named_in_one_line():
    storage = InMemoryStorage()
    begun(TPESampler, TASKS["several kinds"], storage).optimize(several_kinds, n_trials=4)
    with pytest.warns(UserWarning) as found:
        load_study(
            study_name="s",
            storage=storage,
            sampler=TPESampler(n_startup_trials=3),
            pruner=MedianPruner(),
        )
    assert [str(warning.message) for warning in found] == [
        "study 's' goes on with other settings, and not as it would have: "
        "sampler.n_startup_trials is 3, was 10; pruner is MedianPruner, was HyperbandPruner"
    ]


def test_the_same_settings_are_no_news(recwarn):
    storage = InMemoryStorage()
    begun(TPESampler, TASKS["several kinds"], storage).optimize(several_kinds, n_trials=4)
    resumed(TPESampler, storage)
    assert not recwarn
