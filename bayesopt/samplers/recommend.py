"""What is believed of values where one trial is to be recommended: the best, and not the luckiest.

Beside what a search believes two things count. A peak of a function looks like luck if its values
are many times better than all others: their tail is shortened as that of bad ones is, which
changes no order. And where points are finitely many and none has been evaluated twice, what is not
foreseen may all be noise: who asks for a recommendation supposes some, so it is.

Ten runs of 1 / (r² + w) without noise, w = 1e-6, in two and three parameters: the best value was
up to 95 000 times as good as the recommended one, in the median 490 and 9 times; now 85, 1 and
1.5. Sums of effects of four choices with noise, 60 trials: a regret of 0.23 instead of 0.89.
"""

import math
from dataclasses import replace

import numpy as np

from bayesopt.gp import GP
from bayesopt.outputs import finite, shortening
from bayesopt.params import FloatArray
from bayesopt.posterior import Posterior
from bayesopt.replicates import Replicates
from bayesopt.samplers.learning import learn
from bayesopt.samplers.plateau import unforeseen
from bayesopt.samplers.repeat import BADLY
from bayesopt.space import Space

FEW = 16  # values that say nothing of noise yet


def recommending(
    gp: GP, posterior: Posterior, y: FloatArray, space: Space, few: bool
) -> Posterior:
    """The belief by which a trial is recommended.

    gp : before it has seen data. posterior : what a search believes of the values y (n,), before
    they are warped. few : whether trials are at one of finitely many points.
    """
    if gp.mean is not None or gp.scale is not None or gp.noise_std is not None:
        return posterior
    X, y = posterior.X, finite(y)
    y = shortening(y)(y)
    tail = shortening(-y)
    if tail.rounds:
        y = -tail(-y)
        theta = learn(gp, X, y, space, None, len(X), 0)[1].hyperparameters
        if not theta.noisy:
            theta = replace(theta, noise_variance=gp.priors.noise_floor)
        posterior = gp.condition(X, y, theta, categorical=space.categorical)
    share = unforeseen(posterior)
    if not few or len(X) < FEW or share <= BADLY or Replicates.of(X).repeated:
        return posterior
    spread = posterior.scale * float(np.std(posterior.y / posterior.scale))
    noisy = replace(gp, noise_std=math.sqrt(share) * spread)
    return noisy.fit(X, posterior.y, categorical=space.categorical)
