"""Trials in MongoDB: not here, and every name says so."""

from bayesopt.hyperopt.missing import nothing_of

__getattr__ = nothing_of("mongoexp")
