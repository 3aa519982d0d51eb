"""A trial as a row of texts and numbers, and back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bayesopt.documents.labels import Declared, Undeclared
from bayesopt.documents.params import params_of, params_text, space_of, space_text
from bayesopt.documents.text import from_text, to_text, written
from bayesopt.errors import StoreCorrupt, shown
from bayesopt.frozen import FrozenTrial, TrialState, changed
from bayesopt.space import Param

_Spelt = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # to what JSON has, and back


class TrialRow(NamedTuple):
    """A trial as storages keep it; beside its number.

    space : its distributions; the same text for all trials that have the same. params : values,
    choices by index. vals : objective values; None unless known. started, ended : ISO 8601.
    rest : everything else that is not empty; None if nothing is.
    """

    state: int
    attempt: int
    space: str
    params: str
    vals: str | None
    error: str | None
    started: str | None
    ended: str | None
    rest: str | None


def _pairs(values: Mapping[int, Any]) -> list[Any]:
    return [[step, value] for step, value in values.items()]


def _triples(values: Mapping[tuple[int, int], Any]) -> list[Any]:
    return [[fold, step, value] for (fold, step), value in values.items()]


def _same(value: Any) -> Any:
    return value


_REST: dict[str, _Spelt] = {
    "intermediate_values": (_pairs, dict),
    "user_attrs": (_same, _same),
    "constraints": (_same, _same),
    "notes": (_same, _same),
    "fold_values": (_triples, lambda rows: {(fold, step): value for fold, step, value in rows}),
    "judged": (_same, _same),
    "seen": (_same, _same),
    "discarded": (_same, _same),
}

_NUMBERS = {"intermediate_values", "constraints", "fold_values"}  # by name or step
# what most trials do not have is shared, as nobody changes a fact, and a dict takes 64 bytes
_EMPTY = FrozenTrial(-1, TrialState.WAITING)


class TrialTexts:
    """Trials to rows and back, for one study.

    declared : choices that no text can hold, as this program has declared them.
    """

    _spaces_kept = 1000

    def __init__(self) -> None:
        self.declared = Declared()
        self._written: dict[tuple[tuple[str, Param], ...], str] = {}
        self._read: dict[str, dict[str, Param]] = {}

    def declare(self, name: str, param: Param) -> bool:
        """See TrialLog."""
        missed = self.declared.add(name, param)
        if missed:
            self._read.clear()
        return missed

    def row(self, trial: FrozenTrial) -> TrialRow:
        """`trial` as a row. Raises NotJSON, naming what no text can hold."""
        space, vals = trial.distributions, trial.values
        return TrialRow(
            state=int(trial.state),
            attempt=trial.attempt,
            space=self._space_text(space),
            params=params_text(trial.params, space),
            vals=None if vals is None else to_text(list(vals), "values"),
            error=trial.error,
            started=_moment(trial.datetime_start),
            ended=_moment(trial.datetime_complete),
            rest=_rest(trial),
        )

    def trial(self, number: int, row: TrialRow) -> FrozenTrial:
        """The trial of a row. Raises StoreCorrupt for what is none."""
        try:
            return self._trial(number, row)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise StoreCorrupt(f"trial {number} is stored as {shown(row)}: {error!r}") from error

    def version(self, number: int, document: str) -> FrozenTrial:
        """The trial of a row that was kept as text. Raises StoreCorrupt for what is none."""
        fields = from_text(document)
        if not isinstance(fields, list) or len(fields) != len(TrialRow._fields):
            raise StoreCorrupt(f"a version of trial {number} is stored as {shown(document)}")
        return self.trial(number, TrialRow(*fields))

    def _trial(self, number: int, row: TrialRow) -> FrozenTrial:
        if any(isinstance(field, bytes) for field in row):
            raise TypeError("it holds bytes where there is text")
        if type(number) is not int:
            raise TypeError("its number is none")
        distributions = self._space(row.space)
        rest = _rest_of(row.rest, self.declared) if row.rest else {}
        state, params = TrialState(row.state), params_of(row.params, distributions, self.declared)
        values = None if row.vals is None else _numbers(from_text(row.vals))
        if not distributions.keys() <= params.keys():
            raise LookupError("parameters are without values")
        if state is TrialState.COMPLETE and (values is None or any(v != v for v in values)):
            raise ValueError("it is complete, and its value is none")
        return changed(
            _EMPTY,
            number=number,
            state=state,
            params=params,
            distributions=distributions,
            values=values,
            error=row.error,
            datetime_start=_moment_of(row.started),
            datetime_complete=_moment_of(row.ended),
            attempt=row.attempt,
            **rest,
        )

    def _space_text(self, space: Mapping[str, Param]) -> str:
        key = tuple(space.items())
        text = self._written.get(key)
        if text is None:
            if len(self._written) >= self._spaces_kept:
                self._written.clear()
            text = self._written[key] = space_text(space)
        return text

    def _space(self, text: str) -> dict[str, Param]:
        """The distributions of that text; trials share the dict, which nobody may change."""
        space = self._read.get(text)
        if space is None:
            if len(self._read) >= self._spaces_kept:
                self._read.clear()
            space = self._read[text] = space_of(text, self.declared)
        return space


def _numbers(found: Any) -> tuple[float, ...]:
    """What was read, if it is a list of numbers. Raises TypeError if not."""
    if not isinstance(found, list) or not all(isinstance(one, int | float) for one in found):
        raise TypeError(f"{shown(found)} is no list of numbers")
    return tuple(found)


def _rest(trial: FrozenTrial) -> str | None:
    kept = {
        name: to_json(getattr(trial, name))
        for name, (to_json, _) in _REST.items()
        if getattr(trial, name) != getattr(_EMPTY, name)
    }
    if not (kept or trial.fixed_params):
        return None
    texts = [f"{written(name)}:{to_text(value, name)}" for name, value in kept.items()]
    if trial.fixed_params:
        texts.append(f'"fixed_params":{params_text(trial.fixed_params, {})}')
    return "{" + ",".join(texts) + "}"


def _rest_of(text: str, declared: Declared) -> dict[str, Any]:
    found = from_text(text, choice=Undeclared)
    if not isinstance(found, dict):
        raise TypeError(f"{shown(text)} is no dict")
    known = {name: back(found[name]) for name, (_, back) in _REST.items() if name in found}
    for name in _NUMBERS & known.keys():
        for value in known[name].values():  # of several objectives, a tuple
            _numbers([*value] if isinstance(value, tuple) else [value])
    if "fixed_params" in found:
        fixed = found["fixed_params"].items()
        known["fixed_params"] = {name: declared.resolved(name, value) for name, value in fixed}
    return known


def _moment(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _moment_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
