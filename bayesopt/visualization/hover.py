"""What a trial is, as the text that appears under the mouse."""

from collections.abc import Iterable
from typing import Any

from bayesopt.errors import shown
from bayesopt.frozen import FrozenTrial
from bayesopt.visualization.figures import safe


def described(trial: FrozenTrial) -> str:
    """Number, values, parameters, constraints and attributes, a line each."""
    values = [shown(value) for value in trial.values or ()]
    lines = [f"trial {trial.number}", *([f"values: {', '.join(values)}"] if values else [])]
    mappings = (trial.params, trial.constraints, trial.user_attrs)
    lines += [line for mapping in mappings for line in _lines(mapping.items())]
    return "<br>".join(safe(line) for line in lines)


def _lines(pairs: Iterable[tuple[str, Any]]) -> list[str]:
    return [f"{name}: {shown(value)}" for name, value in pairs]
