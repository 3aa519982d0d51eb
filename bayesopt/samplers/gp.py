"""Bayesian optimisation: a Gaussian process, and an acquisition maximised over it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from bayesopt import arguments
from bayesopt.acquisition import UCB, Acquisition, IntegratedVariance, LogEI, MaxVariance
from bayesopt.box import Box
from bayesopt.conditional import ConditionalSpace
from bayesopt.ends import Ends
from bayesopt.errors import shown
from bayesopt.gp import GP, Posterior
from bayesopt.history import History, Observations
from bayesopt.hypervolume import Beliefs
from bayesopt.maximize import maximize
from bayesopt.outputs import (
    KEPT,
    Warp,
    finite,
    scalarise,
    shortening,
    shortening_one_of_several,
)
from bayesopt.params import FloatArray
from bayesopt.randomness import generator
from bayesopt.same import agrees
from bayesopt.samplers.active import Active, ActiveSet
from bayesopt.samplers.base import (
    ONE_SAMPLER,
    Constraints,
    Sampler,
    Suggestion,
)
from bayesopt.samplers.batch import EXPLORATION, calls_for_exploration
from bayesopt.samplers.descent import Descent
from bayesopt.samplers.endings import Endings, lost
from bayesopt.samplers.fitted import USUAL, Fitted, key_of, names_of
from bayesopt.samplers.indifferent import without_values
from bayesopt.samplers.judges import Judge, judges_of
from bayesopt.samplers.meant import Meant
from bayesopt.samplers.notes import AFTER, ANYWHERE, PLAN, QUADRATIC, REPEATED
from bayesopt.samplers.plateau import anywhere, predicts_nothing, stands_on_plateau
from bayesopt.samplers.process import process_of, whole
from bayesopt.samplers.recommend import recommending
from bayesopt.samplers.repeat import Points, certain, closed, to_repeat
from bayesopt.samplers.search import SMALL, Ground, Search
from bayesopt.samplers.several import MOST_OBJECTIVES, FrontSearch
from bayesopt.samplers.stall import OPTIMISM, Stall
from bayesopt.samplers.startup import hypercube_point, startup_trials, unexplored
from bayesopt.samplers.tasks import allowed
from bayesopt.samplers.territory import Territory
from bayesopt.samplers.trust import HEEDED, Trust
from bayesopt.space import Space


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
        self._gp = USUAL if gp is None else gp
        if arguments.truth("deterministic_objective", deterministic_objective):
            self._gp = replace(self._gp, noise_std=0.0)
        if n_startup_trials is not None:
            n_startup_trials = arguments.whole("n_startup_trials", n_startup_trials, 1)
        self._n_startup = n_startup_trials
        self._warp = arguments.truth("warp", warp)
        self._fitted: Fitted | None = None
        self._active = ActiveSet()
        self._territory = Territory()
        self._meant = Meant()
        self._endings = Endings()
        self._ends = Ends()
        self._trust = Trust()
        self._stall = Stall(self._gp.scale)
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
        kept = self._active.of(seen, history.log, space)
        n = len(kept.seen.X) + kept.skipped + len(seen.failed) + len(whole(seen.pending))
        if n < self._startup(space) or np.isnan(kept.seen.X).any(axis=1).all():
            return Suggestion(self._design(space, history, seen, kept.seen, rng))
        drawn = unexplored(space, seen, history, rng)
        if drawn is not None:
            return Suggestion(space.decode(most_telling(drawn, kept.seen, space, rng)))
        fitted = self._model(space, history, kept, rng)
        noisy = self._acquisition is None and len(fitted.beliefs) == 1
        noisy = noisy and self._points.are_few(space, history)
        noisy = noisy and certain(fitted.beliefs[0], seen)
        told = seen if space.size <= SMALL else kept.seen
        known = closed(seen) if noisy else whole(told.known)
        met = np.concatenate([known[space.offers(known)], self._ends.dead(space, history)])
        ground = Ground(space, seen, kept.seen, met, history.number, rng)
        best, found = self._best(fitted, ground, history)
        params = space.decode(best)
        found = {**self._meant.note(params, space, history), **found, AFTER: history.finished}
        if isinstance(space, ConditionalSpace):
            found[PLAN] = dict(zip(space.names, best.tolist(), strict=True))
        again = REPEATED in found or (noisy and agrees(best, whole(seen.X)))
        return Suggestion(params, fitted.notes(found), again=again)

    def _best(
        self, fitted: Fitted, ground: Ground, history: History
    ) -> tuple[FloatArray, dict[str, Any]]:
        """The point (d,) to suggest, and what to note about how it was found."""
        beliefs, space = fitted.beliefs, ground.space
        within = self._within(space, history, beliefs[0])
        free = self._acquisition is None and within is None
        roams = free and not isinstance(space, ConditionalSpace)
        plateau = self._leaves_plateaus and stands_on_plateau(ground.seen, ground.number)
        if plateau or (roams and all(predicts_nothing(each, ground.number) for each in beliefs)):
            x = anywhere(space, ground.met, fitted.judges, beliefs[0], ground.rng)
            return x, {ANYWHERE: True}
        single = free and len(beliefs) == 1
        if single and self._gp.noise_std is None and self._points.are_few(space, history):
            again = to_repeat(fitted.processes[0].plain, ground.seen, space, ground.number)
            if again is not None:
                return again, {REPEATED: True}
        if single and not beliefs[0].hyperparameters.noisy:
            step = self._descent.next(ground, history)
            if step is not None and allowed(step[None], fitted.judges, beliefs[0])[0]:
                return step, {QUADRATIC: True}
        doubted = tuple(judge for judge in fitted.judges if judge.of_failures)
        box = self._trust.box(ground.kept, space, history) if doubted and single else None
        if box is not None:
            x, found = self._search(beliefs, ground, history, box, False, False)(fitted.judges)
            return x, {**found, HEEDED: True}
        search = self._search(beliefs, ground, history, within, free, roams)
        x, found = search(tuple(judge for judge in fitted.judges if not judge.of_failures))
        if allowed(x[None], doubted, beliefs[0])[0]:
            return x, found
        heeds = self._trust.heeds(history, ground.rng)
        if heeds:
            x, found = search(fitted.judges)
        return x, {**found, HEEDED: heeds}

    def _search(
        self,
        beliefs: tuple[Posterior, ...],
        ground: Ground,
        history: History,
        within: Box | None,
        free: bool,
        roams: bool,
    ) -> Callable[[tuple[Judge, ...]], tuple[FloatArray, dict[str, bool]]]:
        """What finds a point (d,) where some judges count, and what to note about it.

        free : whether trials may be for something else than the acquisition. roams : see Search.
        """
        if len(beliefs) > 1:
            return FrontSearch(ground, Beliefs.of(beliefs)).best
        given, model = self._acquisition, beliefs[0]
        ordinary = usual(model, ground.rng) if given is None else given.over(ground.space)
        explores = free and calls_for_exploration(history, ground.rng)
        optimistic = (
            free and not explores and self._stall.calls_for_optimism(ground.space, history)
        )
        wanted = EXPLORATION if explores else OPTIMISM if optimistic else ordinary
        return Search(ground, model, wanted, ordinary, within, roams, optimistic).best

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

    def most_promising(self, space: Space, history: History) -> int:
        """Which feasible complete trial, in the order of finishing, has the least posterior mean.

        Raises ValueError as `belief` does.
        """
        space = self._territory.of(space, history)
        belief = self._believed(space, history).beliefs[0]
        seen = self._territory.seen(space, history)
        told = self._endings.told(seen, space, history)
        kept = self._active.of(told, history.log, space).seen
        y = kept.Y[~np.isnan(kept.X).any(axis=1), 0]
        few = self._points.are_few(space, history)
        belief = recommending(self._gp, belief, y, space, few)
        known = ~np.isnan(seen.X).any(axis=1)
        rows = np.flatnonzero(seen.feasible & known & ~lost(seen.Y))
        if len(rows) == 0:
            raise ValueError("no trial is feasible yet; there is nothing to recommend")
        return int(rows[np.argmin(belief.predict(seen.X[rows])[0])])

    def _believed(self, space: Space, history: History) -> Fitted:
        seen = self._endings.told(self._territory.seen(space, history), space, history)
        if len(seen.X) == 0:
            raise ValueError("no trial has ended with a value yet; there is nothing to believe")
        if seen.Y.shape[1] != 1:
            raise ValueError("there is one belief per objective; use a study of one")
        rng = generator(history.seed, history.number)
        return self._model(space, history, self._active.of(seen, history.log, space), rng)

    def _startup(self, space: Space) -> int:
        return startup_trials(space) if self._n_startup is None else self._n_startup

    def _design(
        self,
        space: Space,
        history: History,
        seen: Observations,
        kept: Observations,
        rng: Generator,
    ) -> dict[str, Any]:
        """Point `history.number` of a Latin hypercube; then one far from all known; a blind draw
        where nothing is known, or others may be anywhere.
        """
        params = hypercube_point(space, history, seen, self._startup(space))
        if params is not None:
            return params
        known = whole(seen.known)
        if len(known) == 0 or np.isnan(seen.pending).any():
            return space.draw(rng.random(len(space)))
        # where a process that has seen no value yet learns most about the whole space
        belief = without_values(whole(kept.known), space)
        wanted = IntegratedVariance(space=space)
        return space.decode(maximize(wanted, belief, space, rng, avoid=known))

    def _model(self, space: Space, history: History, kept: Active, rng: Generator) -> Fitted:
        """The model of this moment: the one at hand, or a new one."""
        fitted = self._fitted
        if fitted is not None and not fitted.begins(space, history):
            fitted = None
        # what is scalarised is weighted anew for each trial
        anew = self._scalarises(kept.seen.Y.shape[1])
        if fitted is None or fitted.finished != history.finished or anew:
            fitted = self._fitted = self._fit(space, history, kept, rng, fitted)
        return fitted

    def _fit(
        self,
        space: Space,
        history: History,
        kept: Active,
        rng: Generator,
        earlier: Fitted | None,
    ) -> Fitted:
        gp = self._gp
        if isinstance(space, ConditionalSpace):
            active = float(np.mean(np.sum(space.active(whole(kept.seen.X)), axis=1)))
            gp = replace(gp, priors=gp.priors.of(active))
        modelled = self._modelled(gp, kept.seen, rng)
        key = key_of(space, self._gp, self._warp)
        names = names_of(key, len(modelled))
        earliers = [None] * len(modelled) if earlier is None else earlier.processes
        processes = []
        shorten = shortening_one_of_several if len(modelled) > 1 else shortening
        depths = len(KEPT) if self._warp and kept.seen.Y.shape[1] == 1 else 0
        for (y, own), name, known in zip(modelled, names, earliers, strict=True):
            warp = shorten(y) if self._warp else Warp()
            processes.append(process_of(y, warp, depths, own, space, history, kept, name, known))
        missed = self._meant.missed(space, history)
        judging = GP(priors=gp.priors)
        judges = judges_of(kept.seen, missed, judging, space, history, key)
        return Fitted(history.log, space, history.finished, key, tuple(processes), judges)

    def _modelled(self, gp: GP, seen: Observations, rng: Generator) -> list[tuple[FloatArray, GP]]:
        """What to model (n,) of complete trials, and by which process before it has seen any: each
        objective, or one value for all.
        """
        used = ~np.isnan(seen.X).any(axis=1)
        Y = np.array([finite(column)[used] for column in seen.Y.T])
        if self._scalarises(len(Y)):
            # each by itself: a long tail of one would drown what another says
            tamed = [shortening(y)(y) if self._warp else y for y in Y]
            return [(scalarise(np.column_stack(tamed), rng), without_units(gp))]
        if gp.mean is None:
            return [(y, gp) for y in Y]
        means = (gp.mean * seen.signs).tolist()
        return [(y, replace(gp, mean=mean)) for y, mean in zip(Y, means, strict=True)]

    def _scalarises(self, objectives: int) -> bool:
        return objectives > 1 and (self._acquisition is not None or objectives > MOST_OBJECTIVES)


class ActiveLearningSampler(GPSampler):
    """Evaluates where it learns most about the function everywhere, good or bad.

    criterion : MaxVariance() (default), or IntegratedVariance().
    Other arguments as for GPSampler. Source: MacKay 1992; Cohn et al. 1996.
    """

    _leaves_plateaus = False

    def __init__(
        self,
        criterion: Acquisition | None = None,
        *,
        gp: GP | None = None,
        n_startup_trials: int | None = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(
            acquisition=MaxVariance() if criterion is None else criterion,
            gp=gp,
            n_startup_trials=n_startup_trials,
            warp=False,
            seed=seed,
        )


def without_units(gp: GP) -> GP:
    """`gp` for values in another unit than the user's: of what is in units, only 0 holds."""
    return replace(gp, mean=None, scale=None, noise_std=0.0 if gp.noise_std == 0 else None)


def most_telling(X: FloatArray, seen: Observations, space: Space, rng: Generator) -> FloatArray:
    """That of X (n, d) where a process without values learns most about the whole space."""
    belief = without_values(whole(seen.known), space)
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
