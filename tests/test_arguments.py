"""Arguments checked where they come in."""

import math
import warnings

import numpy as np
import pytest

from bayesopt import GP, create_study
from bayesopt.arguments import number, seeded, truth, whole
from bayesopt.pruners import (
    BasePruner,
    HyperbandPruner,
    MedianPruner,
    NopPruner,
    ThresholdPruner,
)
from bayesopt.samplers import (
    ActiveLearningSampler,
    AnnealSampler,
    AutoSampler,
    BaseSampler,
    BOHBSampler,
    CmaEsSampler,
    GPSampler,
    GridSampler,
    NSGAIISampler,
    PartialFixedSampler,
    QMCSampler,
    RandomSampler,
    Suggestion,
    TPESampler,
    TrustRegionSampler,
)


@pytest.mark.parametrize("given", [3, np.int64(3), np.uint8(3)])
def test_whole_numbers_of_every_kind(given):
    assert type(whole("n", given, 3)) is int
    assert whole("n", given) == seeded(given) == 3


@pytest.mark.parametrize("given", [2.0, "3", None, math.nan, True, [1], 2])
def test_what_is_no_whole_number_or_too_low(given):
    with pytest.raises(ValueError, match=r"n = .*; pass 3 or more, a whole number"):
        whole("n", given, 3)


@pytest.mark.parametrize("given", ["x", None, 2, [True], np.array([1, 2])])
def test_what_is_neither_true_nor_false(given):
    with pytest.raises(ValueError, match=r"group = .*; pass True or False"):
        truth("group", given)


@pytest.mark.parametrize(
    "make",
    [
        AnnealSampler,
        AutoSampler,
        CmaEsSampler,
        GPSampler,
        NSGAIISampler,
        QMCSampler,
        RandomSampler,
        TPESampler,
        TrustRegionSampler,
        lambda seed: GridSampler({"x": [1, 2]}, seed=seed),
        lambda seed: create_study(seed=seed),
    ],
)
def test_seeds_of_every_sampler_are_whole_numbers_or_none(make):
    for seed in (None, -1, 2**70, np.int64(3)):
        make(seed=seed)
    for seed in (1.5, "a", True):
        with pytest.raises(ValueError, match=r"seed = .* is no whole number; pass an int or None"):
            make(seed=seed)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"n_startup_trials": -1}, "n_startup_trials = -1; pass 0 or more"),
        ({"n_startup_trials": "3"}, "n_startup_trials = '3'; pass 0 or more"),
        ({"n_startup_trials": None}, "n_startup_trials = None; pass 0 or more"),
        ({"n_startup_trials": math.nan}, "n_startup_trials = nan; pass 0 or more"),
        ({"n_ei_candidates": 2.5}, r"n_ei_candidates = 2\.5; pass 1 or more"),
        ({"n_ei_candidates": 0}, "n_ei_candidates = 0; pass 1 or more"),
        ({"multivariate": "x"}, "multivariate = 'x'; pass True or False"),
        ({"group": "x"}, "group = 'x'; pass True or False"),
        ({"constant_liar": "x"}, "constant_liar = 'x'; pass True or False"),
        ({"recipe": 3}, "recipe = 3 is none; pass OPTUNA, HYPEROPT or a Recipe"),
    ],
)
def test_arguments_of_tpe(arguments, says):
    with pytest.raises((TypeError, ValueError), match=says):
        TPESampler(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"x0": [1.0]}, r"x0 = \[1\.0\] is no mapping; pass values by name"),
        ({"sigma0": 0}, "sigma0 = 0; pass a number above 0 and up to 1"),
        ({"sigma0": math.nan}, "sigma0 = nan; pass a number above 0 and up to 1"),
        ({"sigma0": "a"}, "sigma0 = 'a'; pass a number above 0 and up to 1"),
        ({"n_startup_trials": -1}, "n_startup_trials = -1; pass 0 or more"),
        ({"popsize": 1}, "popsize = 1; pass 2 or more"),
        ({"use_separable_cma": "x"}, "use_separable_cma = 'x'; pass True or False"),
        ({"consider_pruned_trials": 2}, "consider_pruned_trials = 2; pass True or False"),
    ],
)
def test_arguments_of_cma_es(arguments, says):
    with pytest.raises((TypeError, ValueError), match=says):
        CmaEsSampler(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"population_size": 1}, "population_size = 1; pass 2 or more"),
        ({"population_size": 2.5}, r"population_size = 2\.5; pass 2 or more"),
        ({"mutation_prob": -0.1}, r"mutation_prob = -0\.1; pass a number from 0 to 1"),
        ({"crossover_prob": 1.5}, r"crossover_prob = 1\.5; pass a number from 0 to 1"),
        ({"swapping_prob": math.nan}, "swapping_prob = nan; pass a number from 0 to 1"),
        ({"crossover_prob": None}, "crossover_prob = None; pass a number from 0 to 1"),
    ],
)
def test_arguments_of_nsga_ii(arguments, says):
    with pytest.raises(ValueError, match=says):
        NSGAIISampler(**arguments)


