"""JSON-LD blocks of a page, as papers really write them -> the nodes in them, flat.

    <script type="application/ld+json"> | repair | json | walk @graph and lists | by type, by @id

Repairs what is common in the wild: comment marks round the block, control characters, trailing
commas, text escaped as HTML, several objects in one block.  Bounded in size, depth and number.
Does not choose the article; that is `articlemeta`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

MAX_BLOCK = 2_000_000
MAX_BLOCKS = 60
MAX_NODES = 4_000
MAX_DEPTH = 12

Node = dict[str, Any]

_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)+|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>|;)+\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINE_COMMENT = re.compile(r"^\s*//.*$|/\*.*?\*/", re.M)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes of a page in document order, and those with an @id by it."""

    nodes: tuple[Node, ...] = ()
    by_id: dict[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """A bare reference `{"@id": …}` replaced by the node it names; anything else as it is."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return self.by_id.get(str(value.get("@id")), value)
        return value


def read_graph(scripts: list[str]) -> Graph:
    """The graph of all blocks; what cannot be read is left out, never an exception."""
    nodes: list[Node] = []
    for text in scripts[:MAX_BLOCKS]:
        for value in parse_block(text):
            nodes.extend(_walk(value, 0))
            if len(nodes) > MAX_NODES:
                break
    return Graph(tuple(nodes[:MAX_NODES]), _by_id(nodes))


def _by_id(nodes: list[Node]) -> dict[str, Node]:
    known: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(known.get(name, ())):
            known[name] = node
    return known


def parse_block(text: str) -> list[Any]:
    """The values of one block: usually one, several where objects just follow each other."""
    if len(text) > MAX_BLOCK:
        return []
    text = _WRAPPING.sub("", text.strip()).strip()
    for repair in (_as_it_is, _mended, _unescaped):
        found = _decode_all(repair(text).strip())
        if found:
            return found
    return []


def _as_it_is(text: str) -> str:
    return text


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", _LINE_COMMENT.sub("", text)))


def _unescaped(text: str) -> str:
    return _mended(html.unescape(text))


def _decode_all(text: str) -> list[Any]:
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < MAX_BLOCKS:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        at = _next_value(text, at)
    return values


def _next_value(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,;":
        at += 1
    return at


def _walk(value: Any, depth: int) -> Iterator[Node]:
    """Nodes at the top, in lists, in @graph and as main entity; not those inside other fields."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:MAX_NODES]:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf"):
            if isinstance(value.get(key), (dict, list)):
                yield from _walk(value[key], depth + 1)


def types_of(node: Node) -> set[str]:
    """Lower-case type names without the address of schema.org."""
    given = node.get("@type") or node.get("type") or ()
    names = given if isinstance(given, list) else [given]
    return {str(name).rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names}


def texts(value: Any) -> list[str]:
    """The strings of a field that may be a string, a list, or an object with a name or value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value[:100] for text in texts(item)]
    if isinstance(value, dict):
        return texts(value.get("@value") or value.get("name") or value.get("url"))
    return []


def text(value: Any) -> str:
    """The first string of a field, entities resolved (papers escape them here, too) and folded."""
    found = texts(value)
    return " ".join(html.unescape(html.unescape(found[0])).split()) if found else ""


def scripts_of(root: etree._Element) -> list[str]:
    """The raw text of all JSON-LD blocks in document order."""
    found = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found.append("".join(script.itertext()))
    return found
