"""How a command ends: every error of ours as one of the contract's exit codes, said on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from digest.model.errors import DigestError


def ended(act: Callable[[], object]) -> int:
    """Do it; the exit code it ends with.  What nobody foresaw rises."""
    try:
        result = act()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return said("interrupted", 130)
    except DigestError as error:
        return said(str(error), error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`digest … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def said(words: str, code: int) -> int:
    """The words on stderr, and the code."""
    print(f"digest: {words}", file=sys.stderr)
    return code