def test_defaults_of_optuna_s_other_samplers_are_taken():
    CmaEsSampler(restart_strategy=None, source_trials=None)
    NSGAIISampler(mutation=None, crossover=None, after_trial_strategy=None)
    with pytest.warns(FutureWarning, match="with_margin = False changes nothing; drop it"):
        CmaEsSampler(with_margin=False)


def test_a_sampler_of_rungs_needs_them():
    with pytest.raises(TypeError, match="has no rungs; pass the study's HyperbandPruner"):
        BOHBSampler(TPESampler(), MedianPruner())
    with pytest.raises(TypeError, match="base_sampler = None is no Sampler"):
        BOHBSampler(None, HyperbandPruner())


def test_rungs_of_another_pruner_than_the_study_s_are_warned_about():
    sampler = BOHBSampler(RandomSampler(), HyperbandPruner(1, 81))
    with pytest.warns(UserWarning, match="BOHBSampler goes by the rungs of HyperbandPruner"):
        create_study(sampler=sampler).ask()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        create_study(sampler=sampler, pruner=HyperbandPruner(1, 81)).ask()


def test_fixed_parameters_are_a_mapping():
    with pytest.raises(TypeError, match="fixed_params = 'a' is no mapping"):
        PartialFixedSampler("a", RandomSampler())


@pytest.mark.parametrize(("bound", "objectives"), [((0, 0, 0), 2), ((0, 0), 1)])
def test_bounds_are_as_many_as_objectives(bound, objectives):
    directions = ["minimize"] * objectives
    study = create_study(directions=directions, pruner=ThresholdPruner(lower=bound))
    trial = study.ask()
    trial.report(1.0 if objectives == 1 else (1.0,) * objectives, 0)
    with pytest.raises(ValueError, match=f"{len(bound)} numbers and the study {objectives}"):
        trial.should_prune()


