"""What Hyperopt's users import from `hyperopt.pyll`."""

from bayesopt.hyperopt.expressions import Apply, Literal, as_apply
from bayesopt.hyperopt.pyll import stochastic
from bayesopt.hyperopt.pyll.base import dfs, rec_eval, scope

__all__ = ["Apply", "Literal", "as_apply", "dfs", "rec_eval", "scope", "stochastic"]
