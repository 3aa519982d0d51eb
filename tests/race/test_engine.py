"""The race makes what is missing, keeps it, and outlives what goes wrong in a run."""

import json
import math
import os
from typing import ClassVar

import numpy as np
import pytest

from bayesopt import create_study
from bayesopt.errors import InvalidParameter, TrialPruned
from bayesopt.race import Condition, Objective, Problem, Start, StudyContestant, entrant, race
from bayesopt.race.runs import RunFile
from bayesopt.samplers import QMCSampler, RandomSampler, Sampler
from bayesopt.space import Categorical, Float, Int, Space

UNIT = Space({"x": Float(0.0, 1.0)})


def bowl(params):
    return (params["x"] - 0.3) ** 2


BOWL = Problem("bowl", UNIT, bowl, 0.0)


class Halver:
    """A peer with no more than the two methods."""

    packages = ("numpy",)

    def enter(self, start):
        assert start.space == UNIT and start.evaluations == 3
        self.told = []
        return self

    def ask(self):
        return {"x": 0.5 ** len(self.told)}

    def tell(self, params, value):
        self.told.append((params, value))


class Deadly(Sampler):
    """Takes its process down."""

    def suggest(self, space, history, rng):
        os._exit(7)


def keys(results):
    return sorted((run.problem, run.sampler, run.seed) for run in results.runs)


def test_values_are_those_of_a_study_with_that_seed():
    results = race([BOWL], ["random"], evaluations=3, seeds=[4])
    study = create_study(space=UNIT, sampler=RandomSampler(), seed=4)
    study.optimize(lambda trial: bowl(trial.params), 3)
    assert results.runs[0].values == tuple(trial.value for trial in study.trials)
    assert len(results.runs[0].ask_seconds) == len(results.runs[0].evaluation_seconds) == 3
    assert results.runs[0].versions.keys() >= {"bayesopt", "numpy", "scipy", "python"}


def test_runs_are_kept_and_not_made_again(tmp_path):
    race([BOWL], ["random"], evaluations=3, seeds=2, out=tmp_path)
    before = (tmp_path / "runs.jsonl").read_text()
    results = race([BOWL], ["random", "sobol"], evaluations=3, seeds=3, out=tmp_path)
    after = (tmp_path / "runs.jsonl").read_text()
    assert after.startswith(before) and len(after.splitlines()) == 6
    assert keys(results) == [("bowl", name, k) for name in ("random", "sobol") for k in range(3)]


def test_a_torn_run_is_made_again(tmp_path):
    whole = race([BOWL], ["random"], evaluations=3, seeds=3, out=tmp_path)
    path = tmp_path / "runs.jsonl"
    path.write_text(path.read_text()[:-20])
    again = race([BOWL], ["random"], evaluations=3, seeds=3, out=tmp_path)
    assert [run.values for run in again.runs] == [run.values for run in whole.runs]
    assert all(json.loads(line) for line in path.read_text().splitlines())


def test_another_budget_is_another_run(tmp_path):
    race([BOWL], ["grid"], evaluations=3, seeds=1, out=tmp_path)
    results = race([BOWL], ["grid"], evaluations=5, seeds=1, out=tmp_path)
    assert len(results.regrets("bowl", "grid")[0]) == 5
    assert len(RunFile(tmp_path / "runs.jsonl").read()) == 2


def test_an_interruption_keeps_what_has_ended(tmp_path):
    seen = []

    def interrupted(params):
        seen.append(params)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return bowl(params)

    stopped = Problem("bowl", UNIT, interrupted, 0.0)
    with pytest.raises(KeyboardInterrupt):
        race([stopped], ["random"], evaluations=2, seeds=4, out=tmp_path)
    assert [run.seed for run in RunFile(tmp_path / "runs.jsonl").read()] == [0, 1]
    results = race([stopped], ["random"], evaluations=2, seeds=4, out=tmp_path)
    assert [run.seed for run in results.runs] == [0, 1, 2, 3]
    assert len(seen) == 5 + 4


