"""Problems by name: `branin`, `levy-8`, `rosenbrock-5+int`, `branin+noise=0.5`, `svm-digits`."""

from collections.abc import Iterable

from bayesopt.errors import BayesoptError
from bayesopt.race.problems import mixed, synthetic, tuning
from bayesopt.race.problems.noise import with_noise
from bayesopt.race.problems.problem import Problem

_FIXED = {
    problem.name: problem for problem in (synthetic.gold(), *mixed.problems(), *tuning.problems())
}
_DOMAINS = {"int": synthetic.whole, "log": synthetic.logarithmic}


class UnknownName(BayesoptError, ValueError):
    """A name of a problem, sampler or acquisition that does not exist."""


def listing() -> str:
    """All names, as text for users."""
    families = [f"{name}-D" for name in sorted(synthetic.FAMILIES)]
    groups = {
        "functions": sorted([*synthetic.FUNCTIONS, "gold"]),
        "functions of D parameters": families,
        "mixed": [problem.name for problem in mixed.problems()],
        "scikit-learn": sorted(tuning.TASKS),
    }
    lines = [f"  {group}: {' '.join(names)}" for group, names in groups.items()]
    lines.append("  after a name: +noise or +noise=STD on any; +int or +log on functions")
    return "\n".join(lines)


def problem(name: str) -> Problem:
    """The problem of that name.

    Raises UnknownName, with a list of what there is, for any other.
    """
    stem, *endings = name.split("+")
    domains = [ending for ending in endings if ending in _DOMAINS]
    noises = [ending for ending in endings if ending.partition("=")[0] == "noise"]
    if len(domains) + len(noises) < len(endings) or max(len(domains), len(noises)) > 1:
        raise _unknown(name, f"'+{'+'.join(endings)}' means nothing")
    plain = _plain(name, stem, domains)
    return with_noise(plain, name, _std(name, noises[0])) if noises else plain


def _plain(name: str, stem: str, domains: list[str]) -> Problem:
    """The problem without noise."""
    if stem in _FIXED:
        if domains:
            raise _unknown(name, f"{stem!r} takes no '+{domains[0]}'")
        return _FIXED[stem]
    function = _function(name, stem)
    make = _DOMAINS[domains[0]] if domains else synthetic.continuous
    return make("+".join([stem, *domains]), function)


def _function(name: str, stem: str) -> synthetic.Function:
    if stem in synthetic.FUNCTIONS:
        return synthetic.FUNCTIONS[stem]
    if stem in synthetic.FAMILIES:
        raise _unknown(name, f"how many parameters? Write {stem}-5 for five")
    base, _, suffix = stem.rpartition("-")
    family = synthetic.FAMILIES.get(base)
    if family is None or not suffix.isdecimal():
        raise _unknown(name, "there is none of that name")
    if int(suffix) < family.smallest:
        raise _unknown(name, f"{base} needs {family.smallest} parameters or more")
    return family.at(int(suffix))


def _std(name: str, ending: str) -> float | None:
    _, equals, text = ending.partition("=")
    try:
        return float(text) if equals else None
    except ValueError:
        raise _unknown(name, f"the noise {text!r} is no number") from None


def _unknown(name: str, reason: str) -> UnknownName:
    return UnknownName(f"problem {name!r}: {reason}. There are\n{listing()}")


def problems(names: Iterable[str]) -> list[Problem]:
    """The problems of those names, in their order."""
    return [problem(name) for name in names]
