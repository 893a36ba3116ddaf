"""Floor 0: the nouns as frozen values, states as data, one tree of errors.

Imports the standard library only.  Knows no database, no network, no clock: what changes from
call to call comes in as an argument.  Decides nothing; that is `digest.rules`.
"""
