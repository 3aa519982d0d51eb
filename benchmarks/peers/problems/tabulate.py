"""Evaluate the tuning tasks at all nodes of their grids and keep the tables.

python -m benchmarks.peers.problems.tabulate                  # those that are not there
python -m benchmarks.peers.problems.tabulate mlp-digits       # this one, again
"""

import sys
import time
import warnings
from itertools import product

import numpy as np

from benchmarks.peers.machine import hold_to_one_thread
from benchmarks.peers.problems.models import model_of
from benchmarks.peers.problems.tuning import TABLES, TASKS, Task


def tabulate(task: Task) -> None:
    """One table per branch, of five digits."""
    model, made = model_of(task.name), {}
    for branch, grid in task.grids.items():
        given = {} if task.parent is None else {task.parent: branch}
        names = [axis.name for axis in grid]
        losses = [
            model(given | dict(zip(names, nodes, strict=True)))
            for nodes in product(*(axis.nodes for axis in grid))
        ]
        rounded = [float(f"{loss:.5g}") for loss in losses]
        shape = [len(axis.nodes) for axis in grid]
        made[f"_{branch}"] = np.array(rounded, dtype=np.float32).reshape(shape)
    TABLES.mkdir(exist_ok=True)
    np.savez_compressed(TABLES / f"{task.name}.npz", **made)  # type: ignore[arg-type]


def main() -> None:
    named = sys.argv[1:]
    warnings.simplefilter("ignore")  # models that did not converge are part of the landscape
    for task in TASKS:
        there = (TABLES / f"{task.name}.npz").exists()
        if task.name in named or not (named or there):
            started = time.perf_counter()
            tabulate(task)
            print(f"{task.name}: {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    hold_to_one_thread()
    main()
