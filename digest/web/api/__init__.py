"""The JSON API at /api/v1/ (contract section 5): the newsroom's own systems ask and act here.

    request -> door: size, JSON, brake -> token: whose, live, which power? -> a route -> a verb
                                                           else: problem (RFC 9457): what, where, what to do

    app.py       the routes together, and their OpenAPI      problem.py   every refusal
    bearer.py    tokens and powers                           shapes.py    what comes in and goes out
    issues, triggers, control, stories, readers, lists, reports, house      a file a resource

The library that reads types and writes the OpenAPI is loaded by the first request that comes here:
pages and commands start without it.  Decides nothing and holds no query: what a route does, the
same verb does for the console and the command line.  A trigger is written down and answered at
once; the work is the workers'.
"""

RESOURCES = (
    ("stories", "stories"),
    ("issues", "issues"),
    ("digests", "triggers"),
    ("control", "control"),
    ("reports", "reports"),
    ("subscribers", "readers"),
    ("lists", "lists"),
)
"""The groups of routes: the tag, and the module that holds its `router`."""
