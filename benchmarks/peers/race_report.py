"""The page of the race.

    python -m benchmarks.peers.race_report                     # print; out/race before the record
    python -m benchmarks.peers.race_report --set development --only gp:ei bayesopt optuna-tpe
    python -m benchmarks.peers.race_report --record            # write results/race.md

The first contestant named is compared with the others.
"""

from collections.abc import Sequence

import numpy as np

from bayesopt.race.report import table
from benchmarks.command_line import command_line
from benchmarks.peers.field import FIELD, entered
from benchmarks.peers.ledger import Ledger
from benchmarks.peers.machine import RESULTS, sentence
from benchmarks.peers.problems import Case
from benchmarks.peers.race import OWN, RECORDED, SETS, folder
from benchmarks.peers.standings import Kept, Record, Standings, marked

BUDGETS = (10, 20, 40, 60, 100)
DUELS = (20, 40, 60, 100)
PANEL_BUDGET = 60
MOST = 0.8  # the share of cases that a contestant must have to stand in the tables of all
FEW = 4  # cases below which a contestant stands in no table


def label(name: str) -> str:
    return entered(name).label


def read(part: str, names: Sequence[str], recorded: bool) -> Kept:
    """The runs of those contestants; those in out/ before those on record."""
    folders = [RECORDED] if recorded else [RECORDED, OWN]
    return {
        name: {k: run for f in folders for k, run in Ledger(f / part, name).read().items()}
        for name in names
    }


def page(record: Record, cases: Sequence[Case]) -> str:
    """Everything as Markdown."""
    names = [name for name in record.kept if len(record.covered(name, PANEL_BUDGET)) >= FEW]
    if not names:
        raise SystemExit("nobody named has raced far enough yet; see benchmarks.peers.race")
    most = max(len(record.covered(name, PANEL_BUDGET)) for name in names)
    whole = [n for n in names if len(record.covered(n, BUDGETS[-1])) >= MOST * most]
    parts = [
        _contestants(record, names),
        _summary("Those who have raced most", record.standings(whole, BUDGETS[-1]), BUDGETS),
    ]
    if len(names) > len(whole):
        panel = record.standings(names, PANEL_BUDGET)
        parts.append(_summary("On the panel, all contestants", panel, BUDGETS[:-1]))
    parts += [_pairs(record, names), _failures(record)]
    return "\n".join(part for part in parts if part)


def _contestants(record: Record, names: Sequence[str]) -> str:
    rows = []
    for name in names:
        runs = [run for run in record.kept[name].values() if run.best]
        ms = float(np.median([run.ms for run in runs]))
        made = " or ".join(sorted({run.made for run in runs}))
        longest = max(run.evaluations for run in runs)
        rows.append([label(name), str(len(runs)), str(longest), f"{ms:.3g}", made])
    idle = [name for name in record.kept if name not in names]
    head = ["contestant", "runs", "evaluations", "ms an ask", "made with"]
    return (
        "## Contestants\n\n"
        + table(head, rows)
        + "\nMilliseconds of CPU time for ask and tell, median of runs of the median of each;\n"
        "beside other work on the machine: a rough guide, `ask_tell.md` measures.\n"
        + (f"\nNot raced yet: {', '.join(map(label, idle))}.\n" if idle else "")
    )


def _summary(title: str, found: Standings, budgets: Sequence[int]) -> str:
    families = len({case.family for case in found.cases})
    parts = [
        f"## {title}\n\n{len(found.cases)} cases of {families} problems; "
        f"{', '.join(map(label, found.names))}.\n",
        _stand(found, budgets),
        *(_duels(found, budget) for budget in DUELS if budget in budgets),
        _levels("All classes", found, budgets),
        *(_levels(kind, found.of(kind), budgets) for kind in found.kinds),
    ]
    return "\n".join(parts)


def _stand(found: Standings, budgets: Sequence[int]) -> str:
    """Mean ranks by class after the last evaluation, the best in bold."""
    parts = {"all": found, **{kind: found.of(kind) for kind in found.kinds}}
    blocks = []
    for budget in (budgets[-2], budgets[-1]):
        columns = []
        for part in parts.values():
            ranks = part.ranks(budget)
            columns.append([f"**{r:.2f}**" if r == ranks.min() else f"{r:.2f}" for r in ranks])
        rows = [
            [label(n), *cells]
            for n, cells in zip(found.names, zip(*columns, strict=True), strict=True)
        ]
        head = ["mean rank", *(f"{kind} ({len(part.cases)})" for kind, part in parts.items())]
        blocks.append(f"### Mean ranks after {budget}\n\n{table(head, rows)}")
    return "\n".join(blocks)


