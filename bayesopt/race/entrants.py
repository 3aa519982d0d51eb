"""Samplers and acquisitions by name: `random`, `sobol`, `gp`, `gp:ei`, `gp:ucb,beta=3`, `active`.

A name is that of a class in lower case, without the ending Sampler; after a colon, that of an
acquisition. `,key=value` sets an argument of either. Whatever `bayesopt.samplers` and
`bayesopt.acquisition` export can be named, provided that it can be made without arguments.
"""

import ast
import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bayesopt import acquisition, samplers
from bayesopt.errors import InvalidParameter
from bayesopt.race.contestant import Entrant, SamplerEntrant, Start
from bayesopt.race.problems import UnknownName
from bayesopt.samplers import GridSampler, QMCSampler, Sampler
from bayesopt.space import Param, Space

_CHOOSERS = ("acquisition", "criterion")  # arguments of samplers that take an acquisition


@dataclass(frozen=True)
class Unaware:
    """A sampler made by a call without arguments, whatever the run is."""

    call: Callable[[], Sampler]

    def __call__(self, start: Start) -> Sampler:
        return self.call()


def grid(start: Start) -> Sampler:
    """The coarsest even grid that has a point for every evaluation, visited in shuffled order.

    Numbers are cut into equal cells, their middles being the values; of unordered choices all are
    on the grid.
    Raises InvalidParameter for an objective whose parameters are unknown.
    """
    if start.space is None:
        raise InvalidParameter("grid needs parameters that are declared; race another sampler")
    counts = grid_counts(start.space, start.evaluations)
    values = {name: _cells(param, counts[name]) for name, param in start.space.items()}
    return GridSampler(values)


def grid_counts(space: Space, points: int) -> dict[str, int]:
    """How many values each parameter gets: one more for the poorest until there are enough."""
    most = {name: param.levels or math.inf for name, param in space.items()}
    whole = space.categorical.tolist()
    counts = {
        name: param.levels if all_of_it else 1
        for (name, param), all_of_it in zip(space.items(), whole, strict=True)
    }
    while math.prod(counts.values()) < points:
        growing = [name for name in counts if counts[name] < most[name]]
        if not growing:
            break
        poorest = min(growing, key=counts.__getitem__)
        counts[poorest] += 1
    return counts


def _cells(param: Param, count: int) -> list[Any]:
    return list(dict.fromkeys(param.from_unit((k + 0.5) / count) for k in range(count)))


def latin_hypercube(start: Start) -> Sampler:
    """One hypercube for all evaluations."""
    return QMCSampler(qmc_type="lhs", n_points=start.evaluations)


def _own_names() -> dict[str, Callable[..., Sampler]]:
    """Samplers that can be made without arguments."""
    return {
        name.removesuffix("Sampler").lower(): made
        for name in samplers.__all__
        if _ready(made := getattr(samplers, name), Sampler)
    }


def sampler_names() -> dict[str, Callable[..., Sampler]]:
    """Samplers by name, besides `grid` and `lhs`, which depend on the run."""
    own = _own_names()
    own["active"] = own.pop("activelearning")
    own["sobol"] = own.pop("qmc")
    own["halton"] = partial(QMCSampler, qmc_type="halton")
    return own


def acquisition_names() -> dict[str, Callable[..., acquisition.Acquisition]]:
    """Acquisitions by name."""
    found = vars(acquisition).items()
    return {name.lower(): made for name, made in found if _ready(made, acquisition.Acquisition)}


def _ready(made: Any, family: type) -> bool:
    """Whether `made` is a concrete class of the family whose arguments all have defaults."""
    if not (inspect.isclass(made) and issubclass(made, family)) or inspect.isabstract(made):
        return False
    needed = inspect.signature(made).parameters.values()
    return all(p.default is not p.empty or p.kind is p.VAR_KEYWORD for p in needed)


def listing() -> str:
    """All names, as text for users."""
    names = sorted([*sampler_names(), *_FOR_RUN])
    return (
        f"  samplers: {' '.join(names)}\n"
        f"  after gp: or active:  {' '.join(sorted(acquisition_names()))}\n"
        f"  arguments: ,key=value after either, as in gp:ucb,beta=3\n"
        f"  grid needs declared parameters: named problems and Problems, not functions of a Trial"
    )


_FOR_RUN: Mapping[str, Callable[[Start], Sampler]] = {"grid": grid, "lhs": latin_hypercube}


def entrant(name: str) -> Entrant:
    """The entrant of that name. Raises UnknownName, with a list of what there is."""
    head, colon, tail = name.partition(":")
    if name in _FOR_RUN:
        return SamplerEntrant(_FOR_RUN[name])
    base, arguments = _parsed(name, head)
    known = sampler_names()
    if base not in known:
        raise _unknown(name, f"there is no sampler {base!r}")
    if colon:
        chooser = _chooser(name, known[base])
        arguments[chooser] = _acquisition(name, tail)
    call = partial(known[base], **arguments)
    _tried(name, call)
    return SamplerEntrant(Unaware(call))


def _chooser(name: str, made: Callable[..., Sampler]) -> str:
    taken = inspect.signature(made).parameters
    chooser = next((word for word in _CHOOSERS if word in taken), None)
    if chooser is None:
        raise _unknown(name, "this sampler takes no acquisition")
    return chooser


def _acquisition(name: str, text: str) -> acquisition.Acquisition:
    base, arguments = _parsed(name, text)
    known = acquisition_names()
    if base not in known:
        raise _unknown(name, f"there is no acquisition {base!r}")
    made: acquisition.Acquisition = _tried(name, partial(known[base], **arguments))
    return made


def _parsed(name: str, text: str) -> tuple[str, dict[str, Any]]:
    """`gp,warp=False` as a name and arguments."""
    base, *pairs = text.split(",")
    arguments = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        try:
            arguments[key] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            raise _unknown(name, f"{pair!r} is no key=value with a Python value") from None
    return base, arguments


def _tried(name: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (TypeError, ValueError) as refused:
        raise _unknown(name, str(refused)) from None


def _unknown(name: str, reason: str) -> UnknownName:
    return UnknownName(f"sampler {name!r}: {reason}. There are\n{listing()}")
