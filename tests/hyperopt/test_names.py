"""The names that scripts import, and what is said where there is none."""

from importlib import import_module

import pytest

import bayesopt.hyperopt
from bayesopt.hyperopt.missing import ADVICE

IMPORTS = """
from {0} import fmin, hp, tpe, rand, anneal, atpe, mix, pyll, exceptions
from {0} import Trials, Ctrl, Domain, FMinIter, trials_from_docs, space_eval, partial
from {0} import STATUS_NEW, STATUS_RUNNING, STATUS_SUSPENDED, STATUS_OK, STATUS_FAIL
from {0} import STATUS_STRINGS, JOB_STATES, fmin_pass_expr_memo_ctrl
from {0} import JOB_STATE_NEW, JOB_STATE_RUNNING, JOB_STATE_DONE, JOB_STATE_ERROR
from {0}.base import STATUS_OK, Trials, Domain, JOB_STATE_DONE, miscs_update_idxs_vals
from {0}.base import miscs_to_idxs_vals, spec_from_misc, JOB_VALID_STATES
from {0}.early_stop import no_progress_loss
from {0}.exceptions import AllTrialsFailed, BadSearchSpace, DuplicateLabel, InvalidLoss
from {0}.fmin import fmin, space_eval, generate_trials_to_calculate, partial
from {0}.fmin import fmin_pass_expr_memo_ctrl, generate_trial
from {0}.hp import choice, pchoice, uniform, quniform, uniformint, loguniform, qloguniform
from {0}.hp import normal, qnormal, lognormal, qlognormal, randint
from {0}.pyll import scope, as_apply, rec_eval, stochastic, dfs, Apply, Literal
from {0}.pyll.base import scope, Apply
from {0}.pyll.stochastic import sample
from {0}.tpe import suggest
from {0}.progress import default_callback, no_progress_callback, tqdm_progress_callback
import {0}.hp
assert callable(fmin) and callable(scope.int)
assert (JOB_STATE_NEW, JOB_STATE_RUNNING, JOB_STATE_DONE, JOB_STATE_ERROR) == (0, 1, 2, 3)
assert STATUS_STRINGS == ("new", "running", "suspended", "ok", "fail")
"""


@pytest.mark.parametrize("line", IMPORTS.strip().splitlines()[:-3])
def test_names_can_be_imported(library, line):
    exec(line.format(library.__name__), {})


def test_constants_are_the_same(library):
    exec(IMPORTS.format(library.__name__), {})


@pytest.mark.parametrize("name", ADVICE)
def test_what_is_missing_says_so_in_one_line(name, monkeypatch):
    # a module of that name, once somebody has imported it, is an attribute of the package
    monkeypatch.delitem(vars(bayesopt.hyperopt), name, raising=False)
    with pytest.raises(ImportError, match=ADVICE[name].split(";")[0]) as raised:
        getattr(bayesopt.hyperopt, name)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("module", "name"),
    [("mongoexp", "MongoTrials"), ("plotting", "main_plot_history")],
)
def test_modules_that_are_missing_say_so(module, name):
    module = import_module(f"bayesopt.hyperopt.{module}")
    with pytest.raises(ImportError, match=f"{name}: bayesopt"):
        getattr(module, name)


def test_names_that_nobody_knows():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = bayesopt.hyperopt.nothing


def test_every_public_name_resolves():
    for name in bayesopt.hyperopt.__all__:
        assert getattr(bayesopt.hyperopt, name) is not None
