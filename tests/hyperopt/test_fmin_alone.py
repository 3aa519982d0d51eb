"""What `fmin` promises beyond Hyperopt."""

import pickle

import numpy as np
import pytest

from bayesopt import InvalidParameter
from bayesopt.hyperopt import STATUS_OK, Domain, FMinIter, Trials, exceptions, fmin, hp, rand, tpe


@pytest.mark.parametrize(
    "make", [lambda: 3, lambda: np.int64(3), lambda: np.random.RandomState(3)]
)
def test_seeds_of_every_kind(make):
    def best():
        return fmin(
            lambda x: x, hp.uniform("x", 0, 1), rand.suggest, 5, rstate=make(), verbose=False
        )

    assert best() == best()


def test_a_random_state_is_moved_on():
    state = np.random.RandomState(1)
    first, second = (
        fmin(lambda x: x, hp.uniform("x", 0, 1), rand.suggest, 5, rstate=state, verbose=False)
        for _ in "ab"
    )
    assert first != second


def test_seeds_that_are_none():
    with pytest.raises(TypeError, match="rstate = 'a'"):
        fmin(lambda x: x, hp.uniform("x", 0, 1), rand.suggest, 5, rstate="a")


def test_functions_that_are_none():
    with pytest.raises(TypeError, match=r"algo = 'tpe' is no algorithm; pass tpe\.suggest"):
        fmin(lambda x: x, hp.uniform("x", 0, 1), algo="tpe", max_evals=5)
    with pytest.raises(TypeError, match=r"fn = 3 is no function; pass one of \(point\)"):
        fmin(3, hp.uniform("x", 0, 1), max_evals=5)


def test_real_values_on_request():
    space = hp.choice(
        "model", [{"kind": "svm", "C": hp.lognormal("C", 0, 1)}, ["net", hp.uniformint("n", 1, 5)]]
    )
    fn = lambda p: float(isinstance(p, dict))  # noqa: E731
    best = fmin(fn, space, rand.suggest, 20, rstate=1, verbose=False, return_values=True)
    assert best == {"model": ("net", best["n"]), "n": best["n"]}
    assert type(best["n"]) is int


def test_values_are_plain_numbers():
    trials = Trials()
    space = [hp.choice("c", "ab"), hp.quniform("q", 0, 1, 0.1), hp.randint("r", 9)]
    best = fmin(lambda p: 0, space, rand.suggest, 3, trials=trials, verbose=False)
    assert [type(value) for value in best.values()] == [int, float, int]


def test_a_small_space_is_evaluated_as_often_as_asked():
    trials = Trials()
    fmin(lambda c: c, hp.choice("c", [1, 2]), tpe.suggest, 40, trials=trials, verbose=False)
    assert len(trials) == 40


def test_tpe_is_the_default(caplog):
    assert fmin(lambda x: x, hp.uniform("x", 0, 1), max_evals=3, verbose=False).keys() == {"x"}


def test_an_interrupted_trial_is_the_next_one():
    trials, seen = Trials(), []

    def fn(x):
        seen.append(x)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return x

    with pytest.raises(KeyboardInterrupt):
        fmin(fn, hp.uniform("x", 0, 1), rand.suggest, 5, trials=trials, rstate=1, verbose=False)
    fmin(fn, hp.uniform("x", 0, 1), rand.suggest, 5, trials=trials, rstate=2, verbose=False)
    assert seen[2] == seen[3]
    assert len(trials) == 5
    assert {t["state"] for t in trials} == {2}


def test_what_is_no_result():
    with pytest.raises(exceptions.InvalidLoss, match="returned None"):
        fmin(lambda x: None, hp.uniform("x", 0, 1), rand.suggest, 5, verbose=False)
    with pytest.raises(InvalidParameter):
        hp.randint("x", 0)


def test_the_bar_of_tqdm_or_none(capsys):
    fmin(lambda x: x, hp.uniform("x", 0, 1), rand.suggest, 3)
    assert "best loss" in capsys.readouterr().err


def test_the_domain_knows_its_parameters():
    domain = Domain(lambda x: x, [hp.uniform("a", 0, 1), hp.choice("c", [hp.normal("b", 0, 1)])])
    assert [*domain.params] == ["a", "c", "b"]
    assert domain.space is None
    assert Domain(lambda x: x, hp.uniform("a", 0, 1)).space.keys() == {"a"}


def test_trials_can_be_pickled_and_searched_on():
    trials = Trials()
    space = hp.uniform("x", 0, 1)
    fmin(lambda x: {"loss": x, "status": STATUS_OK}, space, rand.suggest, 3, trials=trials)
    copy = pickle.loads(pickle.dumps(trials))
    assert copy.argmin == trials.argmin
    fmin(lambda x: x, space, rand.suggest, 5, trials=copy, verbose=False)
    assert (len(copy), len(trials)) == (5, 3)


def test_fminiter_needs_no_more_than_it_is_given():
    trials = Trials()
    FMinIter(rand.suggest, Domain(lambda x: x, hp.uniform("x", 0, 1)), trials, 1).run(2)
    assert len(trials) == 2


def test_no_progress_counts_failures_as_none():
    from bayesopt.hyperopt.early_stop import no_progress_loss

    trials = Trials()
    fmin(
        lambda x: {"status": "fail"} if len(trials) > 1 else x,
        hp.uniform("x", 0, 1),
        rand.suggest,
        50,
        trials=trials,
        verbose=False,
        early_stop_fn=no_progress_loss(5),
    )
    assert len(trials) < 10


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"trials": []}, r"trials = \[\]; pass a bayesopt.hyperopt.Trials"),
        ({"max_evals": 2.5}, r"max_evals = 2\.5; pass 0 or more, a whole number"),
        ({"early_stop_fn": lambda trials: True}, r"returned True; return \(stop, state\)"),
        ({"early_stop_fn": lambda trials, *_: (False, None)}, "returned the state None"),
        ({"points_to_evaluate": [3]}, "3 is no assignment; pass {label: number}"),
        ({"points_to_evaluate": "a"}, "points_to_evaluate = 'a'; pass a list of dicts"),
        ({"points_to_evaluate": [{"x": "a"}]}, "{'x': 'a'} is no assignment"),
    ],
)
def test_arguments_that_make_no_sense(arguments, says):
    with pytest.raises((TypeError, ValueError), match=says):
        fmin(
            lambda x: x,
            hp.uniform("x", 0, 1),
            rand.suggest,
            **{"max_evals": 3, "verbose": False, **arguments},
        )


def test_the_step_of_uniformint_is_not_used_as_in_hyperopt():
    with pytest.warns(UserWarning, match=r"q = 2\.0 is not used"):
        space = hp.uniformint("x", 1, 3, q=2.0)
    trials = Trials()
    fmin(lambda x: x, space, rand.suggest, 30, trials=trials, rstate=1, verbose=False)
    assert set(trials.vals["x"]) == {1, 2, 3}
