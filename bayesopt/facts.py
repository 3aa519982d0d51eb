"""What is fixed when a study is made, and where it is kept."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bayesopt.announcing import announce_study
from bayesopt.arguments import seeded
from bayesopt.errors import DuplicatedStudyError, StudyNotFound, shown, warn
from bayesopt.frozen import StudyDirection
from bayesopt.provenance import keep_facts
from bayesopt.randomness import new_seed
from bayesopt.space import Param, Space
from bayesopt.storages import Storage, StudyFacts, TrialLog

Direction = str | StudyDirection

_NAMES = {"minimize": StudyDirection.MINIMIZE, "maximize": StudyDirection.MAXIMIZE}


def study_facts(
    name: str | None,
    direction: Direction | None,
    directions: Sequence[Direction] | None,
    seed: int | None,
    space: Mapping[str, Param] | None,
) -> StudyFacts:
    """The facts of a new study, what is None being chosen; arguments as for Study."""
    if not isinstance(name, str | None):
        raise ValueError(f"study_name = {shown(name)} is no text; pass a str or None")
    if name == "":
        raise ValueError("study_name is empty; pass a name, or None to have one made")
    seed = seeded(seed)
    return StudyFacts(
        name=f"study-{new_seed():016x}" if name is None else name,
        directions=_directions(direction, directions),
        seed=new_seed() if seed is None else seed,
        created=datetime.now(),
        space=None if space is None else Space(space),
    )


def opened(home: Storage, facts: StudyFacts, load_if_exists: bool) -> tuple[TrialLog, bool]:
    """A new log in `home`, or the one that it has under that name if it may be loaded; and
    whether it is new.
    """
    if load_if_exists:
        with suppress(StudyNotFound):
            return home.open(facts.name), False
    try:
        log = home.create(facts)
    except DuplicatedStudyError:
        if not load_if_exists:
            raise
        return home.open(facts.name), False
    keep_facts(log)
    announce_study(log)
    return log, True


def check_resumed(log: TrialLog, facts: StudyFacts, directed: bool, seeded: bool) -> None:
    """Compare a study that is loaded with the `facts` that its user has in mind.

    directed, seeded : whether the user gave directions, or a seed.
    Raises ValueError for other directions or another space; warns about another seed. Choices
    that no text can hold are learnt from the given space.
    """
    for name, param in (facts.space or {}).items():
        log.declare(name, param)
    known = log.facts
    if directed and known.directions != facts.directions:
        was, given = ([way.name.lower() for way in f.directions] for f in (known, facts))
        raise ValueError(
            f"study {shown(known.name)} has directions {was}, not {given}; "
            f"leave them out, or choose another study_name"
        )
    if facts.space is not None and known.space != facts.space:
        raise ValueError(
            f"study {shown(known.name)} was made with space = {shown(known.space)}, not "
            f"{shown(facts.space)}; leave it out, or choose another study_name"
        )
    if seeded and known.seed != facts.seed:
        warn(
            f"study {shown(known.name)} goes on with its own seed {known.seed}; "
            f"seed = {facts.seed} is not used"
        )


def _directions(
    direction: Direction | None, directions: Sequence[Direction] | None
) -> tuple[StudyDirection, ...]:
    if direction is not None and directions is not None:
        raise ValueError("pass either direction or directions, not both")
    if directions is None:
        return (_direction("minimize" if direction is None else direction),)
    if isinstance(directions, str) or not directions:
        raise ValueError(f"directions = {shown(directions)}; pass a list, one per objective")
    return tuple(_direction(one) for one in directions)


def _direction(given: Any) -> StudyDirection:
    named = _NAMES.get(given) if isinstance(given, str) else given
    if not isinstance(named, StudyDirection) or named is StudyDirection.NOT_SET:
        raise ValueError(f"direction = {shown(given)}; pass 'minimize' or 'maximize'")
    return named
