"""How a command ends: every error of ours as one of the contract's exit codes, said on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable

from digest.cli.answer import write
from digest.model.errors import DigestError


def ended(act: Callable[[], object]) -> int:
    """Do it; the exit code it ends with.  What nobody foresaw rises."""
    try:
        result = act()
    except KeyboardInterrupt:
        return said("interrupted", 130)
    except DigestError as error:
        return said(str(error), error.exit_code)
    except Exception as error:
        if not _database_away(error):
            raise
        why = str(error).strip().split("\n")[0]
        return said(f"the database is away ({why}); the same command goes on where it stopped", 75)
    write("", end="", flush=True)
    return result if isinstance(result, int) else 0


def _database_away(error: Exception) -> bool:
    """Whether the server went away under us.  Django is not imported for a command without it."""
    db = sys.modules.get("django.db")
    return db is not None and isinstance(error, db.OperationalError | db.InterfaceError)


def said(words: str, code: int) -> int:
    """The words on stderr, and the code."""
    print(f"digest: {words}", file=sys.stderr)
    return code
