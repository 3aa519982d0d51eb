"""What `fmin` promises, on both libraries."""

import time
from importlib import import_module

import numpy as np
import pytest


def search(library, fn=lambda x: (x - 0.3) ** 2, space=None, **options):
    space = library.hp.uniform("x", -1, 1) if space is None else space
    options = {
        "algo": library.rand.suggest,
        "max_evals": 20,
        "rstate": np.random.default_rng(1),
        "verbose": False,
        **options,
    }
    return library.fmin(fn, space, **options)


def test_the_answer_is_the_best_assignment(library):
    trials = library.Trials()
    best = search(library, trials=trials)
    assert best == trials.argmin
    assert (best["x"] - 0.3) ** 2 == min(trials.losses())
    assert len(trials) == 20
    assert trials.tids == [*range(20)]


def test_choices_come_as_numbers_or_as_a_point(library):
    space = {"c": library.hp.choice("c", ["bad", "good"])}
    fn = lambda point: float(point["c"] == "bad")  # noqa: E731
    assert search(library, fn, space) == {"c": 1}
    assert search(library, fn, space, return_argmin=False) == {"c": "good"}


def test_results_keep_what_the_objective_returns(library):
    trials = library.Trials()

    def fn(x):
        return {
            "loss": np.float32(x),
            "status": library.STATUS_OK,
            "note": ["any", x],
            "attachments": {"blob": b"123"},
        }

    search(library, fn, trials=trials, max_evals=3)
    assert trials.results[0]["note"][0] == "any"
    assert type(trials.losses()[0]) is float
    assert "attachments" not in trials.results[0]
    attached = trials.trial_attachments(trials.trials[1])
    assert attached["blob"] == b"123"
    assert "blob" in attached
    assert trials.attachments["ATTACH::1::blob"] == b"123"


def test_failed_trials_are_kept_and_never_best(library):
    trials = library.Trials()

    def fn(x):
        return {"status": library.STATUS_FAIL} if x < 0 else {"loss": x, "status": "ok"}

    best = search(library, fn, trials=trials)
    assert best["x"] >= 0
    assert set(trials.statuses()) == {"ok", "fail"}
    assert trials.losses().count(None) == trials.statuses().count("fail")


def test_losses_that_are_nan_are_never_best(library):
    best = search(library, lambda x: float("nan") if x < 0 else x)
    assert best["x"] >= 0


def test_all_trials_failed(library):
    with pytest.raises(library.exceptions.AllTrialsFailed):
        search(library, lambda x: {"status": library.STATUS_FAIL})


def test_what_the_objective_raises_is_raised(library):
    trials = library.Trials()

    def fn(x):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        search(library, fn, trials=trials)
    assert len(trials) == 0


def test_what_the_objective_raises_can_be_caught(library):
    trials = library.Trials()

    def fn(x):
        if x < 0:
            raise KeyError("mine")
        return x

    best = search(library, fn, trials=trials, catch_eval_exceptions=True)
    assert best["x"] >= 0
    assert 0 < len(trials) < 20
    errors = [t for t in trials._dynamic_trials if t["state"] == library.JOB_STATE_ERROR]
    assert len(errors) + len(trials) == 20
    assert errors[0]["misc"]["error"] == ("<class 'KeyError'>", "'mine'")


@pytest.mark.parametrize(
    ("returned", "error"),
    [
        ({"loss": 1.0, "status": "fine"}, "InvalidResultStatus"),
        ({"status": "ok"}, "InvalidLoss"),
        ({"loss": None, "status": "ok"}, "InvalidLoss"),
    ],
)
def test_results_that_make_no_sense(library, returned, error):
    with pytest.raises(getattr(library.exceptions, error)):
        search(library, lambda x: returned)


def test_a_search_goes_on_where_it_was(library):
    trials = library.Trials()
    search(library, trials=trials, max_evals=5)
    first = [t["misc"]["vals"] for t in trials]
    search(library, trials=trials, max_evals=12)
    assert len(trials) == 12
    assert [t["misc"]["vals"] for t in trials][:5] == first
    search(library, trials=trials, max_evals=3)
    assert len(trials) == 12


def test_points_to_evaluate_come_first_and_on_top(library):
    seen = []
    points = [{"x": 0.25}, {"x": -0.5}]
    best = search(
        library, lambda x: seen.append(x) or abs(x - 0.25), points_to_evaluate=points, max_evals=5
    )
    assert seen[:2] == [0.25, -0.5]
    assert len(seen) == 7
    assert best == {"x": 0.25}


def test_points_to_evaluate_for_nested_choices(library):
    space = library.hp.choice("c", [{"x": library.hp.uniform("x", 0, 1)}, "y"])
    seen = []
    module = import_module(f"{library.__name__}.fmin")
    trials = module.generate_trials_to_calculate([{"c": 0, "x": 0.5}, {"c": 1}])
    search(library, lambda p: seen.append(p) or 0.0, space, trials=trials, max_evals=4)
    assert seen[:2] == [{"x": 0.5}, "y"]


def test_it_stops_below_the_threshold(library):
    trials = library.Trials()
    search(library, lambda x: -float(len(trials.results)), trials=trials, loss_threshold=-3.5)
    assert min(trials.losses()) < -3.5
    assert sorted(trials.losses())[1] >= -3.5


def test_it_stops_after_the_timeout(library):
    trials = library.Trials()
    start = time.monotonic()
    search(library, lambda x: time.sleep(0.05) or x, trials=trials, max_evals=None, timeout=0.3)
    assert 0.3 <= time.monotonic() - start < 2  # one trial more, and a slow machine
    assert 1 <= len(trials) <= 6