def _duels(found: Standings, budget: int) -> str:
    duels = found.duels(budget)
    kinds = list(dict.fromkeys(kind for kind, _ in duels))
    rows = []
    for name in found.names[1:]:
        cells = [duels[kind, name] for kind in kinds]
        rows.append([label(name), *(f"{d.won}:{d.lost} {mark}".strip() for d, mark in cells)])
    first = label(found.names[0])
    return (
        f"### {first} against each, cases won and lost after {budget}\n\n"
        + table(["", *kinds], rows)
        + f"\n+ where {first} is better, − where it is worse: Wilcoxon's signed ranks of log10\n"
        f"regrets, two-sided, level 0.05, Holm's correction over these {len(duels)} tests.\n"
    )


def _pairs(record: Record, names: Sequence[str]) -> str:
    """The first contestant against each on all that both have run, whoever else has."""
    budgets = [budget for budget in DUELS if budget <= PANEL_BUDGET]
    pairs = {name: record.standings([names[0], name], PANEL_BUDGET) for name in names[1:]}
    duels = marked({(n, b): pair.duel(n, b) for n, pair in pairs.items() for b in budgets})
    rows = []
    for name, pair in pairs.items():
        cells = [duels[name, b] for b in budgets]
        won = [f"{d.won}:{d.lost} {mark}".strip() for d, mark in cells]
        rows.append([label(name), str(len(pair.cases)), *won])
    head = ["", "cases", *(f"after {budget}" for budget in budgets)]
    return (
        f"## {label(names[0])} against each, on all cases that both have run\n\n"
        + table(head, rows)
        + f"\nWon and lost; + and − as above, over these {len(duels)} tests.\n"
    )


def _levels(title: str, found: Standings, budgets: Sequence[int]) -> str:
    rows = [[label(name)] for name in found.names]
    for budget in budgets:
        ranks, scores = found.each_rank(budget), found.scores[:, :, budget - 1]
        for values, digits in ((ranks, 1), (scores, 2)):
            low, high = found.interval(values)
            for row, mean, a, b in zip(rows, values.mean(axis=1), low, high, strict=True):
                row.append(f"{mean:.{digits}f} [{a:.{digits}f}, {b:.{digits}f}]")
    head = ["", *(f"{what} at {budget}" for budget in budgets for what in ("rank", "log regret"))]
    return f"### {title}: mean ranks and mean log10 regrets\n\n{table(head, rows)}"


def _failures(record: Record) -> str:
    alike: dict[tuple[str, str], int] = {}
    for name, runs in record.kept.items():
        for run in runs.values():
            if run.error:
                key = label(name), run.error.replace("|", "\\|")
                alike[key] = alike.get(key, 0) + 1
    rows = [[name, str(count), reason] for (name, reason), count in alike.items()]
    return f"## Runs that failed\n\n{table(['', 'runs', 'error'], rows)}" if rows else ""


PREFACE = """# The race against the peers

Every optimiser with its own defaults, and so with its own first points; one thread. Regret is the
distance from the optimum, or from the best value that anybody found where nobody knows it (the
surrogates), of the point that looked best so far; without noise; not below 1e-8, for real losses
1e-4. Each table says how many cases its contestants share so far. Intervals are 95 %, from 1000
redraws of the problems.
BBOB comes from `ioh`, surrogates from YAHPO Gym (`rbv2_rpart`, `iaml_glmnet`, `lcbench`), tuning
tasks are tables of scikit-learn's models.
"""
TUNED = {
    "report": "Instances and seeds of the report set: nothing was tuned on them.\n",
    "development": "Instances and seeds of the development set, on which ours was tuned.\n",
}
PAGES = {"report": "race.md", "development": "race_development.md"}


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--set", choices=SETS, default="report")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=list(FIELD))
    parser.add_argument("--yahpo", type=folder, metavar="DIR", help="folder of the surrogates")
    parser.add_argument("--record", action="store_true", help="write into benchmarks/results")
    args = parser.parse_args()
    cases = SETS[args.set](args.yahpo)
    found = page(Record(read(args.set, args.only, args.record), tuple(cases)), cases)
    print(found)
    if args.record:
        command = f"python -m benchmarks.peers.race --set {args.set} --record --yahpo DIR"
        last = f"\nTo go on: `{command}`. Report written on {sentence()}.\n"
        (RESULTS / PAGES[args.set]).write_text(f"{PREFACE}{TUNED[args.set]}\n{found}{last}")


if __name__ == "__main__":
    main()
