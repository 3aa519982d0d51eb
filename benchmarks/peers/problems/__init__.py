"""What the peers race on: problems in instances, some for development, others for the report."""

from pathlib import Path

from benchmarks.peers.problems import bbob, classics, landscapes, tuning, yahpo
from benchmarks.peers.problems.case import DEVELOPMENT, REPORT, Case, Family, cases

__all__ = ["PANEL", "Case", "Family", "development", "panel", "report"]

# What slow peers race on: every kind, from the easy to the hard.
PANEL = (
    "bbob-14-5d",
    "lcbench-7593",
    "bbob-9-5d",
    "mixed-2c-3f",
    "bbob-16-5d",
    "branches-3",
    "bbob-2-5d",
    "svm-breast-cancer",
    "choices-6x4",
    "hartmann-6+noise",
    "lcbench-146212",
    "hartmann-6",
    "rosenbrock-5",
    "bbob-18-10d",
    "boosting-diabetes",
    "mixed-3c-2f-2l-2n",
    "bbob-11-10d",
    "branches-5",
    "bbob-22-5d",
    "choices-3x12",
    "classifier-digits",
    "bbob-16-3d+noise",
    "exp-levy-4",
    "levy-8",
    "bbob-24-10d",
    "rbv2_rpart-40499",
    "lcbench-3945",
    "lcbench-34539",
    "rbv2_rpart-1053",
    "iaml_glmnet-1489",
    "lcbench-126026",
    "branin+noise",
    "levy-4+noise",
    "ackley-5+noise",
    "bbob-18-5d+noise",
    "lcbench-167104",
    "rbv2_rpart-14",
    "iaml_glmnet-40981",
    "rbv2_rpart-4538",
    "hartmann-3+noise",
    "styblinski-tang-4+noise",
    "bbob-14-5d+noise",
    "lcbench-126025",
    "rbv2_rpart-1475",
    "iaml_glmnet-41146",
    "lcbench-167149",
    "rbv2_rpart-41212",
    "iaml_glmnet-1067",
)


def _families() -> list[Family]:
    return [
        *tuning.families(),
        *landscapes.families(),
        *classics.families(),
        *bbob.families(),
    ]


def report(folder: Path | None) -> list[Case]:
    """What tables are made of; with the surrogates of `folder` if it is given."""
    surrogates = yahpo.families(folder, report=True) if folder else []
    return cases([*surrogates, *_families()], REPORT)


def development(folder: Path | None) -> list[Case]:
    """What may be tuned on: the same kinds of problem, other instances, tasks and seeds."""
    surrogates = yahpo.families(folder, report=False) if folder else []
    return cases([*surrogates, *_families()], DEVELOPMENT)


def panel(whole: list[Case]) -> list[Case]:
    """The cases for slow peers, in the order of the panel, first instances first."""
    named = {name: k for k, name in enumerate(PANEL)}
    chosen = [case for case in whole if case.family in named]
    return sorted(chosen, key=lambda case: (case.seed, named[case.family]))
