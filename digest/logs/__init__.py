"""Logs: words where a person looks, JSON lines where a machine does, and never an address.

    log(name) -> structlog -> logging -> stderr      how a line looks: `digest.logs.lines`

Only the parts that run for long (`up`, web, worker, ticker) set this up.  A command speaks for
itself; whatever a library has to warn of reaches its stderr as plain text.  structlog comes with
the first line that is logged: it costs more than most of a command's start.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

_ADDRESS = re.compile(r"[^\s@<>\"'(),;:/=]+@[^\s@<>\"'(),;:/=]+\.[^\s@<>\"'(),;:/=]+")


def log(name: str) -> Any:
    """A logger: `log(__name__).info("batch done", batch=7)`.  Ids and counts, no addresses."""
    from digest.logs.lines import logger

    return logger(name)


def without_addresses(text: str) -> str:
    """The text with every mail address (or user:password@host) taken out."""
    return _ADDRESS.sub("<address>", text)


def set_up(part: str, stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (stderr), named as that part; may be repeated."""
    from digest.logs import lines

    lines.set_up(part, stream)
