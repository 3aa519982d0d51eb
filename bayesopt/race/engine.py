"""The race: which runs are missing, made and kept one by one."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayesopt.errors import InvalidParameter
from bayesopt.race.contestant import Entrant, SamplerEntrant
from bayesopt.race.entrants import Unaware, entrant
from bayesopt.race.play import Job
from bayesopt.race.problems import Objective, Problem, problem
from bayesopt.race.results import Results
from bayesopt.race.runs import Run, RunFile, kept_in
from bayesopt.race.workers import runs_elsewhere, runs_here
from bayesopt.samplers.base import Sampler

AnyProblem = Problem | Objective
AnySampler = str | Entrant | Callable[[], Sampler]


@dataclass(frozen=True)
class Plan:
    """The names of a race, as kept in `race.json` so that it can be continued without them."""

    problems: tuple[str, ...]
    samplers: tuple[str, ...]
    evaluations: int
    seeds: tuple[int, ...]
    maximized: tuple[str, ...] = ()

    def write(self, out: Path) -> None:
        """Keep it in the folder. Raises InvalidParameter if that cannot be written to."""
        with kept_in(out):
            out.mkdir(parents=True, exist_ok=True)
            (out / "race.json").write_text(json.dumps(vars(self), indent=1) + "\n")

    @classmethod
    def read(cls, out: Path) -> "Plan | None":
        """The plan of the last race in the folder, None if there was none.

        Raises InvalidParameter if it cannot be read.
        """
        path = out / "race.json"
        with kept_in(out):
            if not path.exists():
                return None
            whole = path.read_bytes()
        try:
            return cls._from_row(json.loads(whole))
        except (ValueError, KeyError, TypeError):
            raise InvalidParameter(
                f"{path} is damaged; remove it and name --problems and --samplers, the runs stay"
            ) from None

    @classmethod
    def _from_row(cls, row: dict[str, Any]) -> "Plan":
        kinds = {"problems": str, "samplers": str, "seeds": int, "maximized": str}
        lists = {key: tuple(row[key]) for key in kinds}
        whole = all(isinstance(one, kinds[key]) for key in kinds for one in lists[key])
        if not (whole and isinstance(row["evaluations"], int)):
            raise TypeError("not a plan")
        return cls(evaluations=row["evaluations"], **lists)

    def results(self, runs: Iterable[Run]) -> Results:
        """What those of `runs` that belong to the plan have found."""
        return Results(self.problems, self.samplers, self.evaluations, self.seeds, tuple(runs))


def race(
    problems: Iterable[str | AnyProblem],
    samplers: Iterable[str] | Mapping[str, AnySampler],
    *,
    evaluations: int = 50,
    seeds: int | Sequence[int] = 20,
    out: str | Path | None = None,
    jobs: int = 0,
    progress: bool = False,
) -> Results:
    """Run every sampler on every problem with every seed.

    problems : names (see `bayesopt.race.problems`), Problems or Objectives.
    samplers : names such as "random" or "gp:ei", or a mapping from name to a function that returns
        a Sampler (`{"mine": MySampler}`) or to an Entrant. All are compared with the first.
    seeds : how many, or which ones. Equal seeds pair the runs of different samplers.
    out : folder in which each run is kept as it ends. Runs found there are not made again; they
        are known by the names of problem and sampler, seed and number of evaluations.
    jobs : processes to use; 0 for none but this one, which alone can race functions that other
        processes cannot import. Scripts with jobs > 0 need `if __name__ == "__main__":`.
    progress : whether to show a bar (a line now and then if tqdm is not installed).
    Raises UnknownName for names that do not exist. An evaluation that raises has failed: NaN in
    the run, which goes on. Other errors end the run and are kept in it, as is a run all of whose
    evaluations raised.

    >>> results = race(["branin"], ["random", "sobol"], evaluations=4, seeds=2)
    >>> results.regrets("branin", "sobol").shape
    (2, 4)
    """
    given = [problem(one) if isinstance(one, str) else one for one in problems]
    entrants = _entrants(samplers)
    numbers = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    _check([one.name for one in given], list(entrants), evaluations, numbers, jobs)
    plan = _plan(given, entrants, evaluations, numbers)
    wanted = [
        Job(one, name, made, seed, evaluations)
        for seed in numbers
        for one in given
        for name, made in entrants.items()
    ]
    return plan.results(_make(wanted, plan, None if out is None else Path(out), jobs, progress))


def _plan(
    problems: list[AnyProblem], samplers: Iterable[str], evaluations: int, seeds: tuple[int, ...]
) -> Plan:
    return Plan(
        tuple(one.name for one in problems),
        tuple(samplers),
        evaluations,
        seeds,
        tuple(one.name for one in problems if one.maximize),
    )


def _make(wanted: list[Job], plan: Plan, out: Path | None, jobs: int, progress: bool) -> list[Run]:
    """Make the missing runs, keep each as it comes; all runs, old and new."""
    file = None if out is None else RunFile(out / "runs.jsonl")
    old: list[Run] = []
    if file is not None and out is not None:
        plan.write(out)
        with kept_in(out):
            file.repair()
            old = file.read()
    done = {run.key for run in old if run.error is None}
    missing = [job for job in wanted if job.blank.key not in done]
    made: list[Run] = []
    with _bar(len(wanted), len(wanted) - len(missing), progress) as advance:
        for run in runs_elsewhere(missing, jobs) if jobs else runs_here(missing):
            if file is not None:
                with kept_in(file.path.parent):
                    file.append(run)
            made.append(run)
            advance(run)
    again = {run.key for run in made}
    return [*(run for run in old if run.key not in again), *made]


def _entrants(samplers: Iterable[str] | Mapping[str, AnySampler]) -> dict[str, Entrant]:
    if isinstance(samplers, Mapping):
        return {name: _entrant(made) for name, made in samplers.items()}
    names = list(samplers)
    if len(set(names)) < len(names):
        raise InvalidParameter(f"samplers {names} hold one twice; name each once")
    return {name: entrant(name) for name in names}


def _entrant(made: AnySampler) -> Entrant:
    if isinstance(made, str):
        return entrant(made)
    return made if isinstance(made, Entrant) else SamplerEntrant(Unaware(made))


def _check(
    problems: list[str], samplers: list[str], evaluations: int, seeds: tuple[int, ...], jobs: int
) -> None:
    if not problems or not samplers or not seeds:
        raise InvalidParameter("a race needs at least one problem, one sampler and one seed")
    if len(set(problems)) < len(problems):
        raise InvalidParameter(f"problems {problems} hold one twice; name each once")
    if evaluations < 1:
        raise InvalidParameter(f"evaluations = {evaluations}; pass at least 1")
    if jobs < 0:
        raise InvalidParameter(f"jobs = {jobs}; pass a number of processes, or 0 for this one")


@contextmanager
def _bar(total: int, done: int, shown: bool) -> Iterator[Callable[[Run], None]]:
    """A function that is told of every run: it moves a bar, or prints, or does nothing."""
    if not shown:
        yield lambda run: None
        return
    try:
        from tqdm import tqdm
    except ImportError:
        yield _Lines(total, done).tell
        return
    with tqdm(total=total, initial=done, unit="run", dynamic_ncols=True) as bar:

        def advance(run: Run) -> None:
            bar.set_postfix_str(f"{run.problem} {run.sampler} {run.seed}", refresh=False)
            bar.update()
            if run.error:
                bar.write(_failed(run))

        yield advance


class _Lines:
    """Progress for those without tqdm: a line for every twentieth part."""

    def __init__(self, total: int, done: int) -> None:
        self._total, self._done = total, done

    def tell(self, run: Run) -> None:
        self._done += 1
        if self._done % max(1, self._total // 20) == 0 or self._done == self._total:
            print(f"{self._done} of {self._total} runs", flush=True)
        if run.error:
            print(_failed(run), flush=True)


def _failed(run: Run) -> str:
    return f"failed: {run.problem}, {run.sampler}, seed {run.seed}: {run.reason}"
