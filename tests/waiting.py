"""Tests never sleep: they wait for what they are about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], *, seconds: float = 20.0, what: str = "") -> T:
    """Ask again and again until the answer is true; gives that answer, or fails by name."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            waited_for = what or getattr(condition, "__name__", "the condition")
            raise AssertionError(f"waited {seconds} s in vain for {waited_for}")
        time.sleep(0.01)
    return answer
