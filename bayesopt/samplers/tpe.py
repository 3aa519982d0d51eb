"""The tree-structured Parzen estimator: likely among good trials, unlikely among bad ones."""

from typing import Any, Protocol, TypeVar

from numpy.random import Generator

from bayesopt.arguments import truth, whole
from bayesopt.errors import Missing, shown
from bayesopt.history import History, Log
from bayesopt.lock import Lock
from bayesopt.samplers.base import Constraints, Sampler, Suggestion
from bayesopt.samplers.densities import Densities
from bayesopt.samplers.patterns import Patterns
from bayesopt.samplers.ranking import Ranking
from bayesopt.samplers.recipe import HYPEROPT, OPTUNA, Recipe
from bayesopt.space import Space

__all__ = ["HYPEROPT", "OPTUNA", "Recipe", "TPESampler"]

_COLUMNS_KEPT = 512  # of all densities that are remembered together; the memory that they need


_OF_OPTUNA = {
    "consider_endpoints": "pass recipe=Recipe(...), the default being Optuna 5's",
    "consider_magic_clip": "pass recipe=Recipe(parzen=Parzen(...)) of bayesopt.parzen",
    "consider_prior": "the prior always counts; drop it",
    "gamma": "pass recipe=Recipe(fraction=..., power=..., most=...)",
    "prior_weight": "pass recipe=Recipe(parzen=Parzen(...)) of bayesopt.parzen",
    "weights": "pass recipe=Recipe(parzen=Parzen(full=...)) of bayesopt.parzen",
}


class _Follower(Protocol):
    log: Log
    finished: int


F = TypeVar("F", bound=_Follower)


class TPESampler(Sampler):
    """Splits trials into good and bad ones, draws from the density of the good ones, and takes
    the draw that is likelier among these than among the bad ones by the largest factor.

    n_startup_trials : as many trials have random parameters first.
    n_ei_candidates : how many draws.
    seed : the study's seed, if given.
    multivariate : whether parameters are proposed together; by default as the recipe says, and
        not with several objectives.
    group : whether parameters that do not occur in every trial are proposed too, each together
        with those that always occur with it.
    constant_liar : whether running trials count as bad, so that workers keep apart.
    recipe : OPTUNA unless given, HYPEROPT, or one of your own.
    constraints_func : see Sampler; `trial.set_constraint` in the objective does the same.
    warn_independent_sampling : taken from Optuna's scripts; nothing is warned about.
    consider_prior, prior_weight, consider_magic_clip, consider_endpoints, gamma, weights : taken
        from Optuna's scripts as long as they are Optuna's defaults; for others there is `recipe`.
    Raises ValueError for `group` without `multivariate`, and numbers too low.

    Trials that were pruned count as worse than complete ones, those that violate constraints as
    worse than pruned ones; failed ones count if the recipe says so. What an ask costs hardly
    depends on how many trials there are: only those that finished since the last one are looked
    at.
    Source: Bergstra et al. 2011.
    """

    not_here = _OF_OPTUNA

    def __init__(
        self,
        *,
        n_startup_trials: int = 10,
        n_ei_candidates: int = 24,
        seed: int | None = None,
        multivariate: bool | None = None,
        group: bool = False,
        constant_liar: bool = True,
        recipe: Recipe = OPTUNA,
        constraints_func: Constraints | None = None,
        warn_independent_sampling: bool | None = None,
        consider_prior: bool | None = True,
        prior_weight: float | None = 1.0,
        consider_magic_clip: bool | None = True,
        consider_endpoints: bool | None = False,
        gamma: None = None,
        weights: None = None,
    ) -> None:
        if not isinstance(recipe, Recipe):
            raise TypeError(f"recipe = {shown(recipe)} is none; pass OPTUNA, HYPEROPT or a Recipe")
        if group and multivariate is False:
            raise ValueError("group=True needs multivariate=True; drop one of them")
        self.seed = seed
        self.constraints_func = constraints_func
        self._n_startup = whole("n_startup_trials", n_startup_trials, 0)
        self._candidates = whole("n_ei_candidates", n_ei_candidates, 1)
        self._multivariate = None if multivariate is None else truth("multivariate", multivariate)
        self._group = truth("group", group)
        self._liar = truth("constant_liar", constant_liar)
        self._recipe = recipe
        self._forget()

    @staticmethod
    def hyperopt_parameters() -> dict[str, Any]:
        """Raise Missing: Hyperopt's way is a recipe here."""
        raise Missing(
            "TPESampler has no hyperopt_parameters(); use TPESampler(recipe=HYPEROPT), "
            "from bayesopt.samplers.tpe"
        )

    def _forget(self) -> None:
        self._lock = Lock()
        self._ranking: Ranking | None = None
        self._patterns: Patterns | None = None
        self._densities: dict[Space, Densities] = {}

    def __getstate__(self) -> dict[str, Any]:
        caches = ("_lock", "_ranking", "_patterns", "_densities")
        return {name: value for name, value in vars(self).items() if name not in caches}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._forget()

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """The best draw for the parameters of `space`; with `group`, for all that are known."""
        with self._lock:  # new parameters are asked for from the objective's thread
            ranking = self._ranked(history)
            if ranking.n < self._n_startup:
                return Suggestion(space.draw(rng.random(len(space))))
            params: dict[str, Any] = {}
            for part in self._parts(space, history):
                params |= self._proposed(part, history, ranking, rng)
            return Suggestion(params)

    # What follows a log is put back only once it is done, so that none stays behind that an
    # interruption has left between two states.

    def _ranked(self, history: History) -> Ranking:
        ranking = _current(self._ranking, history) or Ranking(history.log, self._recipe)
        self._ranking = None
        ranking.follow(history)
        self._ranking = ranking
        return ranking

    def _proposed(
        self, space: Space, history: History, ranking: Ranking, rng: Generator
    ) -> dict[str, Any]:
        """What the densities of `space` as of `history` propose."""
        known = _current(self._densities.pop(space, None), history)
        densities = known or Densities(history.log, space, self._recipe)
        densities.follow(history, ranking)
        pending = history.pending if self._liar else ()
        params = densities.propose(rng, self._candidates, pending)
        self._densities[space] = densities  # last in the dict = used last
        while sum(map(len, self._densities)) > _COLUMNS_KEPT and len(self._densities) > 1:
            self._densities.pop(next(iter(self._densities)))
        return params

    def _parts(self, space: Space, history: History) -> list[Space]:
        """What is to be proposed together."""
        if self._group:
            patterns = _current(self._patterns, history) or Patterns(history.log)
            self._patterns = None
            patterns.follow(history)
            self._patterns = patterns
            return patterns.spaces(space)
        several = len(history.log.directions) > 1
        joint = self._multivariate
        if joint if joint is not None else self._recipe.joint and not several:
            return [space] if space else []
        return [Space({name: param}) for name, param in space.items()]


def _current(follower: F | None, history: History) -> F | None:
    """`follower`, if it follows the history's log and is not ahead of it."""
    if follower is None or follower.log is not history.log:
        return None
    return None if follower.finished > history.finished else follower
