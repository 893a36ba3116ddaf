"""Start a program that ends when its starter does.  Run as a file, by `python -I -S`.

    tether.py PARENT-PID PROGRAM ARGUMENTS…

Linux tells a process of its parent's death by a signal that it asked for; the wish outlives
`exec`, so it is made here and the program takes this process over.  Elsewhere the wish cannot be
made, and a child of a killed starter is found by the next one (`digest.broker`).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def ask(number: int) -> bool:
    """Ask for that signal when the thread that started this process ends; False if impossible."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) == 0


def main(arguments: list[str]) -> None:
    """Ask, look whether the parent is still there, and become the program."""
    parent, *program = arguments
    ask(signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
