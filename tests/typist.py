"""Types the lines of a script of `digest …` one after another, in one process that starts once.

lines on standard input: digest WORDS [> FILE] [|| test $? = CODE] -> 0, or 1 at the first other end
"""

from __future__ import annotations

import contextlib
import re
import shlex
import sys

from digest.cli.program import run

LINE = re.compile(
    r"digest (?P<words>.*?)(?: > (?P<file>\S+))?(?: \|\| test \$\? = (?P<code>\d+))?$"
)


def typed(line: str) -> str | None:
    """What was wrong with the end of a line, or nothing."""
    found = LINE.fullmatch(line)
    if found is None:
        return f"not understood: {line}"
    with contextlib.ExitStack() as stack:
        if found["file"]:
            out = stack.enter_context(open(found["file"], "w", encoding="utf-8"))  # noqa: PTH123
            stack.enter_context(contextlib.redirect_stdout(out))
        code = run(shlex.split(found["words"]))
    return None if code == int(found["code"] or 0) else f"ended with {code}: {line}"


if __name__ == "__main__":
    for line in filter(None, map(str.strip, sys.stdin)):
        if wrong := typed(line):
            sys.exit(wrong)
