"""`python -m bayesopt demo`: one real model tuned by grid, random and GP search, and gold mining.

>>> from bayesopt.demos.tuning import compare
>>> report = compare(evaluations=2, seeds=1)
>>> [row.method for row in report.rows]
['grid search', 'random search', 'Bayesian optimisation']
"""

from bayesopt.demos.tuning.command import add_arguments, main
from bayesopt.demos.tuning.comparison import Report, Row, compare

__all__ = ["Report", "Row", "add_arguments", "compare", "main"]
