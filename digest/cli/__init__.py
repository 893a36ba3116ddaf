"""Floor 4: the commands.  Thin: parse, call a verb, answer.

    digest NOUN VERB -> verb -> data on stdout, messages on stderr, an exit code with a meaning

Decides nothing and holds no rule.  Django is imported only when a command needs it, so `--help`
answers at once.
"""

from __future__ import annotations

import gc
import sys

_NEW_ONES = 20_000
"""Objects until the collector looks for circles: a start makes ten times Python's usual 700 a
moment and leaves none, and looking took a tenth of it."""


def main() -> None:
    """The console script: every ending becomes one of the contract's exit codes."""
    collect_rarely()
    code = _run(sys.argv[1:])
    # What is there goes with the process; looking through all of it once more takes 0.2 s.
    gc.freeze()
    sys.exit(code)


def collect_rarely() -> None:
    """Look for circles only where there are many new objects."""
    gc.set_threshold(_NEW_ONES, 20, 50)


def _run(words: list[str]) -> int:
    if words[:1] == ["inspect"]:
        # One page is read in less time than the command line library takes to load.
        from digest.cli.endings import ended
        from digest.cli.looking import look, plainly

        request = plainly(words[1:])
        if request is not None:
            return ended(lambda: look(request))
    from digest.cli.program import run

    return run(words)
