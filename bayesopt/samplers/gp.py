"""Bayesian optimisation: a Gaussian process, and an acquisition maximised over it."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt import arguments
from bayesopt.acquisition import UCB, Acquisition, IntegratedVariance, LogEI
from bayesopt.box import Box
from bayesopt.conditional import ConditionalSpace
from bayesopt.ends import Ends
from bayesopt.errors import shown
from bayesopt.gp import GP
from bayesopt.history import History, Observations, fully_known
from bayesopt.hypervolume import Beliefs
from bayesopt.maximize import maximize
from bayesopt.outputs import Warp
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.randomness import generator
from bayesopt.same import agrees
from bayesopt.samplers.active_set import Active, ActiveSet, most_rows
from bayesopt.samplers.base import ONE_SAMPLER, Constraints, Sampler, Suggestion
from bayesopt.samplers.batch import EXPLORATION, calls_for_exploration
from bayesopt.samplers.descent import Descent
from bayesopt.samplers.endings import Endings, lost
from bayesopt.samplers.fitted import USUAL, Fitted
from bayesopt.samplers.grown import unexplored
from bayesopt.samplers.indifferent import without_values
from bayesopt.samplers.judges import Judge
from bayesopt.samplers.meant import Meant
from bayesopt.samplers.modelling import Modelling
from bayesopt.samplers.notes import AFTER, ANYWHERE, HEEDED, PLAN, QUADRATIC, REPEATED
from bayesopt.samplers.plateau import anywhere, predicts_nothing, stands_on_plateau
from bayesopt.samplers.recommend import front_of, recommending, recommending_one_of_several
from bayesopt.samplers.repeat import Points, certain, closed, to_repeat
from bayesopt.samplers.search import SMALL, Ground, Search, affordable
from bayesopt.samplers.several import FrontSearch
from bayesopt.samplers.stall import OPTIMISM, Stall
from bayesopt.samplers.startup import coming, hypercube_point, startup_trials
from bayesopt.samplers.tasks import allowed, believed_kept
from bayesopt.samplers.territory import Territory
from bayesopt.samplers.trust import Trust
from bayesopt.space import Space

Found = tuple[FloatArray, dict[str, Any]]  # a point (d,), and what to note about it


@dataclass(frozen=True, eq=False)
class Moment:
    """What a point is suggested from.

    fitted : the models. ground : where to look.
    within : where numbers stay; None: in the whole cube.
    free : whether trials may be for something else than the acquisition.
    few : whether points are finitely many, as far as anything tells trials apart.
    """

    fitted: Fitted
    ground: Ground
    history: History
    within: Box | None
    free: bool
    few: bool

    @property
    def belief(self) -> Posterior:
        """Of the first objective."""
        return self.fitted.beliefs[0]

    @property
    def single(self) -> bool:
        """Whether trials may be for something else, and there is one objective."""
        return self.free and len(self.history.log.directions) == 1

    @property
    def roams(self) -> bool:
        """Whether they may be so anywhere."""
        return self.free and not isinstance(self.ground.space, ConditionalSpace)

    @property
    def doubts(self) -> tuple[Judge, ...]:
        """The judges of failures."""
        return tuple(judge for judge in self.fitted.judges if judge.of_failures)


class GPSampler(Sampler):
    """Fits a Gaussian process to the results so far and evaluates where an acquisition is highest.

    acquisition : what makes a point worth evaluating; unless given LogEI(), or where evaluations
        are noisy LogEI() and UCB() by chance; with two to four objectives LogEHVI.
    gp : the model before it sees data; GP(warp_inputs=True) unless given. A `mean` given there is
        in the user's units and direction, the same of each objective. Where they are scalarised,
        nothing that is in their units counts.
    n_startup_trials : first trials, on a Latin hypercube; by default one more than there are
        parameters, at least 4 and at most 8.
    warp : whether a long bad tail of values is shortened before they are modelled.
    seed : the study's seed, if given.
    constraints_func : see Sampler; `trial.set_constraint` in the objective does the same.
    deterministic_objective : whether there is no noise: the model's `noise_std` is 0.
    warn_independent_sampling : taken from Optuna's scripts; nothing is warned about.

    Running trials count as if they had returned what is expected of them. Where trials fail, and
    what constraints are, is learnt by processes of their own, and how likely all goes well counts
    with the acquisition. As long as all values are equal, trials go anywhere, and every other one
    while many share the best; where a range has grown, into what they leave empty, as long as that
    is more than half of it. Unless an acquisition is given, of one objective
    - every other trial goes anywhere too where values cannot be predicted;
    - without noise up to every other one goes where a quadratic function through the best trials
      is least, as long as that finds something better or other trials do not, and now and then
      after that (`descent`);
    - a trial goes where least is known where the process expects as much nearly everywhere;
    - UCB(3) has every other turn where fifteen trials have gained little, or if it stays where
      trials have been, and parameters are at most three, a place of which less is known;
    - half of those that are suggested together explore;
    - after eight failures in a row trials stay close to the best one (`trust`);
    - where points are finitely many and from 64 trials on values are foreseen badly, up to four of
      the best are evaluated again, to learn of noise; a promising one then up to five times, if
      there is any (`repeat`).
    Of two to four objectives each has a process, and a trial goes where their front is expected to
    gain most hypervolume. More of them, or those for which an acquisition is given, are
    scalarised, with other weights each time. Hyperparameters are learnt again whenever the data
    has grown by 3 %, from scratch when by 10 %; they travel in the trials' notes, so that a
    resumed study goes on with them.

    >>> from bayesopt import create_study
    >>> study = create_study(sampler=GPSampler(seed=1))
    >>> study.optimize(lambda trial: (trial.suggest_float("x", -2, 2) - 1) ** 2, n_trials=12)
    >>> abs(study.best_params["x"] - 1) < 1e-2
    True
    """

    not_here = ONE_SAMPLER
    distinct = True
    _leaves_plateaus = True

    def __init__(
        self,
        *,
        acquisition: Acquisition | None = None,
        gp: GP | None = None,
        n_startup_trials: int | None = None,
        warp: bool = True,
        seed: int | None = None,
        constraints_func: Constraints | None = None,
        deterministic_objective: bool = False,
        warn_independent_sampling: bool = True,
    ) -> None:
        _check(acquisition, gp)
        self.seed = seed
        self.constraints_func = constraints_func
        self._acquisition = acquisition
        prior = USUAL if gp is None else gp
        if arguments.truth("deterministic_objective", deterministic_objective):
            if prior.noise_std:
                raise ValueError(
                    f"deterministic_objective = True and a gp of noise_std = {prior.noise_std} "
                    f"contradict each other; drop one of them"
                )
            prior = replace(prior, noise_std=0.0)
        warp = arguments.truth("warp", warp)
        self._modelling = Modelling(prior, warp, scalarising=acquisition is not None)
        if n_startup_trials is not None:
            n_startup_trials = arguments.whole("n_startup_trials", n_startup_trials, 1)
        self._n_startup = n_startup_trials
        self._fitted: Fitted | None = None
        self._active = ActiveSet()
        self._territory = Territory()
        self._meant = Meant()
        self._endings = Endings()
        self._ends = Ends()
        self._trust = Trust()
        self._stall = Stall(prior.scale)
        self._descent = Descent()
        self._points = Points()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_fitted": None, "_active": ActiveSet()}  # nothing that is kept

    def suggest(self, space: Space, history: History, rng: Generator) -> Suggestion:
        """The point of highest acquisition, or of the starting design."""
        space = self._territory.of(space, history)
        if not space:
            return Suggestion({})
        seen = self._endings.told(self._territory.seen(space, history), space, history)
        active = self._left(seen, space, history)
        begun, first = int(np.sum(seen.usable)) + len(seen.failed), self._startup(space)
        if begun < first:
            begun += len(fully_known(seen.pending[coming(history, first)]))
        if begun < first or not active.seen.usable.any():
            return Suggestion(self._design(space, history, seen, active.seen, rng))
        drawn = unexplored(space, seen, history, rng)
        if drawn is not None:
            return Suggestion(space.decode(most_telling(drawn, active.seen, space, rng)))
        fitted = self._model(space, history, active, rng)
        few = self._points.are_few(space, history)
        single = self._acquisition is None and len(history.log.directions) == 1
        noisy = single and few and certain(fitted.beliefs[0], seen)
        told = seen if space.size <= SMALL else active.seen
        known = closed(seen) if noisy else fully_known(told.known)
        met = np.concatenate([known[space.offers(known)], self._ends.dead(space, history)])
        rows = min(len(seen.X), most_rows(self._modelling.parts(seen)))
        share = affordable(len(fitted.beliefs) + seen.C.shape[1], rows)
        ground = Ground(space, seen, active.seen, met, history.number, rng, share)
        within = self._within(space, history, fitted.beliefs[0])
        free = self._acquisition is None and within is None
        best, found = self._point(Moment(fitted, ground, history, within, free, few))
        params = space.decode(best)
        found = {**self._meant.note(params, space, history), **found, AFTER: history.finished}
        if isinstance(space, ConditionalSpace):
            found[PLAN] = dict(zip(space.names, best.tolist(), strict=True))
        again = REPEATED in found or (noisy and agrees(best, fully_known(seen.X)))
        return Suggestion(params, fitted.notes(found), again=again)

    def holding(self, params: Mapping[str, Any]) -> "GPSampler":
        """The same, which plans for branches though it is not asked for `params`."""
        held = copy(self)
        held._territory = self._territory.beside(params)
        return held

    def _point(self, moment: Moment) -> Found:
        """The first of these that finds its moment come; see `turns`."""
        for way in (self._anywhere, self._repeated, self._stepped, self._close_by):
            found = way(moment)
            if found is not None:
                return found
        return self._wanted(moment)

    def _anywhere(self, moment: Moment) -> Found | None:
        """A draw, where values tell no point from another, or nothing that can be predicted."""
        ground, judges = moment.ground, moment.fitted.judges
        plateau = self._leaves_plateaus and stands_on_plateau(ground.seen, ground.number)
        lost = moment.roams and all(
            predicts_nothing(belief, ground.number) for belief in moment.fitted.beliefs
        )
        if not plateau and not lost:
            return None
        x = anywhere(ground.space, ground.met, judges, moment.belief, ground.rng)
        return x, {ANYWHERE: True}

    def _repeated(self, moment: Moment) -> Found | None:
        """One of the best points again, where values may be noise."""
        ground = moment.ground
        if not moment.single or not moment.few or self._modelling.gp.noise_std is not None:
            return None
        plain = moment.fitted.processes[0].plain
        x = to_repeat(plain, ground.seen, ground.space, ground.number)
        return None if x is None else (x, {REPEATED: True})

    def _stepped(self, moment: Moment) -> Found | None:
        """A step down a quadratic function, where there is no noise."""
        if not moment.single or moment.belief.hyperparameters.noisy:
            return None
        x = self._descent.next(moment.ground, moment.history)
        if x is None or not allowed(x[None], moment.fitted.judges, moment.belief)[0]:
            return None
        return x, {QUADRATIC: True}

    def _close_by(self, moment: Moment) -> Found | None:
        """What is wanted close to the best trial, after many failures in a row."""
        if not moment.single or not moment.doubts:
            return None
        box = self._trust.box(moment.ground.active, moment.ground.space, moment.history)
        if box is None:
            return None
        search = self._search(replace(moment, within=box, free=False))
        x, found = search(moment.fitted.judges)
        return x, {**found, HEEDED: True}

    def _wanted(self, moment: Moment) -> Found:
        """What the acquisition wants, failures in view as far as that pays."""
        search = self._search(moment)
        x, found = search(tuple(judge for judge in moment.fitted.judges if not judge.of_failures))
        if allowed(x[None], moment.doubts, moment.belief)[0]:
            return x, found
        heeds = self._trust.heeds(moment.ground.space, moment.history, moment.ground.rng)
        if heeds:
            x, found = search(moment.fitted.judges)
        return x, {**found, HEEDED: heeds}

    def _search(self, moment: Moment) -> Callable[[tuple[Judge, ...]], Found]:
        """What finds a point where some judges count, and what to note about it."""
        ground, history, beliefs = moment.ground, moment.history, moment.fitted.beliefs
        if len(beliefs) > 1:
            return FrontSearch(ground, Beliefs.of(beliefs)).best
        given, model, free = self._acquisition, beliefs[0], moment.free
        ordinary = usual(model, ground.rng) if given is None else given.over(ground.space)
        explores = free and calls_for_exploration(history, ground.rng)
        optimistic = (
            free and not explores and self._stall.calls_for_optimism(ground.space, history)
        )
        wanted = EXPLORATION if explores else OPTIMISM if optimistic else ordinary
        return Search(
            ground, model, wanted, ordinary, moment.within, moment.roams, optimistic
        ).best

    def _within(self, space: Space, history: History, belief: Posterior) -> Box | None:
        """Where the next point is looked for; None: in the whole space."""
        return None

    def belief(self, space: Space, history: History) -> Posterior:
        """What the sampler believes of the objective after `history`; lower is better.

        X is in `space`'s unit cube. Values have their sign turned where the study maximises, and
        are as `warped` says.
        Raises ValueError before the first trial with a value, and with several objectives.
        """
        return self._believed(space, history).beliefs[0]

    def warped(self, space: Space, history: History) -> Warp:
        """What was done to the values of `belief` before they were modelled; same errors.

        Its inverse takes them, and quantiles about them, back to the objective's units.
        """
        return self._believed(space, history).processes[0].warp

    def most_promising(self, space: Space, history: History) -> list[int]:
        """Which feasible complete trials, in the order of finishing, have the best posterior
        means: one, or with several objectives those that none is believed to be better than; none
        where no such trial has all parameters and values that mean something.
        """
        space = self._territory.of(space, history)
        seen = self._territory.seen(space, history)
        rows = np.flatnonzero(seen.feasible & seen.usable & ~lost(seen.Y))
        if len(rows) == 0:
            return []
        told = self._endings.told(seen, space, history)
        left = self._left(told, space, history)
        fitted = self._model(space, history, left, generator(history.seed, history.number))
        kept = believed_kept(seen.X[rows], fitted.judges)
        rows = rows[kept] if kept.any() else rows
        active, few = left.seen, self._points.are_few(space, history)
        X, each = active.X[active.usable], self._modelling.objectives(space, active)
        if len(each) > 1:
            beliefs = [recommending_one_of_several(gp, X, y, space, few) for y, gp in each]
            return [*map(int, rows[front_of(beliefs, seen.X[rows], seen.Y[rows])])]
        belief = recommending(self._modelling.gp, fitted.beliefs[0], each[0][0], space, few)
        return [int(rows[np.argmin(belief.predict(seen.X[rows])[0])])]

    def _believed(self, space: Space, history: History) -> Fitted:
        seen = self._endings.told(self._territory.seen(space, history), space, history)
        if len(seen.X) == 0:
            raise ValueError("no trial has ended with a value yet; there is nothing to believe")
        if seen.Y.shape[1] != 1:
            raise ValueError("there is one belief per objective; use a study of one")
        rng = generator(history.seed, history.number)
        return self._model(space, history, self._left(seen, space, history), rng)

    def _left(self, seen: Observations, space: Space, history: History) -> Active:
        """What is left of all trials for the models."""
        return self._active.of(seen, history.log, space, self._modelling.parts(seen))

    def _startup(self, space: Space) -> int:
        return startup_trials(space) if self._n_startup is None else self._n_startup

    def _design(
        self,
        space: Space,
        history: History,
        seen: Observations,
        active: Observations,
        rng: Generator,
    ) -> dict[str, Any]:
        """Point `history.number` of a Latin hypercube; then one far from all known; a blind draw
        where nothing is known, or others may be anywhere.
        """
        params = hypercube_point(space, history, seen, self._startup(space))
        if params is not None:
            return params
        known = fully_known(seen.known)
        if len(known) == 0 or np.isnan(seen.pending).any():
            return space.draw(rng.random(len(space)))
        # where a process that has seen no value yet learns most about the whole space
        belief = without_values(fully_known(active.known), space)
        wanted = IntegratedVariance(space=space)
        return space.decode(maximize(wanted, belief, space, rng, avoid=known))

    def _model(self, space: Space, history: History, active: Active, rng: Generator) -> Fitted:
        """The models of this moment: those at hand, or new ones."""
        earlier = self._fitted
        if earlier is not None and not earlier.begins(space, history):
            earlier = None
        # what is scalarised is weighted anew for each trial
        anew = self._modelling.scalarises(active.seen.Y.shape[1])
        if earlier is not None and earlier.finished == history.finished and not anew:
            return earlier
        missed = self._meant.missed(space, history)
        fitted = self._modelling.fit(space, history, active, missed, rng, earlier)
        self._fitted = fitted
        return fitted


def most_telling(X: FloatArray, seen: Observations, space: Space, rng: Generator) -> FloatArray:
    """That of X (n, d) where a process without values learns most about the whole space."""
    belief = without_values(fully_known(seen.known), space)
    point: FloatArray = X[np.argmax(IntegratedVariance(space=space).on(belief, rng)(X))]
    return point


def usual(belief: Posterior, rng: Generator) -> Acquisition:
    """LogEI; where there is noise, UCB in every other trial.

    Under noise LogEI stays where it is: about the best mean there is always something to gain.
    Ten problems with noise of 5 and 20 % of their spread, ten seeds, 60 evaluations: better in 101
    runs and worse in 71 than LogEI alone, better in 96 and worse in 77 than UCB alone.
    """
    return UCB() if belief.hyperparameters.noisy and rng.random() < 0.5 else LogEI()


def _check(acquisition: Acquisition | None, gp: GP | None) -> None:
    if acquisition is not None and not isinstance(acquisition, Acquisition):
        raise TypeError(f"acquisition = {shown(acquisition)} is none; pass LogEI(), say")
    if gp is not None and not isinstance(gp, GP):
        raise TypeError(f"gp = {shown(gp)} is no Gaussian process; pass GP(...)")