@pytest.mark.parametrize("fold", [1.7, True, "a", -1])
def test_folds_are_whole_numbers_from_0(fold):
    with pytest.raises(ValueError, match=r"fold = .*; pass 0 or more"):
        create_study().ask().report(1.0, 0, fold=fold)


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        *(
            (TPESampler, name, "TPESampler has no .*; pass recipe=Recipe")
            for name in ("gamma", "weights", "prior_weight", "consider_endpoints")
        ),
        (TPESampler, "consider_prior", "the prior always counts; drop it"),
        (GPSampler, "independent_sampler", "new parameters are suggested by the same sampler"),
        (CmaEsSampler, "restart_strategy", "start another study with popsize=... twice as large"),
        (CmaEsSampler, "inc_popsize", "popsize=... is that of every generation"),
        (CmaEsSampler, "with_margin", "whole numbers are told apart by steps that grow again"),
        (CmaEsSampler, "lr_adapt", "popsize=... larger than usual"),
        (CmaEsSampler, "source_trials", r"add them with study.add_trials\(\)"),
        (CmaEsSampler, "independent_sampler", "new parameters are suggested by the same sampler"),
        (NSGAIISampler, "crossover", "values are taken from either parent"),
        (NSGAIISampler, "mutation", "a mutated value is drawn anew"),
        (NSGAIISampler, "after_trial_strategy", "callbacks="),
        (NSGAIISampler, "child_generation_strategy", "write a Sampler of your own"),
        (NSGAIISampler, "elite_population_selection_strategy", "by rank and crowding; drop it"),
        (QMCSampler, "independent_sampler", "new parameters are suggested by the same sampler"),
    ],
)
def test_arguments_of_optuna_that_are_not_here(make, name, says):
    with pytest.raises(TypeError, match=says):
        make(**{name: 0.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("consider_prior", True),
        ("prior_weight", 1.0),
        ("consider_magic_clip", True),
        ("consider_endpoints", False),
    ],
)
def test_old_defaults_of_optuna_are_taken_with_a_line_of_advice(name, value):
    with pytest.warns(FutureWarning, match=f"{name} = {value} changes nothing; drop it") as one:
        sampler = TPESampler(**{name: value}, n_startup_trials=3)
    assert one[0].filename == __file__
    assert sampler.arguments() == TPESampler(n_startup_trials=3).arguments()
    with pytest.raises(TypeError, match=f"TPESampler has no {name}; "):
        TPESampler(**{name: not value})


@pytest.mark.parametrize(
    ("make", "names", "value"),
    [
        (TPESampler, ["consider_prior", "prior_weight", "gamma", "weights"], None),
        (TPESampler, ["warn_independent_sampling"], False),
        (GPSampler, ["warn_independent_sampling"], False),
        (CmaEsSampler, ["warn_independent_sampling"], False),
        (QMCSampler, ["warn_independent_sampling", "warn_asynchronous_seeding"], False),
    ],
)
@pytest.mark.filterwarnings("error")
def test_arguments_of_optuna_that_change_nothing(make, names, value):
    def suggested(sampler):
        study = create_study(sampler=sampler, seed=3)
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), 12)
        return [trial.params for trial in study.trials]

    assert suggested(make(**dict.fromkeys(names, value))) == suggested(make())


def test_hyperopts_way_is_a_recipe():
    with pytest.raises(ImportError, match="use TPESampler\\(recipe=HYPEROPT\\)"):
        TPESampler(**TPESampler.hyperopt_parameters())


@pytest.mark.parametrize(
    ("make", "arguments", "says"),
    [
        (GPSampler, {"n_startup_trials": True}, "n_startup_trials = True; pass 1 or more"),
        (GPSampler, {"n_startup_trials": 0}, "n_startup_trials = 0; pass 1 or more"),
        (GPSampler, {"warp": "no"}, "warp = 'no'; pass True or False"),
        (GPSampler, {"warp": None}, "warp = None; pass True or False"),
        (GP, {"warp_inputs": "no"}, "warp_inputs = 'no'; pass True or False"),
        (QMCSampler, {"scramble": "no"}, "scramble = 'no'; pass True or False"),
        (QMCSampler, {"n_points": True}, "n_points = True; pass 1 or more"),
        (AnnealSampler, {"avg_best_idx": math.nan}, "avg_best_idx = nan; pass 1 or more"),
        (AnnealSampler, {"shrink_coef": "a"}, "shrink_coef = 'a'; pass 0 or more"),
    ],
)
def test_arguments_of_other_models_and_samplers(make, arguments, says):
    with pytest.raises(ValueError, match=says):
        make(**arguments)


def test_an_objective_without_noise():
    assert GPSampler(deterministic_objective=True)._modelling.gp == GP(
        noise_std=0.0, warp_inputs=True
    )
    with pytest.raises(ValueError, match="deterministic_objective = 'yes'; pass True or False"):
        GPSampler(deterministic_objective="yes")


