"""`python -m bayesopt gold-mining`: the gold-mining tutorial, drawn from real runs.

>>> from bayesopt.demos.gold_mining import CHAPTERS
>>> [chapter.number for chapter in CHAPTERS] == list(range(1, 15))
True
"""

from bayesopt.demos.gold_mining.chapters import CHAPTERS, Chapter
from bayesopt.demos.gold_mining.command import add_arguments, draw, main

__all__ = ["CHAPTERS", "Chapter", "add_arguments", "draw", "main"]
