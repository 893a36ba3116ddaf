"""Floor 3: the five verbs.  Each reads, asks a pure rule, does, and answers with a value.

    SOURCE -gather-> STORY -compose-> ISSUE -render-> EDITION -dispatch-> BATCH -> DELIVERY <-record- EVENT

Calls `digest.store` directly, and news, press and post only through the protocols of `ports`.
Every verb may be run twice, late, or by two at once: the database decides who does the work.
Knows no framework, no queue, no clock of its own.
"""
