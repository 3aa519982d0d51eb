"""Replay: every suggestion of a study computed again, and compared with what is recorded."""

from bayesopt.replay.compare import Difference, Verdict
from bayesopt.replay.report import Replay, Replayed
from bayesopt.replay.run import replay

__all__ = ["Difference", "Replay", "Replayed", "Verdict", "replay"]
