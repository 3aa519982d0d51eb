"""The models of one moment of a study, and the notes from which those of later ones go on."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bayesopt.conditional import ConditionalSpace
from bayesopt.gp import GP
from bayesopt.history import History, Log
from bayesopt.posterior import Posterior
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.process import Process
from bayesopt.space import Space

USUAL = GP(warp_inputs=True)


@dataclass(frozen=True)
class Fitted:
    """Models and what they were made of: the same log, space and number of trials give them again.

    key : under which what they learn is noted.
    processes : of each objective, or of one value for all of them. judges : of what may go wrong.
    """

    log: Log
    space: Space
    finished: int
    key: str
    processes: tuple[Process, ...]
    judges: tuple[Judge, ...]

    @property
    def beliefs(self) -> tuple[Posterior, ...]:
        """The processes' beliefs."""
        return tuple(process.posterior for process in self.processes)

    def begins(self, space: Space, history: History) -> bool:
        """Whether the models are of the same study and parameters, of as many trials or fewer."""
        # where some may be inactive, a model is of more trials
        alike = type(self.space) is type(space) and self.space == space
        return self.log is history.log and alike

    def notes(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What a suggestion notes: what each model has learnt, with the first one `found`."""
        learnt = [process.learnt.to_note() for process in self.processes]
        learnt[0] |= found
        names = names_of(self.key, len(self.processes))
        judged = (pair for judge in self.judges for pair in judge.notes.items())
        notes = {f"{self.key} {name}": each for name, each in judged}
        return {**dict(zip(names, learnt, strict=True)), **notes}


def names_of(key: str, processes: int) -> list[str]:
    """Under which what each of so many processes has learnt is noted."""
    return [key] if processes == 1 else [f"{key} objective {k}" for k in range(processes)]


def key_of(space: Space, gp: GP = USUAL, warp: bool = True) -> str:
    """Where the notes about these parameters are kept, whatever their ranges.

    gp : before it has seen data. warp : whether it knows values without their long tail. What
        another process has learnt is in other units, or would not have been believed by this one.
    """
    # a colon within a name is doubled, so that the first single one ends it
    parts = (f"{name.replace(':', '::')}:{type(param).__name__}" for name, param in space.items())
    kinds = "/".join(parts)
    kinds += "?" * isinstance(space, ConditionalSpace)
    if (gp, warp) != (USUAL, True):
        kinds += f" {gp} {warp}"
    return f"gp-{zlib.crc32(kinds.encode()):08x}"
