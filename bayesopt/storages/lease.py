"""A claim on trials that is kept alive while a loop runs."""

import logging
import threading

from bayesopt.storages.base import TrialLog
from bayesopt.storages.workers import LEASE, Worker

_logger = logging.getLogger("bayesopt")


class Lease:
    """A worker whose claims hold as long as a `with` block lasts.

        with Lease(log) as worker:
            trial = log.new_trial(draft, worker)

    log : where it claims trials. seconds : how long a claim holds without being renewed; a thread
    renews them four times as often. A renewal that fails is logged, and tried again.
    """

    def __init__(self, log: TrialLog, seconds: float = LEASE) -> None:
        self.worker = Worker.here(seconds)
        self._log = log
        self._over = threading.Event()

    def __enter__(self) -> Worker:
        if self._log.shared:
            threading.Thread(target=self._renew, name="bayesopt-lease", daemon=True).start()
        return self.worker

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self.worker.stop()

    def _renew(self) -> None:
        while not self._over.wait(self.worker.lease / 4):
            try:
                self._log.renew(self.worker)
            except Exception as error:
                _logger.warning("a claim was not renewed: %s", error)
