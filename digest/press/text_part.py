"""The plain-text part: wrapped lines, and pairs of characters that some mailer would execute."""

from __future__ import annotations

import re

from digest.rules.layout_text import OPENINGS, disarm_text

__all__ = ["disarm_html", "disarm_text", "tidy", "wrap"]
WIDTH = 72
_NUMBERED = re.compile(r" (\[[0-9]+\])$")
_GAPS = re.compile(r"\n{4,}")


def wrap(text: object) -> str:
    """Lines of at most 72 characters; a word or address longer than that stays whole.

    A link's number stays with the word before it.
    """
    lines, line = [], ""
    for word in _NUMBERED.sub("\u00a0\\1", str(text)).split(" "):
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line]).replace("\u00a0", " ")


def disarm_html(html: str) -> str:
    """The same page, the second character of such an opening as a character reference."""
    return OPENINGS.sub(lambda found: f"&#{ord(found[0])};", html)


def tidy(text: str) -> str:
    """No blanks at line ends, at most two empty lines in a row, one line end at the close."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _GAPS.sub("\n\n\n", lines).strip("\n") + "\n"
