"""Errors, and how their messages are worded."""

import pytest

from bayesopt import errors
from bayesopt.errors import BayesoptError, StudyNotFound, shown


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("InvalidParameter", ValueError),
        ("InvalidValue", ValueError),
        ("AlreadyTold", ValueError),
        ("UnknownTrial", ValueError),
        ("NoCompleteTrial", ValueError),
        ("StudyNotFound", KeyError),
        ("SpaceExhausted", Exception),
        ("TrialPruned", Exception),
        ("DuplicatedStudyError", Exception),
    ],
)
def test_each_is_ours_and_the_builtin_that_callers_expect(name, builtin):
    assert issubclass(getattr(errors, name), BayesoptError)
    assert issubclass(getattr(errors, name), builtin)


def test_a_missing_study_reads_as_text_although_it_is_a_key_error():
    assert str(StudyNotFound("no study named 'z'")) == "no study named 'z'"


def test_values_are_shown_as_their_repr_unless_they_are_long():
    assert shown("a\n") == "'a\\n'"
    assert shown([1.5, None]) == "[1.5, None]"
    text = shown("x" * 10**6)
    assert len(text) < 250
    assert "characters more" in text


def test_values_that_cannot_be_printed_are_named_by_their_type():
    class Mute:
        def __repr__(self):
            raise RuntimeError

    assert shown(Mute()) == "<Mute that cannot be printed>"
    assert shown(10**5000) == "<int that cannot be printed>"


def test_warnings_point_at_the_callers_line():
    from bayesopt import Float

    with pytest.warns(UserWarning, match="step") as caught:
        Float(0, 1, step=0.3)
    assert caught[0].filename == __file__
