"""What a study's trials have searched, by the names that Optuna's users know."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bayesopt.frozen import FrozenTrial, TrialState
from bayesopt.space import Param

if TYPE_CHECKING:
    from bayesopt.study import Study

__all__ = ["IntersectionSearchSpace", "intersection_search_space"]


def intersection_search_space(
    trials: Iterable[FrozenTrial], include_pruned: bool = False
) -> dict[str, Param]:
    """Parameters that every complete trial used with the same range, sorted by name.

    include_pruned : look at pruned trials as well.
    """
    counted = {TrialState.COMPLETE} | ({TrialState.PRUNED} if include_pruned else set())
    used = [trial.distributions for trial in trials if trial.state in counted]
    if not used:
        return {}
    common = set(used[0].items()).intersection(*(space.items() for space in used[1:]))
    return dict(sorted(common, key=lambda pair: pair[0]))


class IntersectionSearchSpace:
    """The same for a study that grows. include_pruned : as for intersection_search_space."""

    def __init__(self, include_pruned: bool = False) -> None:
        self._include_pruned = include_pruned

    def calculate(self, study: "Study") -> dict[str, Param]:
        """The parameters common to the trials of `study`."""
        return intersection_search_space(study.trials, self._include_pruned)
