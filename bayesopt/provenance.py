"""Who suggests the trials of a study: settings and build, kept with it under a mark."""

import re
from contextlib import suppress
from hashlib import blake2b
from typing import Any
from zlib import crc32

from bayesopt.build import this_build
from bayesopt.documents.params import space_text
from bayesopt.documents.text import to_text
from bayesopt.duplicates import Duplicates
from bayesopt.errors import NotJSON, StoreCorrupt, shown, warn
from bayesopt.pruners.base import Pruner
from bayesopt.samplers.base import Sampler
from bayesopt.settings import NotMade, Settings, brief, differences, made, settings
from bayesopt.storages import StudyFacts, TrialLog

PREFIX = "bayesopt:"  # of attributes of a study that are not its user's
_LAST = f"{PREFIX}suggested by"
_FACTS = f"{PREFIX}facts"
_KEPT = ("sampler", "pruner", "build")
_OURS = re.compile(rf"{PREFIX}(?:[0-9a-f]{{8}}|suggested by|facts)")


class Provenance:
    """The settings that have suggested the trials of `log`, by mark; its attributes keep them."""

    def __init__(self, log: TrialLog) -> None:
        self._log = log
        self._of: tuple[Any, ...] = (None, None, None)
        self._mark = ""

    def mark(self, sampler: Sampler, pruner: Pruner, duplicates: Duplicates) -> str:
        """What stands for these in a trial; they are kept with the study if they are new."""
        known = self._of
        if known[0] is not sampler or known[1] is not pruner or known[2] is not duplicates:
            self._mark = self._keep(sampler, pruner, duplicates)
            self._of = sampler, pruner, duplicates
        return self._mark

    def _keep(self, sampler: Sampler, pruner: Pruner, duplicates: Duplicates) -> str:
        entry = {
            "sampler": settings(sampler),
            "pruner": settings(pruner),
            "duplicates": duplicates.value,
            "build": this_build(),
        }
        _check_rungs(entry["sampler"], entry["pruner"])
        mark = mark_of(entry)
        known = self._log.attrs()
        if f"{PREFIX}{mark}" not in known:
            self._log.set_attr(f"{PREFIX}{mark}", entry)
        if known.get(_LAST) != mark:
            self._log.set_attr(_LAST, mark)
        return mark

    def entry(self, mark: Any) -> dict[str, Any] | None:
        """What was kept under that mark; None if that is missing. Raises StoreCorrupt."""
        kept = self._log.attrs().get(f"{PREFIX}{mark}")
        if kept is None or (
            isinstance(kept, dict)
            and all(isinstance(kept.get(part), dict) for part in _KEPT)
            and "bayesopt" in kept["build"]
        ):
            return kept
        raise StoreCorrupt(
            f"study {self._log.facts.name!r}: the settings kept under {shown(mark)} are "
            f"{shown(kept)}; restore a copy"
        )

    def last(self) -> dict[str, Any] | None:
        """The settings in force when the study was last asked for a trial; None for a new one."""
        return self.entry(self._log.attrs().get(_LAST))

    def duplicates(self) -> str:
        """The policy for duplicates in force then."""
        last = self.last() or {}
        return str(last.get("duplicates", Duplicates.ALLOW.value))

    def compare(self, sampler: Sampler | None, pruner: Pruner | None) -> None:
        """Warn, in one line, if the study goes on with other settings than it had."""
        last = self.last()
        if last is None:
            return
        given = {"sampler": sampler, "pruner": pruner}
        found = [
            line
            for name, thing in given.items()
            if thing is not None
            for line in differences(last[name], settings(thing), name)
        ]
        before, now = last["build"]["bayesopt"], this_build()["bayesopt"]
        found += [] if before == now else [f"bayesopt is {now}, was {before}"]
        if found:
            warn(
                f"study {self._log.facts.name!r} goes on with other settings, and not as it "
                f"would have: {'; '.join(found)}"
            )

    def again(self, name: str) -> Any:
        """The "sampler" or "pruner" that was in force last; None if there was none, or if it
        cannot be made again, which is warned about.
        """
        last = self.last()
        try:
            return None if last is None else made(last[name])
        except NotMade as error:
            warn(f"the study's {name} was {brief(last and last[name])}: {error}")
            return None


def mark_of(entry: dict[str, Any]) -> str:
    """The mark that settings are kept under."""
    return blake2b(to_text(entry, "settings").encode(), digest_size=4).hexdigest()


def _check_rungs(sampler: Settings, pruner: Settings) -> None:
    """Warn about a sampler that goes by the rungs of another pruner than the study's."""
    given = sampler.get("arguments", {}).get("pruner", pruner)
    if repr(given) != repr(pruner):
        warn(
            f"{brief(sampler)} goes by the rungs of {brief(given)}, and the study prunes by "
            f"{brief(pruner)}; pass one pruner to both"
        )


def keep_facts(log: TrialLog) -> None:
    """Keep a checksum of what is fixed of a new study; from then on all its trials have one."""
    with suppress(NotJSON):  # parameters that no text can hold: the study is in memory
        log.set_attr(_FACTS, _checksum(log.facts))


def facts_kept(log: TrialLog) -> bool:
    """Whether there is such a checksum: older builds kept none."""
    return _FACTS in log.attrs()


def facts_altered(log: TrialLog) -> bool:
    """Whether the directions, the seed or the space are others than the study was made with."""
    return facts_kept(log) and log.attrs()[_FACTS] != _checksum(log.facts)


def _checksum(facts: StudyFacts) -> str:
    space = None if facts.space is None else space_text(facts.space)
    fixed = [*map(int, facts.directions)], facts.seed, space
    return f"{crc32(repr(fixed).encode(errors='surrogatepass')):08x}"


def ours(key: str) -> bool:
    """Whether a study's attribute is not its user's."""
    return _OURS.fullmatch(key) is not None


__all__ = [
    "PREFIX",
    "Provenance",
    "Settings",
    "facts_altered",
    "facts_kept",
    "keep_facts",
    "mark_of",
    "ours",
]
