"""Ask and tell: batches of experiments, a failed one, and the map of what is believed."""

import math

import bayesopt
from bayesopt import plots

space = {"temperature": bayesopt.Float(20, 90), "hours": bayesopt.Float(0.5, 24, log=True)}


def reaction(temperature, hours):
    """What the laboratory measures; above 85 degrees the vessel boils over."""
    if temperature > 85:
        raise RuntimeError("boiled over")
    return (
        math.exp(-(((temperature - 63) / 14) ** 2)) * hours / (2 + hours) * math.exp(-hours / 30)
    )


study = bayesopt.create_study(space=space, direction="maximize", seed=0)
for day in range(6):
    for trial in study.ask(4):
        try:
            study.tell(trial, reaction(**trial.params))
        except RuntimeError:
            study.tell(trial, state=bayesopt.TrialState.FAIL)
    print(day, study.best_value, study.best_params)

ax = plots.plot_study(study, target_name="yield")
ax.set_yscale("log")
ax.figure.savefig("laboratory.png", dpi=150)
