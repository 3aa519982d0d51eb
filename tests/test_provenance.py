"""Settings are kept with a study once, under a mark, and are not its user's attributes."""

from bayesopt import create_study
from bayesopt.duplicates import Duplicates
from bayesopt.provenance import Provenance, ours
from bayesopt.pruners import MedianPruner, NopPruner
from bayesopt.samplers import RandomSampler, TPESampler


def test_equal_settings_have_one_mark_and_others_another():
    log = create_study()._log
    known = Provenance(log)
    first = known.mark(RandomSampler(), MedianPruner(), Duplicates.ALLOW)
    assert known.mark(RandomSampler(seed=3), MedianPruner(), Duplicates.ALLOW) == first
    assert Provenance(log).mark(RandomSampler(), MedianPruner(), Duplicates.ALLOW) == first
    others = {
        known.mark(TPESampler(), MedianPruner(), Duplicates.ALLOW),
        known.mark(RandomSampler(), NopPruner(), Duplicates.ALLOW),
        known.mark(RandomSampler(), MedianPruner(), Duplicates.AVOID),
    }
    assert len(others | {first}) == 4
    assert sum(map(ours, log.attrs())) == 6  # four, the last one, and of the facts


def test_the_last_settings_are_made_again():
    log = create_study()._log
    known = Provenance(log)
    assert known.again("sampler") is None
    known.mark(RandomSampler(), NopPruner(), Duplicates.ALLOW)
    known.mark(TPESampler(n_startup_trials=3), MedianPruner(), Duplicates.ALLOW)
    assert known.again("sampler").arguments()["n_startup_trials"] == 3
    assert isinstance(known.again("pruner"), MedianPruner)


def test_what_a_user_sets_stays_his():
    study = create_study()
    study.ask()
    study.set_user_attr("bayesopt:note", 1)
    assert study.user_attrs == {"bayesopt:note": 1}
