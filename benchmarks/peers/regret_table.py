"""The comparison of regrets: ours against each peer, paired by seed, losses as plain as wins."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wilcoxon

from bayesopt.race.statistics import LEVEL, holm
from benchmarks.peers.functions import PROBLEMS
from benchmarks.peers.roster import ROSTER
from benchmarks.peers.runs import Run

OURS = "bayesopt"
FLOOR = 1e-12  # below it float64 no longer resolves the difference to the minimum
Logs = dict[str, dict[int, float]]  # problem -> seed -> log10 regret


def log_regrets(runs: Sequence[Run], evaluations: int, seeds: int) -> Logs:
    logs: Logs = {}
    for run in runs:
        if len(run.values) >= evaluations and run.seed < seeds:
            regret = max(run.regret(evaluations), FLOOR)
            logs.setdefault(run.problem, {})[run.seed] = float(np.log10(regret))
    return logs


def paired(ours: dict[int, float], theirs: dict[int, float]) -> NDArray[np.float64]:
    """Our log10 regret minus theirs at the seeds that both have; negative where we win."""
    common = sorted(ours.keys() & theirs.keys())
    return np.array([ours[seed] - theirs[seed] for seed in common])


def p_value(differences: NDArray[np.float64]) -> float:
    return float(wilcoxon(differences).pvalue) if np.any(differences) else 1.0


def write(runs: Mapping[str, Sequence[Run]], path: Path, evaluations: int, seeds: int) -> str:
    """Write the Markdown page to `path` and give it back."""
    logs = {peer: log_regrets(made, evaluations, seeds) for peer, made in runs.items()}
    parts = [
        f"# Regret after {evaluations} evaluations\n",
        _provenance(runs, evaluations, seeds),
        f"## log10 regret, median / mean / standard deviation over seeds\n\n{_levels(logs)}",
    ]
    if OURS in logs and len(logs) > 1:
        parts.append(f"## Ours against each peer, paired by seed\n\n{_duels(logs)}")
    page = "\n".join(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page)
    return page


def _provenance(runs: Mapping[str, Sequence[Run]], evaluations: int, seeds: int) -> str:
    machines = sorted({run.cpu for made in runs.values() for run in made})
    lines = [
        f"Seeds 0 to {seeds - 1}, {evaluations} evaluations, noiseless, one thread; every peer",
        "with its own defaults and so with its own first points. Regret: best value found minus",
        f"the known minimum, not below {FLOOR:g}. Lower is better.\n",
        f"Runs made on {'; '.join(machines)}, beside other work:",
        "their CPU times are a rough guide, `ask_tell.md` measures.\n",
    ]
    lines += [f"- {_title(peer, made)}" for peer, made in runs.items()]
    again, size = "python -m benchmarks.regret", f"--seeds {seeds} --evaluations {evaluations}"
    lines.append(f"\nTo reproduce: `{again} run {' '.join(runs)} {size}`,")
    lines.append(f"then `{again} table {size}`.\n")
    return "\n".join(lines)


def _title(peer: str, made: Sequence[Run]) -> str:
    seconds = float(np.median([run.cpu_seconds for run in made]))
    cost = f"{len(made)} runs, median {seconds:.2f} s of CPU a run"
    return f"{ROSTER[peer].label}: {_versions(made)}; {cost}"


def _versions(made: Sequence[Run]) -> str:
    used = sorted({", ".join(f"{k} {v}" for k, v in run.versions.items()) for run in made})
    commits = sorted({run.commit for run in made if run.peer == OURS})
    return "; ".join([*used, *(f"commit {commit}" for commit in commits)])


def _levels(logs: Mapping[str, Logs]) -> str:
    lines = [f"| problem | {' | '.join(ROSTER[peer].label for peer in logs)} |"]
    lines.append("| --- |" + " --- |" * len(logs))
    for problem in PROBLEMS:
        cells = [_level(list(logs[peer].get(problem, {}).values())) for peer in logs]
        lines.append(f"| {problem} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _level(values: list[float]) -> str:
    if len(values) < 2:
        return "–"
    spread = np.std(values, ddof=1)
    count = f" ({len(values)} seeds)"
    return f"{np.median(values):.2f} / {np.mean(values):.2f} / {spread:.2f}{count}"


def _duels(logs: Mapping[str, Logs]) -> str:
    pairs = [(peer, problem) for peer in logs if peer != OURS for problem in PROBLEMS]
    found = [
        (peer, problem, paired(logs[OURS].get(problem, {}), logs[peer].get(problem, {})))
        for peer, problem in pairs
    ]
    duels = [duel for duel in found if len(duel[2]) > 1]
    corrected = holm([p_value(differences) for *_, differences in duels])
    lines = [
        "Difference: our log10 regret minus theirs (negative: ours is better). Wilcoxon signed",
        f"rank, two-sided, Holm's correction over the {len(duels)} tests here, level {LEVEL}.",
        "Won, lost, tied count seeds.\n",
        "| peer | problem | won | lost | tied | median diff. | mean diff. | p (Holm) | better |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_duel(*duel, p) for duel, p in zip(duels, corrected, strict=True)]
    return "\n".join(lines) + "\n"


def _duel(peer: str, problem: str, differences: NDArray[np.float64], p: float) -> str:
    won, lost = int(np.sum(differences < 0)), int(np.sum(differences > 0))
    better = "ours" if np.median(differences) < 0 else "theirs"
    verdict = better if p < LEVEL else "not resolved"
    cells = [ROSTER[peer].label, problem, won, lost, len(differences) - won - lost]
    cells += [
        f"{np.median(differences):+.2f}",
        f"{np.mean(differences):+.2f}",
        f"{p:.2g}",
        verdict,
    ]
    return f"| {' | '.join(map(str, cells))} |"
