"""How important parameters are, as bars."""

from typing import TYPE_CHECKING, Any

from bayesopt.arguments import check_study
from bayesopt.errors import shown, warn
from bayesopt.frozen import TrialState
from bayesopt.importance import ImportanceEvaluator, Loss, get_param_importances
from bayesopt.visualization.figures import figure, safe, titled
from bayesopt.visualization.gathered import Target

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bayesopt.study import Study


def plot_param_importances(
    study: "Study",
    evaluator: ImportanceEvaluator | None = None,
    params: list[str] | None = None,
    *,
    target: Target | None = None,
    target_name: str = "Objective Value",
) -> "Figure":
    """What `get_param_importances` says, the most important at the top; arguments and errors are
    the same. Of several objectives without a target each has bars of its own.
    """
    check_study(study)
    found: dict[str, dict[str, float]] = {}
    if study.get_trials(deepcopy=False, states=[TrialState.COMPLETE]):
        found = {
            name: get_param_importances(study, evaluator=evaluator, params=params, target=one)
            for name, one in _targets(study, target, target_name).items()
        }
    else:
        warn(f"study {shown(study.study_name)} has no complete trial; the plot is empty")
    title = target_name if target or len(study.directions) == 1 else "each objective"
    return figure(
        "Hyperparameter Importances",
        [_bars(name, importances) for name, importances in found.items() if importances],
        xaxis={"title": titled(f"Hyperparameter Importance for {title}")},
        yaxis={"title": titled("Hyperparameter"), "type": "category"},
    )


def _targets(study: "Study", target: Target | None, name: str) -> dict[str, Target | None]:
    """What importance is looked at for, by its name."""
    m = len(study.directions)
    if target is not None or m == 1:
        return {name: target}
    names = study.metric_names or [f"Objective {k}" for k in range(m)]
    return {name: Loss(k, study.directions) for k, name in enumerate(names)}


def _bars(name: str, importances: dict[str, float]) -> dict[str, Any]:
    rising = [*reversed(importances.items())]  # bars stand from the bottom up
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(name),
        "x": [importance for _, importance in rising],
        "y": [safe(name) for name, _ in rising],
        "text": [_rounded(importance) for _, importance in rising],
        "textposition": "outside",
        "cliponaxis": False,
    }


def _rounded(importance: float) -> str:
    return f"{importance:.2f}" if importance >= 0.01 else safe("<0.01")
