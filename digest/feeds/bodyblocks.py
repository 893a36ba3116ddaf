"""The tree of a page -> its blocks of text in order, each knowing where it stands.

    elements, once, downwards | silent ones left out | runs of inline text between block elements
    | what the classes round a block speak of (`bodyclasses`)

A block is what a reader sees as one paragraph, heading, list item or line.  Does not decide which
blocks are the article; that is `body`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from digest.feeds.articlemeta import squeeze
from digest.feeds.bodyclasses import bits_of

MAX_BLOCKS = 6_000

SILENT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "button",
        "select",
        "input",
        "textarea",
        "video",
        "audio",
        "object",
        "canvas",
        "head",
        "math",
        "dialog",
        "map",
        "embed",
        "option",
        "label",
        "picture",
        "link",
        "meta",
    }
)
INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "ruby",
        "rt",
        "rb",
        "rp",
        "nobr",
    }
)


@dataclass(slots=True)
class Block:
    """One run of text.  `linked` and `bold` count words of it that are so.  `around` are the bits
    of all elements round it, `near` those of the two innermost; `path` the elements round it,
    outermost first, as numbers of the walk; `head_linked` when it begins with a link of three
    words or more.
    """

    text: str
    tag: str
    words: int
    linked: int
    bold: int
    around: int
    near: int
    path: tuple[int, ...]
    head_linked: bool = False

    @property
    def link_share(self) -> float:
        """Share of the words that are link text."""
        return self.linked / self.words if self.words else 0.0


class _Frame(NamedTuple):
    """The block element in which text is being read."""

    tag: str
    around: int
    own: int
    near: int
    path: tuple[int, ...]


def read_blocks(root: etree._Element) -> list[Block]:
    """All blocks of the body in document order, at most MAX_BLOCKS."""
    body = root.find("body")
    walk = _Walk()
    walk.enter(root if body is None else body, _Frame("html", 0, 0, 0, ()))
    return walk.blocks


class _Walk:
    """One walk down the tree; its depth is bounded by the parser (256 elements)."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._texts: list[str] = []
        self._links: list[str] = []
        self._bolds: list[str] = []
        self._elements = 0

    def enter(self, element: etree._Element, above: _Frame) -> None:
        """A block element: what was read before it ends, and what is in it ends with it."""
        if self._texts:
            self._flush(above)
        tag, bits = str(element.tag), bits_of(element)
        self._elements += 1
        path = (*above.path, self._elements)
        frame = _Frame(tag, above.around | bits, bits, above.own | bits, path)
        self._read(element, frame, False, False)
        if self._texts:
            self._flush(frame)

    def _read(self, element: etree._Element, frame: _Frame, linked: bool, bold: bool) -> None:
        if element.text:
            self._add(element.text, linked, bold)
        for child in element:
            tag = child.tag
            if tag in INLINE:
                if child.get("aria-hidden") != "true" and child.get("hidden") is None:
                    strong = bold or tag in ("b", "strong")
                    self._read(child, frame, linked or tag == "a", strong)
            elif tag == "br":
                self._break(frame)
            elif tag not in SILENT and len(self.blocks) < MAX_BLOCKS:
                self._enter_child(child, frame, linked)
            if child.tail:
                self._add(child.tail, linked, bold)

    def _enter_child(self, child: etree._Element, frame: _Frame, linked: bool) -> None:
        """A block element inside a link: a whole card is one link."""
        first = len(self.blocks)
        self.enter(child, frame)
        if linked:
            for block in self.blocks[first:]:
                block.linked = block.words

    def _add(self, text: str, linked: bool, bold: bool) -> None:
        if not self._texts and text.isspace():
            return
        self._texts.append(text)
        if linked:
            self._links.append(text)
        if bold:
            self._bolds.append(text)

    def _break(self, frame: _Frame) -> None:
        """Two line breaks in a row end a paragraph, one is a blank."""
        if self._texts and self._texts[-1] == "\n":
            self._flush(frame)
        elif self._texts:
            self._texts.append("\n")

    def _flush(self, frame: _Frame) -> None:
        text = squeeze("".join(self._texts))
        if text:
            self.blocks.append(
                Block(
                    text,
                    frame.tag,
                    count_words(text),
                    _count(self._links),
                    _count(self._bolds),
                    frame.around,
                    frame.near,
                    frame.path,
                    bool(self._links) and self._begins_linked(text),
                )
            )
        self._texts, self._links, self._bolds = [], [], []

    def _begins_linked(self, text: str) -> bool:
        link = squeeze(self._links[0])
        return link.count(" ") > 1 and text.startswith(link)


def _count(parts: list[str]) -> int:
    return count_words(squeeze("".join(parts))) if parts else 0


def count_words(text: str) -> int:
    """Words of folded text; in scripts without blanks two signs count as one."""
    spaced = text.count(" ") + 1 if text else 0
    if text.isascii():
        return spaced
    unspaced = sum("\u0e00" <= sign <= "\u0e7f" or "\u3040" <= sign <= "\u9fff" for sign in text)
    return spaced + unspaced // 2
