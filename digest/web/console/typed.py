"""Numbers out of a request.

whole   as a person types one: with the dividers and the digits of their language, or plainly
row     of a row, as an address of ours holds it: where a page goes on
"""

from __future__ import annotations

from django.http import Http404

_DIVIDERS = str.maketrans("", "", ",.’'٬ \u00a0\u202f\u2066\u2069")
_LONGEST = 15


def whole(text: str) -> int | None:
    """`1234`, `1,234`, `1.234`, `1 234`, `۱۲۳۴`; None where it is no whole number."""
    digits = text.translate(_DIVIDERS).strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else None


def row(text: str) -> int:
    """A row's number, 0 for none, as the database can hold it.  Http404 where it is something else."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
