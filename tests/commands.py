"""Several commands in one process, for a test that asks much: starting the program is most of it.

    python -m tests.commands '["issue", "verify", "1", "--json"]' '["issue", "list"]'

Prints a JSON list: for each its exit code and what it said on stdout.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path

# Not from the test bed: that would take the environment of the commands away.
ROOT = Path(__file__).resolve().parent.parent


def said(environ: Mapping[str, str], *commands: Sequence[str]) -> list[str]:
    """What each of these commands says; all must end well."""
    program = [sys.executable, "-m", "tests.commands", *map(json.dumps, commands)]
    done = subprocess.run(
        program, env=dict(environ), cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert [code for code, _ in told] == [0] * len(commands), (told, done.stderr)
    return [words for _, words in told]


if __name__ == "__main__":
    from digest.cli.program import run

    _told = []
    for _words in sys.argv[1:]:
        _out = io.StringIO()
        with redirect_stdout(_out):
            _code = run(json.loads(_words))
        _told.append((_code, _out.getvalue()))
    sys.stdout.write(json.dumps(_told))
