"""Choose between a support vector machine and a random forest, each with its own parameters."""

import sklearn.datasets
import sklearn.ensemble
import sklearn.model_selection
import sklearn.svm

import bayesopt as optuna

X, y = sklearn.datasets.load_iris(return_X_y=True)


def objective(trial):
    classifier_name = trial.suggest_categorical("classifier", ["SVC", "RandomForest"])
    if classifier_name == "SVC":
        svc_c = trial.suggest_float("svc_c", 1e-5, 1e5, log=True)
        classifier = sklearn.svm.SVC(C=svc_c, gamma="auto")
    else:
        max_depth = trial.suggest_int("rf_max_depth", 2, 16, log=True)
        classifier = sklearn.ensemble.RandomForestClassifier(
            max_depth=max_depth, n_estimators=10, random_state=0
        )
    score = sklearn.model_selection.cross_val_score(classifier, X, y, n_jobs=1, cv=3)
    return score.mean()


if __name__ == "__main__":
    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=25)
    print("Number of finished trials:", len(study.trials))
    print("Best trial:")
    trial = study.best_trial
    print("  Value:", trial.value)
    for key, value in trial.params.items():
        print(f"  {key}: {value}")
    assert study.best_value > 0.9
