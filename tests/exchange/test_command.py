"""Studies from one form to another, by the command line."""

import pytest

from bayesopt import create_study
from bayesopt.cli import main
from bayesopt.studies import load_study


def loss(trial):
    return trial.suggest_float("x", 0, 1) / 3 + trial.suggest_int("k", 1, 3)


@pytest.fixture
def study(tmp_path):
    study = create_study(storage=str(tmp_path / "study.db"), study_name="s", seed=1)
    study.optimize(loss, n_trials=6)
    return study


@pytest.mark.parametrize("form", ["copy.jsonl", "copy.csv", "copy.db", "optuna:", "optuna:log"])
def test_there_and_back(study, form, tmp_path, capsys):
    if form.startswith("optuna:"):
        pytest.importorskip("optuna", reason="pip install bayesopt[parity]")
    target = str(tmp_path / form)
    if form == "optuna:":
        target = f"optuna:sqlite:///{tmp_path}/optuna.db"
    elif form == "optuna:log":
        target = f"optuna:{tmp_path}/journal.log"
    assert main(["export", str(tmp_path / "study.db"), "--to", target]) == 0
    assert main(["import", target, "--to", str(tmp_path / "back.db"), "--as", "again"]) == 0
    assert capsys.readouterr().out == (
        f"'s': 6 trials, in {target}\n'again': 6 trials, in {tmp_path / 'back.db'}\n"
    )
    again = load_study(study_name="again", storage=str(tmp_path / "back.db"))
    assert again.trials == study.trials
    assert again.replay().ok


def test_errors_are_one_line(study, tmp_path, capsys):
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}\n")
    assert main(["import", str(broken), "--to", str(tmp_path / "new.db")]) == 2
    assert "broken.jsonl, line 1: 'study'" in capsys.readouterr().err
    assert not (tmp_path / "new.db").exists()
    assert main(["export", str(tmp_path / "study.db"), "--to", "x.csv", "--study", "t"]) == 2
    assert "no study named 't'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import", "none.csv", "--to", "x.db"], "none.csv: No such file"),
        (["export", "study.db", "--to", "none/x.csv"], "none/x.csv: No such file"),
        (["export", "study.db", "--to", "redis://host"], "of no known kind"),
        (["export", "study.db", "--to", "x.xyz"], "names no form"),
    ],
)
def test_places_that_are_none_are_one_line(study, words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    assert main(words) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ") and says in told and told.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["there.csv", "there.jsonl"])
def test_files_of_text_are_not_written_over(study, name, tmp_path, capsys):
    (tmp_path / name).write_text("mine")
    assert main(["export", str(tmp_path / "study.db"), "--to", str(tmp_path / name)]) == 2
    assert f"{name} exists; remove it" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("foo://x", "optuna:foo://x cannot be opened: "),
        (
            "oracle+cx_oracle://u:secret@localhost/x",
            "optuna:oracle+cx_oracle://u:***@localhost/x: ",
        ),
        ("sqlite:///none.db", "none.db does not exist"),
        ("none.log", "none.log does not exist"),
        ("sqlite:///none/none.db", "none/none.db does not exist"),
    ],
)
def test_storages_of_optuna_that_are_none(url, says, tmp_path, monkeypatch, capsys):
    pytest.importorskip("optuna", reason="pip install bayesopt[parity]")
    monkeypatch.chdir(tmp_path)
    assert main(["import", f"optuna:{url}", "--to", "new.db"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ") and says in told and told.count("\n") == 1
    assert "secret" not in told
    assert [*tmp_path.iterdir()] == []
