"""What one process of benchmarks/storage.py does: ask and tell for a while, or open a study.

    python -m benchmarks.storage_worker write bayesopt sqlite:///s.db 5.0
    python -m benchmarks.storage_worker open optuna sqlite:///o.db

Prints one line of JSON. Both libraries are called by the same lines.
"""

import importlib
import json
import re
import sys
import time
import warnings
from pathlib import Path
from typing import Any

NAME = "s"


def opened(library: str, where: str) -> tuple[Any, Any]:
    """The library, and what it takes as `storage`."""
    warnings.simplefilter("ignore")
    lib = importlib.import_module(library)
    lib.logging.set_verbosity(lib.logging.ERROR)
    if where.startswith("journal:"):
        backend = importlib.import_module("optuna.storages.journal")
        path = where.removeprefix("journal:")
        return lib, lib.storages.JournalStorage(backend.JournalFileBackend(path))
    return lib, where


def study_of(library: str, where: str) -> Any:
    """The study there, made if there is none."""
    lib, storage = opened(library, where)
    return lib.create_study(
        storage=storage,
        study_name=NAME,
        load_if_exists=True,
        sampler=importlib.import_module(f"{library}.samplers").RandomSampler(),
    )


def write(library: str, where: str, seconds: float) -> dict[str, float]:
    """Ask, suggest two floats, tell; as often as `seconds` allow after a line has been read."""
    study = study_of(library, where)
    one(study)
    print("ready", flush=True)
    sys.stdin.readline()
    count, worst, now = 0, 0.0, time.perf_counter()
    end = now + seconds
    while now < end:
        one(study)
        before, now = now, time.perf_counter()
        count, worst = count + 1, max(worst, now - before)
    return {"count": count, "worst": worst}


def one(study: Any) -> None:
    trial = study.ask()
    x, y = trial.suggest_float("x", -1, 1), trial.suggest_float("y", -1, 1)
    study.tell(trial, x * x + y)


def load(library: str, where: str) -> dict[str, float]:
    """Open the study and get at all its trials: seconds, and MiB more than without them."""
    lib, storage = opened(library, where)
    importlib.import_module(f"{library}.samplers")
    empty = lib.create_study(sampler=lib.samplers.RandomSampler())
    one(empty)
    before, start = peak(), time.perf_counter()
    study = lib.load_study(study_name=NAME, storage=storage, sampler=empty.sampler)
    trials = study.get_trials(deepcopy=False)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "mebibytes": peak() - before, "trials": len(trials)}


def peak() -> float:
    """The most memory that this program has held; others count what started it as well."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    what, library, where, *seconds = sys.argv[1:]
    found = write(library, where, float(seconds[0])) if what == "write" else load(library, where)
    print(json.dumps(found))
