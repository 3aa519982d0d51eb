"""What a peer is told of the parameters: plain enough to cross into an environment without
bayesopt, as JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Params = dict[str, Any]
Ranges = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class When:
    """A parameter exists only where `parent`, named before it, has one of `values`."""

    parent: str
    values: tuple[Any, ...]

    def holds(self, params: Params) -> bool:
        return self.parent in params and params[self.parent] in self.values


@dataclass(frozen=True)
class Number:
    """A number in [low, high]; log: on a logarithmic scale; whole: one of 0, 1, 2, ..."""

    low: float
    high: float
    log: bool = False
    whole: bool = False
    when: When | None = None

    def cast(self, x: float) -> int | float:
        """`x` in the type that belongs here, and not out of range for reasons of rounding."""
        inside = min(max(x, self.low), self.high)
        return round(inside) if self.whole else float(inside)


@dataclass(frozen=True)
class Choice:
    """One of several values, in no order."""

    choices: tuple[Any, ...]
    when: When | None = None


Side = Number | Choice
Domain = Mapping[str, Side]


def box(ranges: Ranges) -> dict[str, Side]:
    """Plain floats."""
    return {name: Number(low, high) for name, (low, high) in ranges.items()}


def walk(domain: Domain, choose: Callable[[str, Side], Any]) -> Params:
    """The parameters that exist together, each chosen in turn."""
    params: Params = {}
    for name, side in domain.items():
        if side.when is None or side.when.holds(params):
            params[name] = choose(name, side)
    return params


def conditional(domain: Domain) -> bool:
    return any(side.when is not None for side in domain.values())


def to_json(domain: Domain) -> dict[str, Any]:
    return {name: asdict(side) for name, side in domain.items()}


def from_json(rows: Mapping[str, Any]) -> dict[str, Side]:
    return {name: _side(dict(row)) for name, row in rows.items()}


def _side(row: dict[str, Any]) -> Side:
    when = row.pop("when")
    place = None if when is None else When(when["parent"], tuple(when["values"]))
    if "choices" in row:
        return Choice(tuple(row["choices"]), place)
    return Number(**row, when=place)
