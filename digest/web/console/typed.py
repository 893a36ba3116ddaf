"""A number as a person types it: with the dividers and the digits of their language, or plainly."""

from __future__ import annotations

_DIVIDERS = str.maketrans("", "", ",.’'٬ \u00a0\u202f\u2066\u2069")
_LONGEST = 15


def whole(text: str) -> int | None:
    """`1234`, `1,234`, `1.234`, `1 234`, `۱۲۳۴`; None where it is no whole number."""
    digits = text.translate(_DIVIDERS).strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else None
