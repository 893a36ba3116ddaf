"""Rules about what mail programs strip, block or distrust (caniemail.com)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.press.lint.message import Fault, Message, error, show, warning

FORBIDDEN = (
    "script",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "svg",
    "math",
    "video",
    "audio",
    "base",
)
ADDRESSES = ("href", "src", "action", "background", "formaction", "poster", "data", "srcset")
_DANGEROUS = re.compile(
    r"^[\s\x00-\x20]*(?:javascript|vbscript|data\s*:\s*text|file)\b", re.IGNORECASE
)
_REMOTE = re.compile(r"@import|fonts\.googleapis\.com|@font-face", re.IGNORECASE)
_UNSUPPORTED = re.compile(
    r"display\s*:\s*(?:inline-)?(?:flex|grid)|position\s*:\s*(?:absolute|fixed|sticky)|var\s*\(",
    re.IGNORECASE,
)


def forbidden(message: Message) -> Iterator[Fault]:
    """Nothing that mail programs strip: scripts, frames, forms, media, base."""
    for element in message.elements(*FORBIDDEN):
        yield f"<{element.tag}> has no place in a mail", show(element)
    for element in message.elements("link"):
        if element.get("rel", "").lower() == "import":
            yield "an imported page has no place in a mail", show(element)
    for element in message.elements("meta"):
        if element.get("http-equiv", "").lower() == "refresh":
            yield "a page that forwards itself has no place in a mail", show(element)


def handlers(message: Message) -> Iterator[Fault]:
    """No attribute runs code."""
    for element in message.tree.iter():
        for name in element.attrib:
            if str(name).lower().startswith("on"):
                yield f"the attribute {name} would run code", show(element)


def script_address(message: Message) -> Iterator[Fault]:
    """No address runs code."""
    for element in message.tree.iter():
        for name in ADDRESSES:
            if _DANGEROUS.match(element.get(name) or ""):
                yield f"the address in {name} would run code", show(element)


def _css(message: Message) -> Iterator[tuple[str, str]]:
    for number, style in enumerate(message.elements("style"), 1):
        yield style.text or "", f"<style> {number}"
    for element in message.tree.iter():
        if element.get("style"):
            yield element.get("style"), show(element)


def remote_css(message: Message) -> Iterator[Fault]:
    """No style and no font comes from elsewhere."""
    for element in message.elements("link"):
        if "stylesheet" in element.get("rel", "").lower():
            yield "a style sheet from elsewhere is not loaded", show(element)
    for css, where in _css(message):
        if _REMOTE.search(css):
            yield "styles or fonts from elsewhere are not loaded, and tell on the reader", where


def css_support(message: Message) -> Iterator[Fault]:
    """Only styles that common mail programs know."""
    for css, where in _css(message):
        found = _UNSUPPORTED.search(css)
        if found:
            yield f"{found[0]} does not work in common mail programs", where


RULES = (
    error("forbid", forbidden),
    error("handlers", handlers),
    error("js-url", script_address),
    warning("remote-css", remote_css),
    warning("css-support", css_support),
)
