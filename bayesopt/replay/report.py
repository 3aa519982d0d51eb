"""What a replay has shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bayesopt.errors import shown
from bayesopt.replay.compare import TOLERANCE, Difference, Verdict

_BAD = (Verdict.DIFFERENT, Verdict.ALTERED)


@dataclass(frozen=True)
class Replayed:
    """One trial.

    differences : of its parameters, in the order of their names in the trial. reason : in words.
    """

    number: int
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        told = "; ".join([*map(str, self.differences), *([self.reason] if self.reason else [])])
        return f"trial {self.number}: {self.verdict}" + (f": {told}" if told else "")


@dataclass(frozen=True)
class Replay:
    """A study, replayed.

    trials : by number. builds : what is different between the build that suggested and this one,
    in words; if anything is, values are compared to a tolerance and not to the last bit.
    altered : what of the study itself is not as it was made, in words; "" if nothing is.
    """

    study_name: str
    trials: tuple[Replayed, ...]
    builds: tuple[str, ...] = ()
    altered: str = ""

    @property
    def ok(self) -> bool:
        """Whether no trial is different or altered, nor the study itself."""
        return self.first is None and not self.altered

    @property
    def first(self) -> Replayed | None:
        """The first trial that is different or altered."""
        return next((trial for trial in self.trials if trial.verdict in _BAD), None)

    def count(self, verdict: Verdict) -> int:
        """How many trials came out like that."""
        return sum(trial.verdict is verdict for trial in self.trials)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        counts = Counter(trial.verdict for trial in self.trials)
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
        yield f"study {shown(self.study_name)}: {told or 'no trials'}"
        if self.builds:
            yield f"compared to {TOLERANCE:g} of each range, for another build: " + "; ".join(
                self.builds
            )
        else:
            yield "compared to the last bit: same machine and build"
        reasons = Counter(t.reason for t in self.trials if t.verdict is Verdict.UNKNOWN)
        yield from (f"{count} unknown: {reason}" for reason, count in reasons.items())
        if self.altered:
            yield f"altered: {self.altered}"
        yield from (str(trial) for trial in self.trials if trial.verdict in _BAD)
