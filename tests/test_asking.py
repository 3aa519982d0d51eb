"""How trials come to be where others ask at the same time."""

from datetime import datetime

import pytest

import bayesopt
from bayesopt import TrialState
from bayesopt.asking import ask_one
from bayesopt.samplers import AutoSampler, GridSampler, RandomSampler
from bayesopt.storages import InMemoryStorage, Worker

SPACE = {"x": bayesopt.Float(0, 1), "n": bayesopt.Int(1, 9)}


class Meddled(RandomSampler):
    """Lets somebody else have a word before each of its suggestions, once per item."""

    def __init__(self, words):
        super().__init__()
        self.words = list(words)

    def suggest(self, space, history, rng):
        if self.words:
            self.words.pop(0)()
        return super().suggest(space, history, rng)


def pair(words=()):
    """Two views of one study; while the second suggests, `words` are called with the first."""
    storage = InMemoryStorage()
    first = bayesopt.Study(
        study_name="s", storage=storage, seed=7, space=SPACE, sampler=RandomSampler()
    )
    second = bayesopt.Study(
        study_name="s",
        storage=storage,
        load_if_exists=True,
        sampler=Meddled([lambda word=word: word(first) for word in words]),
    )
    return first, second


def undisturbed(n):
    study = bayesopt.Study(seed=7, space=SPACE, sampler=RandomSampler())
    return [study.ask().params for _ in range(n)]


def written(study):
    """How often the study's trials have been written."""
    return study._ledger.log.since(0)[1]


def test_a_trial_that_nobody_else_could_take_is_written_once():
    study, _ = pair()
    for k in range(3):
        study.ask()
        assert written(study) == k + 1


def test_a_trial_starts_once_it_has_been_thought_about(tmp_path):
    # the default goes by how long evaluations take, which is not how long they are asked for
    class Timed(RandomSampler):
        def suggest(self, *of):
            suggested = super().suggest(*of)
            self.done = datetime.now()
            return suggested

    study = bayesopt.create_study(sampler=Timed(), storage=str(tmp_path / "study.db"))
    for _ in range(3):
        trial = study.ask({"x": bayesopt.Float(0, 1)})
        assert trial.datetime_start >= study.sampler.done
        study.tell(trial, 0.0)
        assert study.trials[-1].datetime_start == trial.datetime_start


def test_a_number_taken_meanwhile_leads_to_the_suggestion_of_the_number_that_is_left():
    first, second = pair([bayesopt.Study.ask])
    trial = second.ask()
    assert trial.number == 1
    assert [t.params for t in first.trials] == undisturbed(2)
    assert trial.params == undisturbed(2)[1]
    second.tell(trial, 0.5)
    assert first.replay().ok


def test_many_that_ask_in_turns_get_what_one_would_get():
    first, second = pair([bayesopt.Study.ask, lambda _: None] * 5)
    while len(first.trials) < 12:
        second.ask()
    assert [t.params for t in first.trials] == undisturbed(len(first.trials))
    assert first.replay().ok


def test_a_number_taken_meanwhile_leads_to_a_suggestion_that_knows_who_took_it():
    first, second = pair([bayesopt.Study.ask])
    trial = second.ask()
    assert first.trials[trial.number].seen["running"][0][:2] == [0, 0]


@pytest.mark.parametrize("meddlings", [1, 5])
def test_processes_are_not_given_one_point(meddlings):
    """Each time that the second has planned, the first has asked."""
    storage = InMemoryStorage()

    def study(sampler):
        return bayesopt.create_study(
            study_name="s",
            storage=storage,
            load_if_exists=True,
            seed=3,
            space=SPACE,
            sampler=sampler,
        )

    class Late(AutoSampler):
        left = 0

        def suggest(self, space, history, rng):
            if self.left:
                self.left -= 1
                first.ask()
            return super().suggest(space, history, rng)

    first = study(AutoSampler())
    for _ in range(12):
        trial = first.ask()
        first.tell(trial, (trial.params["x"] - 0.3) ** 2 + trial.params["n"])
    late = Late()
    with pytest.warns(UserWarning, match="other settings"):
        second = study(late)
    late.left = meddlings
    second.ask()
    trials = second.trials
    assert len(trials) == 12 + meddlings + 1
    x, n = zip(*((trial.params["x"], trial.params["n"]) for trial in trials), strict=True)
    for i in range(12, len(trials)):
        near = [abs(x[i] - x[j]) < 1e-6 and n[i] == n[j] for j in range(i)]
        assert not any(near)


def test_a_point_enqueued_meanwhile_comes_first():
    first, second = pair([lambda study: study.enqueue_trial({"x": 0.25})])
    trial = second.ask()
    assert (trial.number, trial.params["x"]) == (0, 0.25)
    assert trial.params["n"] == undisturbed(1)[0]["n"]
    assert len(first.trials) == 1


def test_after_a_number_was_taken_trials_are_claimed_first_until_nobody_interferes():
    first, second = pair([bayesopt.Study.ask, lambda _: None, lambda _: None, lambda _: None])
    second.ask()
    assert written(first) == 3  # the other's, the claim, the plan
    second.ask()
    assert written(first) == 5
    second.ask()
    assert written(first) == 6


def test_an_interruption_while_a_claimed_trial_is_planned_leaves_it_waiting():
    def interrupt(study):
        raise KeyboardInterrupt

    first, second = pair([bayesopt.Study.ask, interrupt])
    with pytest.raises(KeyboardInterrupt):
        second.ask()
    assert [t.state for t in first.trials] == [TrialState.RUNNING, TrialState.WAITING]
    assert second.ask().number == 1
    assert [t.params for t in first.trials] == undisturbed(2)


