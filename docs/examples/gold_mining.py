"""Where to drill next: the belief after six drills above, expected improvement below."""

import matplotlib.pyplot as plt
import numpy as np

import bayesopt
from bayesopt import plots
from bayesopt.acquisition import EI
from bayesopt.samplers import GPSampler


def gold(x):
    return 2 * (x - 3) * np.sin(x - 3) + 2 + 0.5 * x


acquisition = EI(0.01)
prior = bayesopt.GP(mean=5.0, scale=1.0, noise_std=0.0)
sampler = GPSampler(acquisition=acquisition, gp=prior, n_startup_trials=1, warp=False)
space = bayesopt.Space({"x": bayesopt.Float(0, 6)})
study = bayesopt.create_study(space=space, sampler=sampler, direction="maximize", seed=0)
study.enqueue_trial({"x": 0.5})
study.optimize(lambda trial: gold(trial.suggest_float("x", 0, 6)), n_trials=6)

belief = sampler.belief(space, study.history())
score = acquisition.on(belief, np.random.default_rng(0))
where = study.ask().params["x"]

figure, (above, below) = plt.subplots(2, sharex=True, layout="constrained")
x, _ = plots.along(space)
plots.plot_belief(plots.belief_line(belief, space, sign=-1), ax=above)
plots.plot_truth(x, gold(x), ax=above)
plots.plot_observations(*plots.evaluated(study, "x"), label="drills", ax=above)
plots.plot_next(where, ax=above)
plots.plot_acquisition(*plots.score_line(score, space), peak=where, ax=below)
above.set_ylabel("gold")
below.set(xlabel="position", ylabel="expected improvement")
above.legend(fontsize="small")
figure.savefig("gold_mining.png", dpi=150)
