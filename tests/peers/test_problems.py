"""The problems of the peer race: optima that are true, instances that differ, sets that do not
meet.
"""

from itertools import product

import numpy as np
import pytest

from benchmarks.peers.problems import classics, landscapes, tuning
from benchmarks.peers.problems.case import DEVELOPMENT, REPORT, Case, cases

FAMILIES = [
    *landscapes.families(),
    *tuning.families(),
    *(f for f in classics.families() if "bbob" not in f.name),
]


@pytest.fixture(params=FAMILIES, ids=lambda family: family.name)
def problem(request):
    return request.param.make(101)


def active(problem, params):
    """Only the parameters that exist."""
    kept = {}
    for name, value in params.items():
        condition = problem.conditions.get(name)
        if condition is None or condition.holds(kept):
            kept[name] = value
    return kept


def test_no_random_point_beats_the_optimum(problem):
    U = np.random.default_rng(0).random((300, len(problem.space)))
    values = [problem.function(problem.space.decode(u)) for u in U]
    assert np.isfinite(values).all()
    assert min(values) >= problem.optimum
    assert min(values) < max(values)


def test_what_does_not_exist_has_no_effect(problem):
    for u in np.random.default_rng(1).random((20, len(problem.space))):
        params = problem.space.decode(u)
        assert problem.function(params) == problem.function(active(problem, params))


@pytest.mark.parametrize("family", landscapes.families(), ids=lambda family: family.name)
def test_optima_of_landscapes_are_attained(family):
    problem = family.make(1)
    drawn = problem.function
    if isinstance(drawn, landscapes.Conditional):
        best = {"algorithm": chr(97 + int(np.argmin(drawn.offsets)))}
        rest = [name for name in problem.space if name != "algorithm"]
        centres = {n: drawn.centre(n, problem.space[n]) for n in rest}
    else:
        every = product(*map(range, drawn.shape.levels))
        chosen = min(every, key=drawn.offset)
        best = {f"c{j}": f"level {k}" for j, k in enumerate(chosen)}
        first = chosen[0] if chosen else 0
        centres = {n: drawn.centre(n, first) for n in drawn.shape.numbers}
    best |= {name: problem.space[name].from_unit(u) for name, u in centres.items()}
    assert problem.function(best) == pytest.approx(problem.optimum, abs=1e-12)


@pytest.mark.parametrize("task", tuning.TASKS, ids=lambda task: task.name)
def test_tables_are_met_at_their_nodes(task):
    loss = tuning.Interpolated(task)
    found = []
    for branch, grid in task.grids.items():
        entries = tuning.tables(task.name)[branch]
        assert entries.shape == tuple(len(axis.nodes) for axis in grid)
        place = tuple(int(k) for k in np.unravel_index(entries.argmin(), entries.shape))
        nodes = {task.own(branch, a): a.nodes[k] for a, k in zip(grid, place, strict=True)}
        given = {} if task.parent is None else {task.parent: branch}
        found.append(loss(given | nodes))
        assert found[-1] == pytest.approx(entries.min(), rel=1e-12)
    assert min(found) == pytest.approx(loss.optimum)


@pytest.mark.parametrize("name", [*classics.SMOOTH, *classics.RUGGED, *classics.ROSENBROCK])
def test_moved_boxes_hold_the_minimiser(name):
    boxes = [classics.moved(name, instance).sides for instance in (1, 2)]
    assert boxes[0] != boxes[1]
    for sides in boxes:
        low, high = np.array(sides).T
        x = np.array(classics.function(name).minimiser)
        assert np.all((low < x) & (x < high))


def test_the_outlier_is_met_now_and_then():
    problem = classics.outlier("levy-4", 1)
    U = np.random.default_rng(0).random((2000, len(problem.space)))
    share = np.mean([problem.function(problem.space.decode(u)) == classics.OUTLIER for u in U])
    assert share == pytest.approx(classics.SHARE, abs=0.015)  # four standard errors


def test_development_and_report_share_no_case():
    development, report = (cases(FAMILIES, part) for part in (DEVELOPMENT, REPORT))
    assert not {case.seed for case in development} & {case.seed for case in report}
    assert len({case.key for case in report}) == len(report)
    first = [case for case in report if case.seed == REPORT[0]]
    assert report[: len(first)] == first
    assert all(isinstance(case, Case) for case in report)
