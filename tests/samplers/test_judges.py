"""What is believed of what may go wrong."""

import math

import numpy as np
import pytest

from bayesopt import Float, create_study, create_trial
from bayesopt.gp import GP
from bayesopt.samplers.judges import AT_ONCE, judges_of
from bayesopt.samplers.tasks import allowed
from bayesopt.space import Space

SPACE = Space({"x": Float(0, 1), "y": Float(0, 1)})


@pytest.mark.parametrize(("constraints", "most"), [(1, 600), (4, 300), (9, 200), (36, 120)])
def test_judges_of_many_constraints_know_fewer_trials(constraints, most):
    study = create_study(space=SPACE, seed=0)
    for x, y in np.random.default_rng(0).random((600, 2)):
        kept = {f"c{k}": float(x - 0.5 + 0.01 * k * y) for k in range(constraints)}
        params = {"x": x, "y": y}
        study.add_trial(
            create_trial(params=params, distributions=dict(SPACE), value=y, constraints=kept)
        )
    history = study.history()
    seen = history.observe(SPACE)
    judges = judges_of(seen, np.empty((0, 2)), GP(), SPACE, history, "key", 600)
    assert [judge.posterior.n for judge in judges] == [most] * constraints
    points = np.array([[0.2, 0.5], [0.9, 0.5]])
    assert allowed(points, judges, judges[0].posterior).tolist() == [True, False]


def test_few_of_many_judges_learn_in_one_trial():
    """All ten learnt in the same trials, which then took several times as long as others."""
    study = create_study(space={"x": Float(0, 1), "y": Float(0, 1)}, seed=1)
    for _ in range(30):
        trial = study.ask()
        x, y = trial.params.values()
        for k in range(10):
            trial.set_constraint(str(k), math.sin(k * x + y) - 0.9)
        study.tell(trial, x + y)
    learnt = [
        {name: note["n"] for name, note in trial.notes.items() if "constraint" in name}
        for trial in study.trials
    ]
    known = [k for k in range(len(learnt)) if len(learnt[k]) == 10 == len(learnt[k - 1])]
    anew = [sum(n != learnt[k - 1][name] for name, n in learnt[k].items()) for k in known]
    assert len(known) > 15
    assert 0 < max(anew) <= AT_ONCE


@pytest.mark.parametrize(("constraints", "together"), [(6, 2), (9, 3)])
def test_all_of_many_judges_learn_in_turn(constraints, together):
    """Turns by the number of trials left some of them out where trials come in batches."""
    study = create_study(space={"x": Float(0, 1), "y": Float(0, 1)}, seed=1)
    for _ in range(40 // together):
        for trial in study.ask(together):
            x, y = trial.params.values()
            for k in range(constraints):
                trial.set_constraint(str(k), math.sin(k * x + y) - 0.9)
            study.tell(trial, x + y)
    notes = study.trials[-1].notes
    learnt = [note["n"] for name, note in notes.items() if "constraint" in name]
    assert len(learnt) == constraints
    assert min(learnt) > 25
