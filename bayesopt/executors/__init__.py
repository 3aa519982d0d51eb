"""Where objectives run: anything with `submit`, as concurrent.futures has it."""

from bayesopt.executors.crew import Crew, Wanted

__all__ = ["Crew", "Wanted"]
