"""digest: a newsroom's newsletter and digest mailer.

    SOURCE -gather-> STORY -compose-> ISSUE -render-> EDITION -dispatch-> BATCH -> DELIVERY <-record- EVENT

Nobody twice, nobody forgotten, and what is unknown is shown.  `CONTEXT.md` keeps the words.
"""

__version__ = "0.1.0"
