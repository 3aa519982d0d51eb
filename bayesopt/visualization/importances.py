"""How important parameters are, as bars."""

from typing import TYPE_CHECKING

from bayesopt.arguments import check_study
from bayesopt.errors import shown, warn
from bayesopt.frozen import TrialState
from bayesopt.importance import ImportanceEvaluator, get_param_importances
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
    the same.
    """
    check_study(study)
    found: dict[str, float] = {}
    if study.get_trials(deepcopy=False, states=[TrialState.COMPLETE]):
        found = get_param_importances(study, evaluator=evaluator, params=params, target=target)
    else:
        warn(f"study {shown(study.study_name)} has no complete trial; the plot is empty")
    rising = [*reversed(found.items())]  # bars stand from the bottom up
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": safe(target_name),
        "x": [importance for _, importance in rising],
        "y": [safe(name) for name, _ in rising],
        "text": [_rounded(importance) for _, importance in rising],
        "textposition": "outside",
        "cliponaxis": False,
    }
    return figure(
        "Hyperparameter Importances",
        [bars] if found else [],
        xaxis={"title": titled(f"Hyperparameter Importance for {target_name}")},
        yaxis={"title": titled("Hyperparameter"), "type": "category"},
    )


def _rounded(importance: float) -> str:
    return f"{importance:.2f}" if importance >= 0.01 else safe("<0.01")
