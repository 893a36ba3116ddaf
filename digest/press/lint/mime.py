"""Rules over the parts (RFC 2046 section 5.1.4)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, warning

ENVELOPES = frozenset({"multipart/alternative", "multipart/mixed", "multipart/related"})
ENCODINGS = frozenset({"quoted-printable", "7bit", "8bit"})


def _kinds(message: Message) -> list[str]:
    return [part.get_content_type() for part in message.parts]


def alternative(message: Message) -> Iterator[Fault]:
    """The message offers plain text and HTML."""
    kind = message.parsed.get_content_type()
    if kind not in ENVELOPES:
        yield f"is {kind}; a digest is multipart/alternative", "header content-type"
    for wanted in ("text/plain", "text/html"):
        if wanted not in _kinds(message):
            yield f"has no {wanted} part", "parts"


def order(message: Message) -> Iterator[Fault]:
    """Plain text first, HTML last."""
    kinds = [kind for kind in _kinds(message) if kind in ("text/plain", "text/html")]
    if kinds != ["text/plain", "text/html"]:
        yield f"parts stand as {', '.join(kinds) or 'none'}; plain text first, then HTML", "parts"


def charset(message: Message) -> Iterator[Fault]:
    """Text is UTF-8."""
    for part in message.parts:
        found = (part.get_content_charset() or "none").lower()
        if part.get_content_maintype() == "text" and found != "utf-8":
            yield f"charset is {found}; utf-8 is needed", part.get_content_type()


def encoding(message: Message) -> Iterator[Fault]:
    """Text can be read in the raw message."""
    for part in message.parts:
        found = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
        if part.get_content_maintype() == "text" and found not in ENCODINGS:
            yield (
                f"is encoded as {found}; quoted-printable can be read by people",
                (part.get_content_type()),
            )


RULES = (
    error("mime-alt", alternative),
    error("mime-order", order),
    error("charset", charset),
    warning("cte", encoding),
)
