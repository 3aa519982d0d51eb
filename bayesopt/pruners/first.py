"""What can be known only once a trial has shown how long trials are."""

from collections.abc import Callable
from typing import Generic, TypeVar

from bayesopt.history import FrozenTrial, TrialState
from bayesopt.kept import Digest

Made = TypeVar("Made", bound=Digest)


class AfterFirst(Generic[Made]):
    """A digest made of the first complete trial that has reported, and of those that finish later.

    make : of that trial's highest step. made : None before; or what needs no such trial.
    """

    def __init__(self, make: Callable[[int], Made], made: Made | None = None) -> None:
        self._make = make
        self.made = made

    def take(self, trial: FrozenTrial) -> None:
        """Take in the next finished trial."""
        if self.made is not None:
            self.made.take(trial)
        elif trial.state is TrialState.COMPLETE and trial.last_step is not None:
            self.made = self._make(trial.last_step)
