"""Rules about weight: Gmail cuts long pages, and with them the link to unsubscribe."""

from __future__ import annotations

from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, warning

REFUSED, WARNED = 96_000, 80_000
"""Bytes of HTML; Gmail clips near 102,000 of them, and what it adds itself counts."""
MESSAGE = 512_000
STYLE = 8_192


def refused(message: Message) -> Iterator[Fault]:
    """The HTML stays below what Gmail clips."""
    size = len(message.html.encode())
    if size > REFUSED:
        yield f"{size:,} bytes; above {REFUSED:,} Gmail may cut the page", "html"


def warned(message: Message) -> Iterator[Fault]:
    """The HTML is comfortably small."""
    size = len(message.html.encode())
    if WARNED < size <= REFUSED:
        yield f"{size:,} bytes; {WARNED:,} is comfortable", "html"


def whole(message: Message) -> Iterator[Fault]:
    """The whole message is comfortably small."""
    if len(message.raw) > MESSAGE:
        yield f"{len(message.raw):,} bytes; {MESSAGE:,} is comfortable", "message"


def styles(message: Message) -> Iterator[Fault]:
    """No style element is dropped for its length."""
    for number, style in enumerate(message.elements("style"), 1):
        length = len(style.text or "")
        if length > STYLE:
            yield f"{length:,} characters; Gmail drops a style above {STYLE:,}", f"<style> {number}"


RULES = (
    error("gmail-102k", refused),
    warning("gmail-80k", warned),
    warning("msg-size", whole),
    warning("gmail-style-8k", styles),
)
