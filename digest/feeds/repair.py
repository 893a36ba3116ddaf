"""Broken XML made readable, in the order that works.

    text -> junk before the document out -> declarations out -> DOCTYPE out
         -> entities and bare ampersands -> forbidden characters -> lone "<"

CDATA sections are left as they are: what looks broken in them is text.  Every step is linear.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.entities import html5

from digest.feeds.limits import MAX_DEPTH

_ROOT = re.compile(
    r"<(?:[A-Za-z][\w.-]*:)?(?:rss|rdf|feed|channel|urlset|sitemapindex)(?=[\s>/])", re.I
)
_START = re.compile(r"<\?xml|<!DOCTYPE", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml(?=[\s?])[^<>]*>", re.IGNORECASE)
_PROLOG_JUNK = re.compile(r"<!--.*?-->|<\?[^<>]*>", re.DOTALL)
_DOCTYPE = re.compile(
    rb"""(\A(?:\s++|<\?[^>]*+\?>|<!--.*?-->|\xef\xbb\xbf)*+)<!DOCTYPE"""
    rb"""(?:[^\[<>"']++|"[^"]*+"|'[^']*+')*+"""
    rb"""(?:\[(?:[^\]<"']++|<!--.*?-->|<[!?](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>|"[^"]*+"|'[^']*+')*+\]\s*+)?>""",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_LONE_LESS = re.compile(r"<(?![A-Za-z_/!?:])")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_QUOTED = rb"""[^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+"""
_TAG = re.compile(rb"<(/?)([A-Za-z_][^\s<>/]*)(" + _QUOTED + rb"|[^<>]*)>|<!\[CDATA\[|<!--")
_ENTRIES = frozenset((b"item", b"entry"))


def without_doctype(body: bytes) -> bytes:
    """The document without its DOCTYPE: feeds need none, and entity bombs live there."""
    if b"<!" not in body[:65536]:
        return body
    found = _DOCTYPE.match(body)
    return body[: found.end(1)] + body[found.end() :] if found else body


def without_controls(body: bytes) -> bytes:
    """The document without the control characters XML forbids; of ASCII's superset codes only."""
    return body.translate(None, _CONTROLS)


def repaired(text: str) -> str | None:
    """The text with what commonly breaks it mended, or `None` when no feed begins in it."""
    root = _ROOT.search(text)
    if root is None:
        return None
    start = _START.search(text, 0, root.start())
    prolog = text[start.start() if start else root.start() : root.start()]
    instructions = "".join(
        part for part in _PROLOG_JUNK.findall(prolog) if part.startswith("<?") and "xml-" in part
    )
    body = _DECLARATION.sub("", text[root.start() :])
    return instructions + _outside_cdata(body, _mend)


def balanced(body: bytes) -> bytes:
    """The document with every tag closed where it must be, and none nested deeper than any need.

    What an item leaves open ends with the item: one broken item costs no other.
    """
    kept: list[bytes] = []
    open_tags = _OpenTags()
    at = 0
    while found := _TAG.search(body, at):
        start, end = found.span()
        kept.append(body[at:start])
        if found[2] is None:
            end = _after_literal(body, start, end)
            kept.append(body[start:end])
        else:
            kept.append(open_tags.instead(found))
        at = end
    kept += (body[at:], open_tags.closed())
    return b"".join(kept)


def _after_literal(body: bytes, start: int, end: int) -> int:
    """The end of a CDATA section or a comment."""
    closing = b"]]>" if body[start + 2 : start + 3] == b"[" else b"-->"
    found = body.find(closing, end)
    return len(body) if found < 0 else found + 3


class _OpenTags:
    """The tags open at a point of the document; those beyond the depth kept are left out."""

    def __init__(self) -> None:
        self._stack: list[bytes] = []
        self._count: Counter[bytes] = Counter()

    def instead(self, tag: re.Match[bytes]) -> bytes:
        """What stands for a tag: itself, what it closes with it, or nothing."""
        name = tag[2]
        if tag[1]:
            return self.closed(name) if self._count[name] else b""
        before = self._before_entry(name)
        if tag[3].endswith(b"/"):
            return before + tag[0] if len(self._stack) < MAX_DEPTH else before
        self._stack.append(name)
        self._count[name] += 1
        return before + tag[0] if len(self._stack) <= MAX_DEPTH else before

    def closed(self, name: bytes | None = None) -> bytes:
        """The end tags down to the one of a name; without a name all."""
        ends = []
        while self._stack:
            top = self._stack.pop()
            self._count[top] -= 1
            if len(self._stack) < MAX_DEPTH:
                ends.append(b"</" + top + b">")
            if top == name:
                break
        return b"".join(ends)

    def _before_entry(self, name: bytes) -> bytes:
        plain = name.lower()
        if plain in _ENTRIES and self._count[name]:
            return self.closed(name)
        return b""


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end + 3
        parts += (change(text[at:start]), _FORBIDDEN.sub("", text[start:end]))
        at = end
    parts.append(change(text[at:]))
    return "".join(parts)


def _mend(text: str) -> str:
    if "&" in text:
        text = _REFERENCE.sub(_reference, text)
    return _LONE_LESS.sub("&lt;", _FORBIDDEN.sub("", text))


def _reference(found: re.Match[str]) -> str:
    """A reference XML allows stays; an HTML entity becomes its character; the rest is text."""
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return found[0] if _allowed(code) else ""
    if name is None:
        return "&amp;"
    character = html5.get(f"{name};")
    if character is None:
        return f"&amp;{name};"
    return character.replace("&", "&amp;").replace("<", "&lt;")


def _allowed(code: int) -> bool:
    if code < 32:
        return code in (9, 10, 13)
    return code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
