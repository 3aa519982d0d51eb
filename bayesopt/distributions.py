"""The parameters under the names that Optuna's users know, and as JSON text."""

import json
from collections.abc import Callable
from typing import Any

from bayesopt.absent import absent
from bayesopt.errors import InvalidParameter, shown
from bayesopt.priors import Normal, Rounded, Weighted
from bayesopt.space import Categorical, Float, Int
from bayesopt.space import Param as BaseDistribution

CategoricalDistribution, FloatDistribution, IntDistribution = Categorical, Float, Int

__all__ = [
    "BaseDistribution",
    "Categorical",
    "CategoricalDistribution",
    "Float",
    "FloatDistribution",
    "Int",
    "IntDistribution",
    "check_distribution_compatibility",
    "distribution_to_json",
    "json_to_distribution",
]

CategoricalChoiceType = None | bool | int | float | str  # what JSON keeps as it is

_KINDS: dict[str, type[BaseDistribution]] = {
    "CategoricalDistribution": Categorical,
    "FloatDistribution": Float,
    "IntDistribution": Int,
    "NormalDistribution": Normal,
    "RoundedDistribution": Rounded,
    "WeightedDistribution": Weighted,
}
_FIELDS = {
    Categorical: ("choices",),
    Float: ("step", "low", "high", "log"),
    Int: ("log", "step", "low", "high"),
    Normal: ("mean", "std", "log"),
    Rounded: ("of", "q"),
    Weighted: ("choices", "weights"),
}
_OLD: dict[str, Callable[[dict[str, Any]], BaseDistribution]] = {  # of Optuna before 3.0
    "UniformDistribution": lambda old: Float(old["low"], old["high"]),
    "LogUniformDistribution": lambda old: Float(old["low"], old["high"], log=True),
    "DiscreteUniformDistribution": lambda old: Float(old["low"], old["high"], step=old["q"]),
    "IntUniformDistribution": lambda old: Int(old["low"], old["high"], step=old.get("step", 1)),
    "IntLogUniformDistribution": lambda old: Int(old["low"], old["high"], log=True),
}
_SHORT = {"categorical": "Categorical", "float": "Float", "int": "Int"}


def distribution_to_json(dist: BaseDistribution) -> str:
    """The parameter as text; Optuna can read it too, if it knows that kind.

    Choices must be None, booleans, numbers or text; others come back as JSON has them. `ordered`
    is written only where it is so. Raises InvalidParameter for a kind that nobody knows.
    """
    return json.dumps(_document(dist))


def _document(dist: BaseDistribution) -> dict[str, Any]:
    name = next((name for name, kind in _KINDS.items() if type(dist) is kind), None)
    if name is None:
        raise InvalidParameter(f"{shown(dist)} has no JSON form, only {[*_KINDS]} have")
    attributes = {field: getattr(dist, field) for field in _FIELDS[type(dist)]}
    if isinstance(dist, Categorical) and dist.ordered:
        attributes["ordered"] = True
    if isinstance(dist, Rounded):
        attributes["of"] = _document(dist.of)
    return {"name": name, "attributes": attributes}


def json_to_distribution(json_str: str) -> BaseDistribution:
    """The parameter from its JSON text, Optuna's or ours.

    Also from the short form {"type": "float", "low": 0, "high": 1}, and those that Optuna wrote
    before its version 3.
    Raises InvalidParameter for any other.
    """
    return _from_document(json.loads(json_str))


def _from_document(known: dict[str, Any]) -> BaseDistribution:
    if "name" in known:
        name, attributes = known["name"], known["attributes"]
    else:
        name = _SHORT.get(known.get("type", ""), "") + "Distribution"
        attributes = {k: v for k, v in known.items() if k != "type" and v is not None}
    if name in _OLD:
        return _OLD[name](attributes)
    if name not in _KINDS:
        raise InvalidParameter(f"{shown(known)} names none of {[*_KINDS]}")
    if name == "RoundedDistribution":
        attributes = {**attributes, "of": _from_document(attributes["of"])}
    return _KINDS[name](**attributes)


def check_distribution_compatibility(
    dist_old: BaseDistribution, dist_new: BaseDistribution
) -> None:
    """Raise InvalidParameter unless one study can hold both under one name.

    They must be of one kind, and numbers of one scale. Choices may be appended, not taken away.
    """
    if type(dist_old) is not type(dist_new):
        raise InvalidParameter(
            f"{shown(dist_old)} and {shown(dist_new)} are of different kinds; use two names"
        )
    if getattr(dist_old, "log", False) != getattr(dist_new, "log", False):
        raise InvalidParameter(
            f"{shown(dist_old)} and {shown(dist_new)} differ in log; use two names"
        )
    if isinstance(dist_old, CategoricalDistribution) and not all(
        map(dist_new.contains, dist_old.choices)
    ):
        raise InvalidParameter(
            f"{shown(dist_new)} lacks choices of {shown(dist_old)}; append choices, keep the old"
        )


def __getattr__(name: str) -> Any:
    raise absent("distributions", name)