def test_errors_are_kept_reported_and_tried_again(tmp_path):
    broken = True

    def moody(params):
        if broken:
            raise RuntimeError("boom")
        return bowl(params)

    problem = Problem("bowl", UNIT, moody, 0.0)
    failed = race([problem], ["random"], evaluations=2, seeds=2, out=tmp_path)
    assert [run.reason for run in failed.failures] == ["RuntimeError: boom"] * 2
    broken = False
    assert race([problem], ["random"], evaluations=2, seeds=2, out=tmp_path).failures == []


def test_samplers_of_a_user_and_other_optimisers():
    entrants = {"mine": RandomSampler, "sobol": "sobol", "peer": Halver()}
    results = race([BOWL], entrants, evaluations=3, seeds=1)
    assert results.samplers == ("mine", "sobol", "peer")
    assert results.finished("bowl", "peer")[0].values == tuple(
        bowl({"x": x}) for x in (1.0, 0.5, 0.25)
    )


def test_objectives_define_their_parameters_as_they_run():
    def conditional(trial):
        if trial.suggest_categorical("kind", ["a", "b"]) == "a":
            return trial.suggest_float("x", 0, 1)
        return 1 + trial.suggest_int("k", 1, 3)

    results = race([Objective("mine", conditional)], ["random", "gp"], evaluations=8, seeds=2)
    assert results.failures == []
    best = min(min(run.values) for run in results.runs)
    assert results.optimum("mine") == (best, False)


def test_a_peer_cannot_run_what_defines_itself():
    class Blind:
        packages = ()

        def enter(self, start):
            return self

        def ask(self):
            return {}

    objective = Objective("mine", lambda trial: trial.suggest_float("x", 0, 1))
    results = race([objective], {"peer": Blind()}, evaluations=3, seeds=1)
    assert "declare a Problem" in results.failures[0].reason


def test_failed_and_pruned_evaluations_are_told_as_failures():
    def patchy(trial):
        x = trial.suggest_float("x", 0, 1)
        if trial.number == 0:
            return math.nan
        if trial.number == 1:
            raise TrialPruned
        return x

    (run,) = race([Objective("mine", patchy)], ["gp"], evaluations=4, seeds=1).runs
    assert np.isnan(run.values).tolist() == [True, True, False, False]


def test_an_evaluation_that_raises_is_told_as_a_failure():
    def half(params):
        if params["x"] > 0.4:
            raise ValueError("out of range")
        return bowl(params)

    peer = Halver()
    for noise in (0.0, 0.1):
        problem = Problem("half", UNIT, half, 0.0, noise=noise)
        (run,) = race([problem], {"peer": peer}, evaluations=3, seeds=1).runs
        assert run.error is None
        assert np.isnan(run.values).tolist() == [True, True, False]
        assert np.isnan([value for _, value in peer.told]).tolist() == [True, True, False]
        assert run.regrets(0.0).tolist() == pytest.approx([math.inf, math.inf, 0.0025])


def test_what_is_maximised_is_told_upside_down():
    hill = Problem("hill", UNIT, lambda params: -bowl(params), 0.0, maximize=True)
    peer = Halver()
    (run,) = race([hill], {"peer": peer}, evaluations=3, seeds=1).runs
    assert [value for _, value in peer.told] == [-value for value in run.values]
    assert run.regrets(0.0).tolist() == pytest.approx([0.49, 0.04, 0.0025])


def test_a_finite_space_ends_the_run():
    few = Problem("few", Space({"k": Int(1, 3)}), lambda params: params["k"], 1.0)
    results = race([few], ["grid"], evaluations=6, seeds=1)
    assert sorted(results.runs[0].values) == [1, 2, 3]
    assert results.regrets("few", "grid")[0, 2:].tolist() == [0.0] * 4


