"""Trials in a file."""

import json
import math
from datetime import datetime

import numpy as np
import pytest

from bayesopt.hyperopt import Trials, anneal, atpe, fmin, hp, rand, tpe
from bayesopt.hyperopt.saving import load, save


def search(path, n, fn=lambda point: point["x"], **options):
    return fmin(
        fn,
        {"x": hp.uniform("x", 0, 1)},
        rand.suggest,
        n,
        trials_save_file=str(path),
        verbose=False,
        rstate=1,
        **options,
    )


def rich(point):
    return {
        "loss": math.inf if point["x"] < 0.5 else -1.0,
        "status": "ok",
        "array": np.arange(3),
        "number": np.float32(0.5),
        "when": datetime(2026, 1, 2, 3, 4, 5),
        "nan": math.nan,
        "attachments": {"raw": b"\x00\xff"},
    }


def test_a_search_goes_on_from_its_file(tmp_path):
    path = tmp_path / "trials.json"
    search(path, 4, rich)
    seen = []
    search(path, 6, lambda p: seen.append(p) or 0.0)
    assert len(seen) == 2
    assert len(load(path)) == 6
    assert [p.name for p in tmp_path.iterdir()] == ["trials.json"]


@pytest.mark.parametrize("algo", [rand, tpe, anneal, atpe], ids=lambda module: module.__name__)
def test_a_search_that_goes_on_is_one_that_never_stopped(algo, tmp_path):
    branches = [{"k": hp.quniform("k", 1, 9, 1)}, {"r": hp.loguniform("r", -5, 0)}]
    space = {"x": hp.uniform("x", -5, 5), "c": hp.choice("c", branches)}

    def run(n, rng, **kept):
        fmin(
            lambda point: (point["x"] - 1) ** 2 + sum(point["c"].values()),
            space,
            algo.suggest,
            n,
            rstate=rng,
            show_progressbar=False,
            **kept,
        )

    whole, parts, path = Trials(), Trials(), str(tmp_path / "trials.json")
    run(30, np.random.default_rng(1), trials=whole)
    rng, other = np.random.default_rng(1), np.random.default_rng(1)
    for n in (15, 30):
        run(n, rng, trials=parts)
        run(n, other, trials_save_file=path)
    assert parts.vals == whole.vals
    assert load(path).vals == whole.vals


def test_what_json_cannot_say_comes_back(tmp_path):
    path = tmp_path / "trials.json"
    trials = Trials()
    search(path, 4, rich, trials=trials)
    again = load(path)
    assert again.argmin == trials.argmin
    assert again.losses() == trials.losses()
    result = again.results[0]
    assert result["array"] == [0, 1, 2]
    assert result["number"] == 0.5
    assert result["when"] == datetime(2026, 1, 2, 3, 4, 5)
    assert math.isnan(result["nan"])
    assert again.attachments == trials.attachments
    assert again.trials[0]["book_time"] == trials.trials[0]["book_time"]


def test_the_file_is_json(tmp_path):
    path = tmp_path / "trials.json"
    search(path, 2)
    assert len(json.loads(path.read_text())["trials"]) == 2


def test_objects_that_json_cannot_hold(tmp_path):
    path = tmp_path / "trials.json"
    with pytest.raises(TypeError, match="save it elsewhere"):
        search(path, 2, lambda p: {"loss": 0.0, "status": "ok", "model": object()})
    assert not path.exists()


@pytest.mark.parametrize("content", [b"\x80\x04pickled", b"[]", b'{"a": 1}'])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "trials.pkl"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="holds no trials in JSON"):
        search(path, 2)
    assert path.read_bytes() == content


def test_given_trials_come_before_the_file(tmp_path):
    path = tmp_path / "trials.json"
    search(path, 4)
    trials = Trials()
    search(path, 2, trials=trials)
    assert len(trials) == len(load(path)) == 2
    save(Trials(exp_key="a"), path)
    assert load(path)._exp_key == "a"
