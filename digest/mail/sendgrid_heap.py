"""Requests of half a megabyte, one after the other, without asking the kernel for each page anew.

glibc gives blocks of that size back as soon as they are free, and takes them again for the next
request: a third of the time of building one went into page faults.  A few megabytes are kept.
Every thread would keep them in an arena of its own; only one thread builds at a time, so two
arenas are enough for all.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM, _MMAP, _ARENAS = -1, -3, -8  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX of mallopt(3)
_KEPT = 32 << 20
_WHOLE = 8 << 20


def keep_pages() -> bool:
    """Let this process keep freed memory for the next request; False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return bool(mallopt(_ARENAS, 2) and mallopt(_MMAP, _WHOLE) and mallopt(_TRIM, _KEPT))