@pytest.mark.parametrize("wrong", [{"timeout": 0}, {"timeout": "1"}, {"loss_threshold": True}])
def test_limits_that_make_no_sense(library, wrong):
    (name,) = wrong
    with pytest.raises(Exception, match=name):
        search(library, **wrong)


def test_early_stopping_passes_its_state_on(library):
    seen = []

    def stop(trials, count=0, *others):
        seen.append((len(trials), count, others))
        return count >= 4, [count + 1, "more"]

    trials = library.Trials()
    search(library, trials=trials, early_stop_fn=stop)
    assert seen == [(1, 0, ()), *((k + 1, k, ("more",)) for k in range(1, 5))]
    assert len(trials) == 5


def test_no_progress_stops(library):
    trials = library.Trials()
    early_stop = import_module(f"{library.__name__}.early_stop")
    losses = iter([5.0, 4.0, 4.0, 3.99, 3.99, 3.99, 3.99, 1.0, 0.0])
    search(
        library,
        lambda x: next(losses),
        trials=trials,
        early_stop_fn=early_stop.no_progress_loss(3, percent_increase=1),
    )
    assert trials.losses() == [5.0, 4.0, 4.0, 3.99, 3.99]


def test_the_same_seed_leads_to_the_same_trials(library):
    def losses(seed, algo):
        trials = library.Trials()
        search(library, trials=trials, rstate=np.random.default_rng(seed), algo=algo, max_evals=30)
        return trials.losses()

    for algo in (library.rand.suggest, library.tpe.suggest, library.anneal.suggest):
        assert losses(1, algo) == losses(1, algo) != losses(2, algo)


def test_a_generator_is_moved_on(library):
    rng = np.random.default_rng(1)
    first, second = library.Trials(), library.Trials()
    for trials in (first, second):
        search(library, trials=trials, rstate=rng)
    assert first.losses() != second.losses()


def test_the_environment_may_hold_the_seed(library, monkeypatch):
    monkeypatch.setenv("HYPEROPT_FMIN_SEED", "7")
    assert search(library, rstate=None) == search(library, rstate=None)
    monkeypatch.setenv("HYPEROPT_FMIN_SEED", "")
    assert search(library, rstate=None) != search(library, rstate=None)


def test_arguments_may_carry_the_space(library):
    x = library.hp.uniform("x", -1, 1)
    y = library.hp.uniform("y", -1, 1)

    def fn(x: x, y: y):
        return x**2 + y**2

    assert search(library, fn, "annotated").keys() == {"x", "y"}

    def wrong(x: float):
        return x

    with pytest.raises(library.exceptions.InvalidAnnotatedParameter):
        search(library, wrong, "annotated")


def test_objectives_may_ask_for_the_control(library):
    @library.fmin_pass_expr_memo_ctrl
    def fn(expr, memo, ctrl):
        ctrl.attachments["seen"] = b"1"
        point = library.pyll.rec_eval(expr, memo=memo)
        return {"loss": point["x"], "status": "ok"}

    trials = library.Trials()
    space = {"x": library.hp.uniform("x", 0, 1)}
    search(library, library.partial(fn), space, trials=trials, max_evals=3)
    assert trials.trial_attachments(trials.trials[2])["seen"] == b"1"


def test_algorithms_of_ones_own(library):
    def middle(new_ids, domain, trials, seed):
        docs = library.rand.suggest(new_ids, domain, trials, seed)
        for doc in docs:
            doc["misc"]["vals"]["x"] = [0.5]
        return docs

    trials = library.Trials()
    search(library, algo=middle, trials=trials, max_evals=3)
    assert trials.vals["x"] == [0.5] * 3
    search(library, algo=lambda *a: [], trials=trials, max_evals=9)
    assert len(trials) == 3


def test_a_queue_is_suggested_at_once(library):
    lengths = []

    def algo(new_ids, *rest):
        lengths.append(len(new_ids))
        return library.rand.suggest(new_ids, *rest)

    search(library, algo=algo, max_queue_len=4, max_evals=10)
    assert lengths == [4, 4, 2]


def test_trials_can_start_the_search(library):
    trials = library.Trials()
    space = {"x": library.hp.uniform("x", 0, 1)}
    best = trials.fmin(
        lambda p: p["x"], space, algo=library.rand.suggest, max_evals=5, show_progressbar=False
    )
    assert best == trials.argmin


def test_trials_of_another_kind_run_the_search_themselves(library):
    class Mine(library.Trials):
        def fmin(self, fn, space, **options):
            return fn, space, options["max_evals"], options["return_argmin"]

    fn, space, n, argmin = search(library, "fn", "space", trials=Mine())
    assert (fn, space, n, argmin) == ("fn", "space", 20, True)


def test_searches_can_be_walked(library):
    trials = library.Trials()
    domain = library.Domain(lambda x: x, library.hp.uniform("x", 0, 1))
    steps = library.FMinIter(
        library.rand.suggest, domain, trials, np.random.default_rng(1), max_evals=4
    )
    assert [len(t) for t in steps] == [1, 2, 3]


def test_a_bar_of_ones_own(library):
    moved = []

    class Bar:
        def __init__(self, initial, total):
            moved.append((initial, total))

        def __enter__(self):
            return self

        def __exit__(self, *exc):
            moved.append(self.postfix)

        def update(self, n):
            moved.append(n)

    search(library, lambda x: 1.5, show_progressbar=Bar, verbose=True, max_evals=3)
    assert moved == [(0, 3), 1, 1, 1, "best loss: 1.5"]
