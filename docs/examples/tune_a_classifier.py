"""Tune a support vector machine: define-by-run, three at a time, and the curve of the search."""

from sklearn.datasets import load_wine
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import bayesopt
from bayesopt import plots

X, y = load_wine(return_X_y=True)


def accuracy(trial):
    kernel = trial.suggest_categorical("kernel", ["rbf", "poly"])
    C = trial.suggest_float("C", 1e-3, 1e3, log=True)
    gamma = trial.suggest_float("gamma", 1e-4, 1e1, log=True)
    degree = trial.suggest_int("degree", 2, 4) if kernel == "poly" else 3
    model = make_pipeline(StandardScaler(), SVC(kernel=kernel, C=C, gamma=gamma, degree=degree))
    return cross_val_score(model, X, y, cv=5).mean()


study = bayesopt.create_study(direction="maximize", seed=3)
study.enqueue_trial({"kernel": "rbf", "C": 1.0, "gamma": 0.1})  # a guess to start from
study.optimize(accuracy, n_trials=24, n_jobs=3)
print(study.best_params, study.best_value)

ax = plots.plot_optimization_history(study, target_name="cross-validated accuracy")
ax.figure.savefig("tune_a_classifier.png", dpi=150)
