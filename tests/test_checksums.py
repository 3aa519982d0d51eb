"""A result that was altered is told from the one that came."""

from bayesopt import FrozenTrial, TrialState
from bayesopt.checksums import checksum

COMPLETE = TrialState.COMPLETE


def test_an_altered_result_has_another_checksum():
    trial = FrozenTrial(0, COMPLETE, values=(1.0,))
    assert checksum(trial) == checksum(FrozenTrial(3, COMPLETE, values=(1.0,)))
    assert checksum(FrozenTrial(0, COMPLETE, values=(1.0000000000000002,))) != checksum(trial)
    assert checksum(FrozenTrial(0, COMPLETE, values=(1,))) == checksum(trial)
