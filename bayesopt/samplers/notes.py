"""What suggestions note for those of later trials: the words, and how they are found again.

A trial's notes are values by key, of what JSON can carry. Those of a model are mappings; of their
words those stand here that more than one module needs.
"""

from collections.abc import Iterator, Mapping
from typing import Any

AFTER = "after"  # how many trials had finished
PLAN = "plan"  # unit coordinates by name
ANYWHERE = "anywhere"  # no model led to it
OPTIMISTIC = "optimistic"  # optimism did, as little has been gained
NEGLECTED = "neglected"  # it is of a level, or a pair of levels, that is seldom tried
REPEATED = "repeated"  # it is the best of those that were evaluated once, as there may be noise
QUADRATIC = "quadratic"  # a quadratic function led to it
HEEDED = "heeded"  # whether failures were reckoned with
THETA = "theta"  # hyperparameters of a process, as they were learnt


def of_models(notes: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Those of a trial's notes that are mappings."""
    return (note for note in notes.values() if isinstance(note, dict))


def noted(notes: Mapping[str, Any], word: str) -> Iterator[Any]:
    """What the models of a trial have noted under that word."""
    return (note[word] for note in of_models(notes) if word in note)


def plan_of(notes: Mapping[str, Any]) -> dict[str, float]:
    """Unit coordinates by name, of all notes of a trial; the first plan that has one counts."""
    plans = [*noted(notes, PLAN)]
    return {name: u for plan in reversed(plans) for name, u in plan.items()}
