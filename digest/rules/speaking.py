"""Small words about numbers and foreign text, as every command and check says them."""

from __future__ import annotations


def number(count: int) -> str:
    """12,345."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 story`, `12 stories`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def clean(text: str) -> str:
    """Foreign text for a terminal: no control characters that could move the cursor."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)
