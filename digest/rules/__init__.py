"""Floor 1: pure decisions.  Values in, values out.

Imports the standard library and `digest.model` only; `now`, randomness and keys are arguments.
Reads nothing, writes nothing, knows no row: the verbs of `digest.flow` do.
"""
