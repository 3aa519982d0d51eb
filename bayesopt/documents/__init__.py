"""Trials, parameters and studies as JSON text, and back: what is stored, and nothing is executed.

Everything is JSON as the standard has it. What JSON lacks is an object with one key: infinities
and NaN are {"$float": "inf"}, a tuple is {"$tuple": [...]}, and a choice that no text can hold is
{"$choice": label}. Keys of users that begin with a dollar get a second one.
"""
