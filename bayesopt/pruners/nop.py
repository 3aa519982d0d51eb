"""No pruning."""

from bayesopt.history import FrozenTrial, History
from bayesopt.pruners.base import Pruner


class NopPruner(Pruner):
    """Lets every trial go on."""

    def prune(self, trial: FrozenTrial, history: History) -> bool:
        """Never."""
        return False
