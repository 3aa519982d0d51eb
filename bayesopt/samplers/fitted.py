"""The models of one moment of a study, and the notes from which those of later ones go on."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bayesopt.conditional import ConditionalSpace
from bayesopt.gp import Posterior
from bayesopt.history import History, Log
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.process import Process
from bayesopt.space import Space


@dataclass(frozen=True)
class Fitted:
    """Models and what they were made of: the same log, space and number of trials give them again.

    processes : of each objective, or of one value for all of them. judges : of what may go wrong.
    """

    log: Log
    space: Space
    finished: int
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
        names = names_of(self.space, len(self.processes))
        key = key_of(self.space)
        judged = (pair for judge in self.judges for pair in judge.notes.items())
        notes = {f"{key} {name}": each for name, each in judged}
        return {**dict(zip(names, learnt, strict=True)), **notes}


def names_of(space: Space, processes: int) -> list[str]:
    """Under which what each of so many processes has learnt is noted."""
    key = key_of(space)
    return [key] if processes == 1 else [f"{key} objective {k}" for k in range(processes)]


def key_of(space: Space) -> str:
    """Where the notes about these parameters are kept, whatever their ranges."""
    kinds = "/".join(f"{name}:{type(param).__name__}" for name, param in space.items())
    kinds += "?" * isinstance(space, ConditionalSpace)
    return f"gp-{zlib.crc32(kinds.encode()):08x}"
