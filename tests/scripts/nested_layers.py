"""A network whose depth is a parameter, and whose layers have parameters of their own."""

import warnings

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import bayesopt as optuna

X_train, X_valid, y_train, y_valid = train_test_split(
    *load_digits(n_class=4, return_X_y=True), test_size=0.3, random_state=0
)


def define_model(trial):
    n_layers = trial.suggest_int("n_layers", 1, 3)
    layers = [trial.suggest_int(f"n_units_l{i}", 4, 64, log=True) for i in range(n_layers)]
    solver = trial.suggest_categorical("solver", ["adam", "sgd"])
    options = {}
    if solver == "sgd":
        options["momentum"] = trial.suggest_float("momentum", 0.0, 0.95)
        options["learning_rate"] = trial.suggest_categorical("schedule", ["constant", "adaptive"])
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    return MLPClassifier(
        layers, solver=solver, learning_rate_init=lr, max_iter=15, random_state=0, **options
    )


def objective(trial):
    model = define_model(trial)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X_train / 16, y_train)
    return 1.0 - model.score(X_valid / 16, y_valid)


if __name__ == "__main__":
    sampler = optuna.samplers.RandomSampler(seed=10)
    study = optuna.create_study(sampler=sampler, study_name="layers")
    study.optimize(objective, n_trials=12, timeout=100)
    for trial in study.trials:
        depth = trial.params["n_layers"]
        assert f"n_units_l{depth - 1}" in trial.params
        assert f"n_units_l{depth}" not in trial.params
        assert ("momentum" in trial.params) == (trial.params["solver"] == "sgd")
    print("Best error:", study.best_value)
    print("Best hyperparameters:", study.best_params)
    assert study.best_value < 0.2
