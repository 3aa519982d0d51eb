import argparse
import json
import os

import pytest

from bayesopt.demos import gold_mining
from bayesopt.demos.gold_mining import CHAPTERS
from bayesopt.errors import InvalidParameter


def run(*words):
    parser = argparse.ArgumentParser()
    gold_mining.add_arguments(parser)
    return gold_mining.main(parser.parse_args([str(word) for word in words]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Figures 1, 2, 6 and 13."""
    folder = tmp_path_factory.mktemp("gold")
    assert run("--out", folder / "new", "--only", 1, 2, 6, 13) == 0
    return folder / "new"


def test_only_the_figures_asked_for_are_drawn(folder):
    assert {path.stem for path in folder.glob("*.png")} == {
        f"figure-{k:02d}" for k in (1, 2, 6, 13)
    }


def test_as_many_pictures_are_drawn_as_the_progress_counts(folder):
    assert len(list(folder.rglob("*.png"))) == sum(
        chapter.pictures for chapter in CHAPTERS if chapter.number in (1, 2, 6, 13)
    )
    assert len(list(folder.rglob("*.gif"))) == 1
    assert not list(folder.rglob("*.svg"))


def test_svg_stands_beside_every_png(tmp_path):
    run("--out", tmp_path, "--format", "svg", "--only", 1, 13)
    for name in ("figure-01", "figure-13"):
        assert (tmp_path / f"{name}.png").stat().st_size > 1000
        assert "</svg>" in (tmp_path / f"{name}.svg").read_text(encoding="utf-8")


def test_the_numbers_of_figure_6_tell_its_story(folder):
    rows = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))["figure-06"]["rows"]
    last = {row["method"]: row for row in rows if row["iteration"] == 9}
    learning, bayesian = last["active learning"], last["Bayesian optimisation"]
    assert learning["RMSE"] < bayesian["RMSE"]
    assert learning["best gold"] < bayesian["best gold"]


def test_random_beats_grid_where_one_parameter_matters(folder):
    rows = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))["figure-13"]["rows"]
    grid, random, many, _ = rows
    assert (grid["values of east"], random["values of east"]) == (5, 25)
    assert many["best gold"] > grid["best gold"]


def test_the_terminal_shows_numbers_time_and_place(tmp_path, capsys):
    run("--out", tmp_path, "--only", 1)
    out, err = capsys.readouterr()
    assert f"Open {tmp_path / 'index.html'}" in out
    assert "s in all, most of it: figure 1" in out
    assert "figure 1: The land" in err


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("")
    with pytest.raises(InvalidParameter, match="taken: File exists; name a folder"):
        run("--out", taken, "--only", 1)


@pytest.mark.skipif(os.name != "posix", reason="folders without write permission are POSIX")
def test_a_folder_that_cannot_be_made_is_refused():
    with pytest.raises(InvalidParameter, match="name a folder that can be written to"):
        run("--out", "/dev/null/gold", "--only", 1)


def test_unknown_figures_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        run("--out", tmp_path, "--only", 15)
    assert "15" in capsys.readouterr().err
