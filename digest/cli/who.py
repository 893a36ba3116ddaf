"""Who acts at a command line, for the audit."""

from __future__ import annotations

import getpass


def who() -> str:
    """The user's name on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
