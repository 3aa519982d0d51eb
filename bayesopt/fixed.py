"""A trial made up by hand, to call an objective with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bayesopt.constraints import with_constraint
from bayesopt.errors import InvalidParameter, shown
from bayesopt.frozen import served
from bayesopt.space import Param, check_named
from bayesopt.suggesting import Suggests


class FixedTrial(Suggests):
    """Serves `params` to an objective, without a study.

    >>> trial = FixedTrial({"x": 2.0})
    >>> trial.suggest_float("x", 0, 10) ** 2
    4.0

    Suggesting raises InvalidParameter for a name that `params` lacks, and warns about a value
    outside its range. What is reported is let go, and it is never pruned.
    """

    def __init__(self, params: Mapping[str, Any], number: int = 0) -> None:
        self._given = dict(params)
        self.number = number
        self.params: dict[str, Any] = {}
        self.distributions: dict[str, Param] = {}
        self.user_attrs: dict[str, Any] = {}
        self.constraints: dict[str, float] = {}
        self.datetime_start = datetime.now()

    def suggest(self, name: str, param: Param) -> Any:
        """The value given for `name`."""
        check_named(name, param)
        known = self.distributions.get(name, param)
        if type(known) is not type(param):
            raise InvalidParameter(
                f"{shown(name)} is {shown(known)} in this trial, not {shown(param)}; rename one"
            )
        self.params[name] = served(name, param, self._given)
        self.distributions[name] = param
        return self.params[name]

    @property
    def system_attrs(self) -> dict[str, Any]:
        """Constraints under the keys that Optuna gives them."""
        return {f"constraints:{key}": value for key, value in self.constraints.items()}

    def report(self, value: Any, step: int, **where: Any) -> None:
        """Nothing: there is nobody to report to."""

    def should_prune(self) -> bool:
        """False: there is nothing to compare with."""
        return False

    def set_user_attr(self, key: str, value: Any) -> None:
        """Keep `value` under `key`."""
        self.user_attrs[key] = value

    def set_constraint(self, key: str, value: float) -> None:
        """Keep a constraint; 0 or less where it is kept. Raises InvalidValue for NaN."""
        self.constraints = with_constraint(self.constraints, key, value)
