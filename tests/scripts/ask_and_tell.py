"""A loop of one's own: batches of trials, some pruned by hand, told whenever they are ready."""

import numpy as np
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import bayesopt as optuna

X, y = make_classification(n_features=10, random_state=1)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)

distributions = {
    "C": optuna.distributions.FloatDistribution(1e-7, 10.0, log=True),
    "solver": optuna.distributions.CategoricalDistribution(("lbfgs", "liblinear")),
}


def batched_objective(xs: np.ndarray, ys: np.ndarray):
    return xs**2 + ys


if __name__ == "__main__":
    study = optuna.create_study(direction="maximize")
    for _ in range(8):
        trial = study.ask(distributions)
        clf = LogisticRegression(C=trial.params["C"], solver=trial.params["solver"])
        clf.fit(X_train, y_train)
        study.tell(trial, clf.score(X_test, y_test))
    print("Best accuracy:", study.best_value, "with", study.best_params)

    batches = optuna.create_study()
    for _ in range(3):
        trial_numbers, x_batch, y_batch = [], [], []
        for _ in range(10):
            trial = batches.ask()
            trial_numbers.append(trial.number)
            x_batch.append(trial.suggest_float("x", -10, 10))
            y_batch.append(trial.suggest_float("y", -10, 10))
        objectives = batched_objective(np.array(x_batch), np.array(y_batch))
        for trial_number, value in zip(trial_numbers, objectives, strict=True):
            if value > 80:
                batches.tell(trial_number, state=optuna.trial.TrialState.PRUNED)
            else:
                batches.tell(trial_number, value)
    print(f"Best trial #{batches.best_trial.number}: {batches.best_value:.2f}")
    assert len(batches.trials) == 30
    assert all(t.state.is_finished() for t in batches.trials)
    assert study.best_value > 0.6