def test_noise_is_the_same_for_all_samplers():
    noisy = Problem("noisy", UNIT, bowl, 0.0, noise=0.1)
    entrants = {"a": "random", "b": QMCSampler}
    runs = race([noisy], entrants, evaluations=4, seeds=1).runs
    noise = [np.subtract(run.values, run.truths) for run in runs]
    np.testing.assert_allclose(noise[0], noise[1], atol=1e-12)
    assert np.all(noise[0] != 0)


def test_other_processes_give_the_same_numbers_and_may_die():
    entrants = {"random": "random", "deadly": Deadly}
    results = race(["branin"], entrants, evaluations=3, seeds=2, jobs=2)
    here = race(["branin"], ["random"], evaluations=3, seeds=2)
    assert [run.values for run in results.finished("branin", "random")] == [
        run.values for run in here.runs
    ]
    assert {run.reason for run in results.failures} == {"the process ended with exit code 7"}


def test_what_cannot_travel_is_refused_with_advice():
    local = Problem("local", UNIT, lambda params: 0.0)
    with pytest.raises(InvalidParameter, match="jobs=0"):
        race([local], ["random"], evaluations=2, seeds=1, jobs=1)


@pytest.mark.parametrize(
    ("problems", "samplers", "arguments"),
    [
        ([], ["random"], {}),
        (["branin"], [], {}),
        (["branin"], ["random"], {"seeds": 0}),
        (["branin"], ["random"], {"evaluations": 0}),
        (["branin"], ["random"], {"jobs": -1}),
        (["branin", "branin"], ["random"], {}),
        (["branin"], ["random", "random"], {}),
    ],
)
def test_bad_arguments(problems, samplers, arguments):
    with pytest.raises(InvalidParameter):
        race(problems, samplers, **arguments)


def test_study_contestant_is_the_loop():
    contestant = StudyContestant(create_study(space=UNIT, sampler=RandomSampler(), seed=0))
    params = contestant.ask()
    contestant.tell(params, math.nan)
    contestant.tell(contestant.ask(), 2.0)
    assert [trial.value for trial in contestant._study.trials] == [None, 2.0]


TREE = Problem(
    "tree",
    Space(
        {
            "kind": Categorical(["deep", "flat"]),
            "depth": Int(1, 8),
            "width": Float(0.0, 1.0),
            "thin": Float(0.0, 1.0),
        }
    ),
    lambda params: float(len(params)),
    conditions={
        "depth": Condition("kind", ("deep",)),
        "width": Condition("kind", ("flat",)),
        "thin": Condition("depth", (1, 2)),
    },
)


@pytest.mark.parametrize("name", ["random", "tpe", "gp"])
def test_only_parameters_that_exist_are_suggested(name):
    contestant = entrant(name).enter(Start(TREE.space, 0, 25, TREE.conditions))
    met = set()
    for _ in range(25):
        params = contestant.ask()
        below = {"width"} if params["kind"] == "flat" else {"depth"}
        below |= {"thin"} if params.get("depth", 8) <= 2 else set()
        assert params.keys() == {"kind"} | below
        met |= params.keys()
        contestant.tell(params, float(len(params)))
    assert met == set(TREE.space)


def test_conditions_reach_the_contestant():
    results = race([TREE], ["random"], evaluations=30, seeds=1)
    assert {1.0 + 1, 1.0 + 2} == set(results.runs[0].values)


class Faraway:
    """Says itself how long it thought and what it is made of."""

    packages = ()
    versions: ClassVar = {"faraway": "7"}
    seconds = 0.0

    def enter(self, start):
        return self

    def ask(self):
        return {"x": 0.5}

    def tell(self, params, value):
        self.seconds += 1.5


def test_a_distant_contestant_times_and_names_itself():
    (run,) = race([BOWL], {"faraway": Faraway()}, evaluations=2, seeds=1).runs
    assert run.ask_seconds == (1.5, 3.0)
    assert run.versions["faraway"] == "7"
