"""Pruning where trials are evaluated: by a storage that the worker can reach too."""

from dataclasses import dataclass

from bayesopt.asof import AsOf
from bayesopt.executors.remote import Judge
from bayesopt.frozen import FrozenTrial
from bayesopt.history import History
from bayesopt.ledger import Ledger
from bayesopt.pruners.base import Pruner
from bayesopt.storages import Storage

_KEPT = 4  # studies that a worker follows at once
_ledgers: dict[tuple[str, str], Ledger] = {}


@dataclass(frozen=True)
class Known(Judge):
    """Judges by what was known when the trial was asked for."""

    pruner: Pruner
    history: History

    def prune(self, facts: FrozenTrial) -> bool:
        """See Judge."""
        return bool(self.pruner.prune(facts, self.history))


@dataclass(frozen=True)
class Shared(Judge):
    """Judges by the study as `storage` has it at the moment; the worker reads it only.

    width : how many trials run at once, if what they see must not depend on timing.
    """

    pruner: Pruner
    storage: Storage
    study_name: str
    width: int | None

    def prune(self, facts: FrozenTrial) -> bool:
        """See Judge."""
        log = self._ledger().sync()
        if self.width is None:
            return bool(self.pruner.prune(facts, log.view(facts.number)))
        return bool(self.pruner.prune(facts, AsOf(log, self.width).view(facts.number)))

    def _ledger(self) -> Ledger:
        key = repr(self.storage), self.study_name
        if key not in _ledgers:
            _ledgers[key] = Ledger(self.storage.open(self.study_name))
            while len(_ledgers) > _KEPT:
                _ledgers.pop(next(iter(_ledgers)))
        return _ledgers[key]