def test_what_no_file_can_hold_fails_under_its_number(tmp_path):
    class Noted(RandomSampler):
        def suggest(self, space, history, rng):
            return bayesopt.samplers.Suggestion(
                super().suggest(space, history, rng).params, {"note": object()}
            )

    study = bayesopt.Study(storage=tmp_path / "s.db", space=SPACE, sampler=Noted())
    with pytest.raises(bayesopt.errors.NotJSON, match="note"):
        study.ask()
    assert [t.state for t in study.trials] == [TrialState.FAIL]


def test_what_cannot_be_planned_leaves_alone_what_was_enqueued_meanwhile():
    def fail(study):
        study.enqueue_trial({"x": 0.25})
        raise ZeroDivisionError

    first, second = pair([fail])
    trial = second.ask()
    assert (trial.number, trial.params["x"]) == (0, 0.25)
    assert [t.state for t in first.trials] == [TrialState.RUNNING]


def test_what_cannot_be_planned_under_a_number_taken_meanwhile_is_planned_again():
    def fail(study):
        study.ask()
        raise ZeroDivisionError

    first, second = pair([fail])
    assert second.ask().params == undisturbed(2)[1]
    assert [t.state for t in first.trials] == [TrialState.RUNNING] * 2


class DisturbedGrid(GridSampler):
    """Lets somebody else have a word before each of its suggestions."""

    word = staticmethod(lambda: None)

    def suggest(self, space, history, rng):
        self.word()
        return super().suggest(space, history, rng)


NINE = {"n": bayesopt.Int(1, 9)}


@pytest.mark.parametrize(
    ("sampler", "disturbed", "duplicates"),
    [
        (RandomSampler(), Meddled(()), "avoid"),
        (GridSampler({"n": range(1, 10)}), DisturbedGrid({"n": range(1, 10)}), "allow"),
    ],
    ids=["avoid", "grid"],
)
def test_no_point_is_suggested_twice_however_many_ask(sampler, disturbed, duplicates):
    given = {"study_name": "s", "storage": InMemoryStorage(), "duplicates": duplicates}
    first = bayesopt.Study(**given, seed=7, space=NINE, sampler=sampler)
    second = bayesopt.Study(**given, load_if_exists=True, sampler=disturbed)
    found, turns = [], iter([True, False, False] * 99)

    def others():
        if next(turns) and len(first.trials) < 9:
            found.append(first.ask().params["n"])

    disturbed.word, disturbed.words = others, [others] * 99
    with pytest.raises(bayesopt.SpaceExhausted):
        while len(found) < 20:
            found.append(second.ask().params["n"])
    assert sorted(found) == list(range(1, 10))
    assert [t.state for t in first.trials] == [TrialState.RUNNING] * 9
    assert first.replay().ok


@pytest.mark.parametrize("policy", ["avoid", "cache", "grid"])
def test_the_last_point_of_a_dead_worker_is_taken_up(policy):
    sampler = GridSampler({"n": range(1, 10)}) if policy == "grid" else RandomSampler()
    duplicates = "allow" if policy == "grid" else policy
    study = bayesopt.Study(seed=7, space=NINE, sampler=sampler, duplicates=duplicates)
    dead = Worker.here()
    last = [ask_one(study, worker=dead) for _ in range(9)][-1]
    for trial in range(8):
        study.tell(trial, 1.0)
    if policy != "cache":
        with pytest.raises(bayesopt.SpaceExhausted):
            study.ask()
    dead.stop()
    again = study.ask()
    assert (again.number, again.params) == (last.number, last.params)


@pytest.mark.parametrize("given", [{"n": 5}, {"other": 1}, None])
def test_a_trial_that_somebody_else_takes_leaves_a_point_of_its_own(monkeypatch, given):
    where = {"study_name": "s", "storage": InMemoryStorage(), "duplicates": "avoid"}
    space = {**NINE, "other": bayesopt.Int(1, 1)}
    first = bayesopt.Study(**where, seed=7, space=space, sampler=RandomSampler())
    second = bayesopt.load_study(study_name="s", storage=where["storage"])
    if given is not None:
        first.enqueue_trial(given)
    begin = second._log.begin

    def taken(*args):
        monkeypatch.undo()
        asked.append(first.ask())
        begun = begin(*args)
        second._ledger.sync()  # as another thread may do at any time
        return begun

    asked = []
    monkeypatch.setattr(second._log, "begin", taken)
    asked += [second.ask() for _ in range(8)]
    assert sorted(trial.params["n"] for trial in asked) == list(range(1, 10))
    assert first.replay().ok


def test_what_was_enqueued_stays_so_over_an_interruption():
    """A grid counts no combination as visited that the trial does not evaluate."""
    grid = {"a": [0, 1, 2], "b": [0, 1]}
    study = bayesopt.Study(sampler=GridSampler(grid), seed=3)
    study.enqueue_trial({"b": 1})

    def objective(trial, stop):
        b = trial.suggest_int("b", 0, 1)
        if stop:
            raise KeyboardInterrupt
        return trial.suggest_int("a", 0, 2) + b

    with pytest.raises(KeyboardInterrupt):
        study.optimize(lambda trial: objective(trial, True))
    study.optimize(lambda trial: objective(trial, False))
    points = [(trial.params["a"], trial.params["b"]) for trial in study.trials]
    assert set(points) == {(a, b) for a in grid["a"] for b in grid["b"]}
    assert study.replay().ok