@pytest.mark.parametrize("noise", [None, 0.0, 3.0])
def test_noise_that_is_known_and_no_noise_contradict_each_other(noise):
    given = {"deterministic_objective": True, "gp": GP(noise_std=noise)}
    if noise:
        with pytest.raises(ValueError, match=r"noise_std = 3\.0 .*; drop one of them"):
            GPSampler(**given)
    else:
        assert GPSampler(**given)._modelling.gp == GP(noise_std=0.0)


def test_a_sampler_written_for_optuna_says_what_to_write():
    class Theirs(BaseSampler):
        def infer_relative_search_space(self, study, trial):
            return {}

        def sample_relative(self, study, trial, search_space):
            return {}

        def sample_independent(self, study, trial, param_name, param_distribution):
            return 0.5

    with pytest.raises(TypeError, match=r"Theirs .*; write suggest\(self, space, history, rng\)"):
        Theirs()


def test_a_pruner_written_for_optuna_says_what_to_write():
    class Theirs(BasePruner):
        def prune(self, study, trial):
            return False

    with pytest.raises(TypeError, match=r"Theirs\.prune.*; write prune\(self, trial, history\)"):
        Theirs()


@pytest.mark.parametrize("make", [AutoSampler, TPESampler, GPSampler, NSGAIISampler])
def test_constraints_are_a_function_or_none(make):
    assert make(constraints_func=None).constraints_func is None
    assert make(constraints_func=math.sin).constraints_func is math.sin
    with pytest.raises(TypeError, match=r"constraints_func = 3 is no function; pass one"):
        make(constraints_func=3)


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (RandomSampler, ()),
        (CmaEsSampler, ()),
        (QMCSampler, ()),
        (AnnealSampler, ()),
        (ActiveLearningSampler, ()),
        (GridSampler, ({"x": [0.25, 0.75]},)),
        (PartialFixedSampler, ({"x": 0.75}, RandomSampler())),
        (BOHBSampler, (RandomSampler(), HyperbandPruner(1, 9))),
    ],
)
def test_constraints_can_be_set_on_any_sampler(make, given):
    with pytest.raises(TypeError, match=r"; set it later: sampler\.constraints_func = \.\.\."):
        make(*given, constraints_func=math.sin)
    sampler = make(*given)
    sampler.constraints_func = lambda trial: [trial.params["x"] - 0.5]
    study = create_study(sampler=sampler, seed=0, pruner=HyperbandPruner(1, 9))
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    assert [t.constraints for t in study.trials] == [
        {"0": t.params["x"] - 0.5} for t in study.trials
    ]


class Plain(BaseSampler):
    def suggest(self, space, history, rng):
        return Suggestion(space.draw(rng.random(len(space))))


@pytest.mark.parametrize(
    ("make", "given", "says"),
    [
        (TrustRegionSampler, {"length": 0}, "unexpected keyword argument 'length'"),
        (TrustRegionSampler, [1], "too many positional arguments"),
        (Plain, {"length": 0}, "unexpected keyword argument 'length'"),
        (NopPruner, [3], "too many positional arguments"),
        (BOHBSampler, [RandomSampler()], "missing a required argument: 'pruner'"),
    ],
)
def test_what_is_called_says_what_it_does_not_take(make, given, says):
    with pytest.raises(TypeError, match=f"^{make.__name__}: .*{says}$"):
        make(**given) if isinstance(given, dict) else make(*given)


@pytest.mark.parametrize("given", [3, "a", None, math.nan, [1]])
def test_numbers_in_a_range(given):
    with pytest.raises(ValueError, match=r"share = .*; pass a number from 0 to 1"):
        number("share", given, 0, 1)
    with pytest.raises(ValueError, match=r"delta = .*; pass 4 or more"):
        number("delta", given, 4)


def test_an_objective_is_a_function():
    study = create_study(sampler=RandomSampler())
    with pytest.raises(TypeError, match=r"func = 3 is no function; pass one of \(trial\)"):
        study.optimize(3, n_trials=1)
    assert study.trials == []
