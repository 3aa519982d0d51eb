"""Neural surrogates of exhaustive tuning runs: YAHPO Gym, read from a folder by onnxruntime.

The folder is a copy of github.com/slds-lmu/yahpo_data, or of these three scenarios of it.
Source: Pfisterer, Schneider, Moosbauer, Binder and Bischl 2022, YAHPO Gym.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from bayesopt.race import Problem
from bayesopt.space import Categorical, Float, Int, Param, Space
from benchmarks.peers.problems.case import Family
from benchmarks.peers.problems.packages import imported


@dataclass(frozen=True)
class Scenario:
    """How one file is to be read.

    numbers, choices : inputs in order; those in `fixed` are given, the others are tuned.
    task : the name of the input that says which task it is. output : which number to take.
    scale : what makes an error of it, as offset and factor.
    development, report : tasks of either set.
    """

    numbers: tuple[str, ...]
    choices: tuple[str, ...]
    fixed: tuple[tuple[str, float], ...]
    task: str
    output: int
    scale: tuple[float, float]
    development: tuple[int, ...]
    report: tuple[int, ...]


SCENARIOS = {
    "rbv2_rpart": Scenario(
        ("cp", "maxdepth", "minbucket", "minsplit", "trainsize", "repl"),
        ("task_id", "num.impute.selected.cpo"),
        (("trainsize", 1.0), ("repl", 10.0)),
        "task_id",
        0,
        (1.0, -1.0),
        (14, 1053, 4538),
        (40499, 1475, 41212),
    ),
    "iaml_glmnet": Scenario(
        ("alpha", "s", "trainsize"),
        ("task_id",),
        (("trainsize", 1.0),),
        "task_id",
        0,
        (0.0, 1.0),
        (40981, 1489),
        (41146, 1067),
    ),
    "lcbench": Scenario(
        (
            "epoch",
            "batch_size",
            "learning_rate",
            "momentum",
            "weight_decay",
            "num_layers",
            "max_units",
            "max_dropout",
        ),
        ("OpenML_task_id",),
        (("epoch", 52.0),),
        "OpenML_task_id",
        1,
        (1.0, -0.01),
        (3945, 34539, 126026, 167104),
        (7593, 126025, 146212, 167149),
    ),
}


@cache
def _model(folder: Path) -> Any:
    onnxruntime = imported("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(folder / "model.onnx")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def _codes(folder: Path) -> dict[str, dict[str, int]]:
    codes: dict[str, dict[str, int]] = json.loads((folder / "encoding.json").read_text())
    return codes


@dataclass(frozen=True)
class Surrogate:
    """The error of one task."""

    scenario: str
    folder: Path
    task: int

    def __call__(self, params: Mapping[str, Any]) -> float:
        read = SCENARIOS[self.scenario]
        given: dict[str, Any] = {**dict(read.fixed), **params, read.task: str(self.task)}
        codes = _codes(self.folder)
        inputs = {
            "x_cont": np.array([[given[name] for name in read.numbers]], dtype=np.float32),
            "x_cat": np.array([[codes[n][given[n]] for n in read.choices]], dtype=np.int32),
        }
        (outputs,) = _model(self.folder).run(None, inputs)
        offset, factor = read.scale
        return offset + factor * float(outputs[0, read.output])


def _param(row: Mapping[str, Any]) -> Param:
    if row["type"] == "categorical":
        return Categorical(row["choices"])
    if row["type"] == "uniform_int":
        return Int(row["lower"], row["upper"], log=row["log"])
    return Float(row["lower"], row["upper"], log=row["log"])


def surrogate(scenario: str, task: int, root: Path) -> Problem:
    """One task of a scenario; nobody knows its optimum."""
    folder, read = root / scenario, SCENARIOS[scenario]
    rows = json.loads((folder / "config_space.json").read_text())["hyperparameters"]
    given = {name for name, _ in read.fixed} | {read.task}
    space = Space({row["name"]: _param(row) for row in rows if row["name"] not in given})
    return Problem(f"{scenario}-{task}", space, Surrogate(scenario, folder, task))


def _any_instance(problem: Problem, instance: int) -> Problem:
    return problem


def families(root: Path, report: bool) -> list[Family]:
    """The tasks of one set, from the folder that holds the scenarios."""
    return [
        Family(f"{name}-{task}", "surrogates", partial(_any_instance, surrogate(name, task, root)))
        for name, read in SCENARIOS.items()
        for task in (read.report if report else read.development)
    ]
