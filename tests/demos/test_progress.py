import io

import pytest

from bayesopt.demos import progress as subject


class Terminal(io.StringIO):
    def isatty(self):
        return True


def work(file):
    with subject.progress(3, "picture", file) as told:
        told.begin("figure 1")
        told.step()
        told.begin("figure 2")
        told.step()
        told.step()


def test_without_a_terminal_there_is_a_line_for_each_beginning():
    file = io.StringIO()
    work(file)
    first, second = file.getvalue().splitlines()
    assert first.endswith("0/3 pictures] figure 1")
    assert second.endswith("1/3 pictures] figure 2")


def test_a_terminal_gets_a_bar():
    pytest.importorskip("tqdm")
    file = Terminal()
    work(file)
    assert "figure 2: 100%" in file.getvalue()
    assert "3/3" in file.getvalue()


def test_a_terminal_without_tqdm_gets_lines(monkeypatch):
    monkeypatch.setattr(subject, "find_spec", lambda name: None)
    file = Terminal()
    work(file)
    assert len(file.getvalue().splitlines()) == 2
