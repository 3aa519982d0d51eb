"""A trial's suggestions, computed again."""

from bayesopt import Categorical, Int, TrialState, create_study
from bayesopt.frozen import FrozenTrial
from bayesopt.replay.suggest import Suggester
from bayesopt.samplers import GridSampler, RandomSampler


def test_what_an_earlier_attempt_had_is_known_to_what_is_suggested_alone():
    """So that the same points are avoided: those of its branch."""
    trial = FrozenTrial(
        3,
        TrialState.COMPLETE,
        {"c": "a", "n": 1},
        {"c": Categorical(["a", "b"]), "n": Int(0, 3)},
        notes={"grid": 2},
    )
    view, moment = create_study(seed=0).history(), {"had": ["c"]}
    left = Suggester(RandomSampler(), "avoid", None).left(trial, moment, view)
    assert left.params == {"c": "a"}
    grid = Suggester(GridSampler({"c": ["a", "b"], "k": [5, 7]}), "avoid", None)
    assert grid.left(trial, moment, view).params == {"c": "a", "k": 5}
