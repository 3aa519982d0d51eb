"""The peer race: what crosses to a peer, what is kept of a run, what the tables say."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from bayesopt.errors import InvalidParameter
from bayesopt.race import Condition, Problem, Run
from bayesopt.race.problems import problem
from bayesopt.space import Categorical, Float, Int, Space
from benchmarks.peers import race as racing
from benchmarks.peers.domain import from_json, to_json, walk
from benchmarks.peers.entrant import domain_of
from benchmarks.peers.environments import Environment
from benchmarks.peers.field import FIELD, made_with, sources
from benchmarks.peers.ledger import Entry, Ledger, entry
from benchmarks.peers.problems.case import Case
from benchmarks.peers.race import jobs_of, missing, parser, race
from benchmarks.peers.standings import LENGTH, Record

SPACE = Space(
    {
        "kind": Categorical(["deep", 2, True]),
        "depth": Int(1, 64, log=True),
        "rate": Float(1e-4, 1.0, log=True),
    }
)
CONDITIONS = {"depth": Condition("kind", ("deep", 2))}


def test_a_space_crosses_as_json():
    domain = domain_of(SPACE, CONDITIONS)
    assert from_json(json.loads(json.dumps(to_json(domain)))) == domain
    assert domain["depth"].cast(64.4) == 64
    assert domain["rate"].cast(1.0000001) == 1.0


def test_only_what_exists_is_walked():
    chosen = {"kind": True, "depth": 3, "rate": 0.5}
    domain = domain_of(SPACE, CONDITIONS)
    assert list(walk(domain, lambda name, side: chosen[name])) == ["kind", "rate"]
    chosen["kind"] = 2
    assert list(walk(domain, lambda name, side: chosen[name])) == ["kind", "depth", "rate"]


def test_steps_are_refused():
    with pytest.raises(InvalidParameter, match="steps"):
        domain_of(Space({"x": Float(0.0, 1.0, step=0.5)}), {})


def test_a_run_is_kept_by_its_changes():
    run = Run("p", "s", 3, 6, optimum=1.0, values=(4.0, math.nan, 2.0, 3.0, 1.0, 9.0))
    kept = entry(run, "made")
    assert kept.best == ((0, 3.0), (2, 1.0), (4, 0.0))
    assert Entry.from_line(kept.line) == kept
    losses = kept.losses(8)
    assert losses[:6].tolist() == [3.0, 3.0, 1.0, 1.0, 0.0, 0.0]
    assert np.isnan(losses[6:]).all()


def test_failures_before_the_first_number_are_infinite():
    kept = entry(Run("p", "s", 0, 3, values=(math.nan, 2.0, 1.0)), "made")
    assert not kept.known
    assert kept.losses(3).tolist() == [math.inf, 2.0, 1.0]


def test_the_ledger_keeps_the_last_and_forgets(tmp_path):
    ledger = Ledger(tmp_path, "gp:ei,n=3")
    runs = [
        Entry("p", seed, 1, ((0, loss),), True, 0.1, "m") for seed, loss in ((0, 1.0), (1, 2.0))
    ]
    for one in [*runs, Entry("p", 0, 1, ((0, 5.0),), True, 0.1, "m")]:
        ledger.append(one)
    with ledger.path.open("a") as file:
        file.write('{"problem": "p", "se')
    assert {key: run.best for key, run in ledger.read().items()} == {
        ("p", 0): ((0, 5.0),),
        ("p", 1): ((0, 2.0),),
    }
    ledger.forget([("p", 0)])
    assert ledger.path.read_text() == runs[1].line


def made_up(losses):
    """A record of two contestants on 20 cases of 10 problems, the first always at `losses[0]`."""
    problems = [Problem(f"p{k}", SPACE, len, 0.0) for k in range(10)]
    found = [Case(one.name, "kind", one, seed) for one in problems for seed in (0, 1)]
    kept = {
        name: {c.key: Entry(*c.key, LENGTH, ((0, loss),), True, 1.0, "m") for c in found}
        for name, loss in zip(("ours", "theirs"), losses, strict=True)
    }
    return Record(kept, tuple(found))


def test_who_always_wins_has_rank_one():
    found = made_up((1e-3, 1e-1)).standings(("ours", "theirs"), LENGTH)
    assert found.ranks(60).tolist() == [1.0, 2.0]
    assert found.scores[:, 0, 0].tolist() == [-3.0, -1.0]
    assert np.allclose(found.interval(found.each_rank(60)), [[1.0, 2.0]] * 2)
    duel, mark = found.duels(60)["all", "theirs"]
    assert (duel.won, duel.lost, mark) == (20, 0, "+")


def test_who_ties_is_told_apart_from_nobody():
    found = made_up((1e-9, 1e-10)).standings(("ours", "theirs"), LENGTH)  # both below the floor
    assert found.ranks(100).tolist() == [1.5, 1.5]
    assert found.duels(100)["kind", "theirs"][1] == ""


def test_only_shared_cases_are_compared():
    record = made_up((1.0, 2.0))
    del record.kept["theirs"]["p0", 0]
    short = record.kept["theirs"]["p1", 1]
    record.kept["theirs"]["p1", 1] = Entry(*short.key, 60, short.best, True, 1.0, "m")
    assert len(record.standings(("ours", "theirs"), 60).cases) == 19
    assert len(record.standings(("ours", "theirs"), 100).cases) == 18
    assert len(record.covered("ours", 100)) == 20


def test_what_is_missing(tmp_path):
    old = Entry("p", 1, 100, ((0, 1.0),), True, 1.0, "made long ago")
    one = Case("p", "kind", Problem("p", SPACE, len, 0.0), 1)
    ledger = Ledger(tmp_path, "x")
    ledger.append(old)
    assert missing([ledger], FIELD["bayesopt"], [one]) == [one]
    assert missing([ledger], FIELD["random"], [one]) == []
    assert missing([ledger], FIELD["optuna-tpe"], [one]) == []
    ledger.append(replace(old, made=made_with(FIELD["bayesopt"], {})))
    assert missing([ledger], FIELD["bayesopt"], [one]) == []
    ledger.append(replace(old, evaluations=60))
    assert missing([ledger], FIELD["optuna-tpe"], [one]) == [one]
    ledger.append(replace(old, error="ValueError: no"))
    assert missing([ledger], FIELD["random"], [one]) == [one]


def test_who_cannot_race_keeps_its_runs(tmp_path, monkeypatch, capsys):
    one = Case("branin", "kind", problem("branin"), 1)
    monkeypatch.setattr(racing, "RECORDED", tmp_path)
    monkeypatch.setattr(racing, "SETS", {"report": lambda yahpo: [one]})
    monkeypatch.setattr(Environment, "made", False)
    theirs = Ledger(tmp_path / "report", "optuna-tpe")
    theirs.append(Entry("branin", 1, 60, ((0, 1.0),), True, 1.0, "cut short"))
    race(parser().parse_args(["--only", "random", "optuna-tpe", "--record"]))
    assert "left out, not installed: optuna-tpe;" in capsys.readouterr().out
    assert [run.made for run in theirs.read().values()] == ["cut short"]
    assert [run.error for run in Ledger(tmp_path / "report", "random").read().values()] == [""]


def test_ours_race_where_no_peer_is_installed(monkeypatch):
    monkeypatch.setattr(Environment, "made", False)
    assert racing.installed("bayesopt", FIELD["bayesopt"])
    assert not racing.installed("hebo", FIELD["hebo"])


def test_quick_contestants_and_first_instances_come_first():
    problems = [Problem(name, SPACE, len, 0.0) for name in ("branin", "hartmann-6")]
    left = [Case(one.name, "kind", one, seed) for seed in (102, 101) for one in problems]
    jobs = jobs_of(FIELD, {"hebo": left[-1:], "optuna-tpe": left, "random": left[-1:]})
    assert [(job.sampler, job.problem.name, job.seed) for job in jobs] == [
        ("optuna-tpe", "hartmann-6", 101),  # of the panel
        ("random", "hartmann-6", 101),
        ("optuna-tpe", "hartmann-6", 102),
        ("optuna-tpe", "branin", 101),
        ("optuna-tpe", "branin", 102),
        ("hebo", "hartmann-6", 101),
    ]
    assert [job.evaluations for job in jobs] == [100] * 5 + [60]


@pytest.mark.parametrize("name", ["bayesopt/a.py", "_core/a.pyx", "_core/a.pxd", "_core/a.h"])
def test_a_run_is_of_the_sources_that_it_was_made_with(name, tmp_path):
    made = []
    for folder, text in (("one", "1"), ("two", "2")):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
        made.append(sources(tmp_path / folder))
    assert made[0] != made[1]
