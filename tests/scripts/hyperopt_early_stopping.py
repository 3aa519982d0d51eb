"""Ridge regression on noisy data: start from known points, give up on bad ones, stop early."""

import numpy as np
from sklearn.datasets import make_regression
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import PolynomialFeatures

from bayesopt.hyperopt import STATUS_FAIL, STATUS_OK, Trials, fmin, hp, space_eval, tpe
from bayesopt.hyperopt.early_stop import no_progress_loss
from bayesopt.hyperopt.fmin import generate_trials_to_calculate

X, y = make_regression(n_samples=120, n_features=4, noise=20.0, random_state=1)
X_train, X_valid, y_train, y_valid = train_test_split(X, y, random_state=1)

space = {
    "alpha": hp.loguniform("alpha", np.log(1e-4), np.log(1e3)),
    "degree": hp.quniform("degree", 1, 5, 1),
    "fit_intercept": hp.choice("fit_intercept", [True, False]),
}


def objective(params):
    degree = int(params["degree"])
    if degree > 4:
        return {"status": STATUS_FAIL, "loss": None, "why": "too many features"}
    features = PolynomialFeatures(degree, include_bias=False)
    model = Ridge(alpha=params["alpha"], fit_intercept=params["fit_intercept"])
    model.fit(features.fit_transform(X_train), y_train)
    error = np.mean((model.predict(features.transform(X_valid)) - y_valid) ** 2)
    return {"loss": np.sqrt(error), "status": STATUS_OK}


points = [
    {"alpha": 1.0, "degree": 1.0, "fit_intercept": 0},
    {"alpha": 1.0, "degree": 5.0, "fit_intercept": 1},
]
trials = generate_trials_to_calculate(points)
best = fmin(
    objective,
    space,
    algo=tpe.suggest,
    max_evals=200,
    trials=trials,
    rstate=np.random.default_rng(3),
    early_stop_fn=no_progress_loss(30, percent_increase=0.1),
    loss_threshold=1.0,
    timeout=60,
    show_progressbar=False,
)
print("stopped after", len(trials.trials), "trials")
print("best:", space_eval(space, best), trials.best_trial["result"]["loss"])
assert trials.trials[0]["misc"]["vals"]["alpha"] == [1.0]
assert trials.statuses()[1] == STATUS_FAIL and trials.losses()[1] is None
assert 31 < len(trials) < 202
assert min(x for x in trials.losses() if x is not None) <= trials.losses()[0]

again = Trials()
point = fmin(
    objective,
    space,
    algo=tpe.suggest,
    max_evals=8,
    trials=again,
    return_argmin=False,
    verbose=False,
)
assert isinstance(point["fit_intercept"], bool)
print("done")
