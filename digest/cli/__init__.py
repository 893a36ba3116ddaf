"""Floor 4: the commands.  Thin: parse, call a verb, answer.

    digest NOUN VERB -> verb -> data on stdout, messages on stderr, an exit code with a meaning

Decides nothing and holds no rule.  Django is imported only when a command needs it, so `--help`
answers at once.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The console script: every ending becomes one of the contract's exit codes."""
    from digest.cli.program import run

    sys.exit(run(sys.argv[1:]))
