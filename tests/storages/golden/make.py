"""Makes the golden file of the version of the tables that is in the code now.

    python -m tests.storages.golden.make

Run once, when a version is released; files of earlier versions are never made again.
"""

from datetime import datetime
from pathlib import Path

from bayesopt import Categorical, Float, FrozenTrial, Int, Space, StudyDirection, TrialState
from bayesopt.storages import StudyFacts
from bayesopt.storages.sqlite import SqliteStorage
from bayesopt.storages.sqlite.export import export
from bayesopt.storages.tables.schema import VERSION

FOLDER = Path(__file__).parent
START, END = datetime(2024, 1, 2, 3, 4, 5, 678901), datetime(2024, 1, 2, 3, 5)
SPACE = {
    "x": Float(1e-5, 1.0, log=True),
    "n": Int(1, 9, step=2),
    "c": Categorical(["a", None, True, 2.5, "é 🎲"]),
}
FACTS = StudyFacts(
    "golden '\0 🎲",
    (StudyDirection.MINIMIZE, StudyDirection.MAXIMIZE),
    2**80 + 1,
    START,
    Space(SPACE),
)
ATTRS = {"who": ["é", None, 0.1], "when": {"nan": "no"}}
PARAMS = {"x": 0.1 + 0.2, "n": 3, "c": None}


def trials() -> list[FrozenTrial]:
    """One of each kind."""
    complete = FrozenTrial(
        *(-1, TrialState.COMPLETE, PARAMS, SPACE, (5e-324, float("-inf"))),
        intermediate_values={0: (1.0, 2.0), 7: (float("inf"), 0.1)},
        user_attrs={"a\0": [1, "b"]},
        constraints={"weight": -0.5},
        notes={"length": [0.25]},
        datetime_start=START,
        datetime_complete=END,
    )
    failed = FrozenTrial(
        *(-1, TrialState.FAIL, PARAMS, SPACE),
        error="ValueError('<b>; DROP TABLE trial')",
        datetime_start=START,
        datetime_complete=END,
    )
    pruned = FrozenTrial(
        *(-1, TrialState.PRUNED, PARAMS, SPACE, (1.0, 2.0)),
        datetime_start=START,
        datetime_complete=END,
    )
    waiting = FrozenTrial(-1, TrialState.WAITING, {"x": 0.5}, fixed_params={"x": 0.5})
    return [complete, failed, pruned, waiting]


def make(path: Path, scratch: Path) -> None:
    """Write the file at `path`, by way of one at `scratch`."""
    storage = SqliteStorage(scratch)
    log = storage.create(FACTS)
    for key, value in ATTRS.items():
        log.set_attr(key, value)
    for trial in trials():
        log.new_trial(trial)
    export(log, path)
    storage.close()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        make(FOLDER / f"v{VERSION}.db", Path(folder) / "scratch.db")
