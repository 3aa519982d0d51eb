"""A trial's suggestions, computed again."""

from bayesopt import Categorical, Int, Space, TrialState, create_study
from bayesopt.frozen import FrozenTrial
from bayesopt.randomness import generator
from bayesopt.replay.suggest import Suggester
from bayesopt.samplers import GridSampler, RandomSampler


def test_what_an_earlier_attempt_had_is_known_to_what_is_suggested_alone():
    """So that the same points are avoided: those of its branch."""
    view, moment = create_study(seed=0).history(), {"had": ["c"]}
    sampler = GridSampler({"c": ["a", "b"], "k": [5, 7]})
    planned = sampler.suggest(Space(), view, generator(0, 0))
    had = {"c": planned.params["c"]}
    trial = FrozenTrial(
        3,
        TrialState.COMPLETE,
        {**had, "n": 1},
        {"c": Categorical(["a", "b"]), "n": Int(0, 3)},
        notes=planned.notes,
    )
    left = Suggester(RandomSampler(), "avoid", None).left(trial, moment, view)
    assert left.params == had
    grid = Suggester(sampler, "avoid", None)
    assert grid.left(trial, moment, view).params == planned.params != had
