"""Plain text out of markup, quickly: no tree is built.

    markup -> drop scripts, styles, comments -> tags out -> entities -> blanks folded

Every pattern stops at the next '<', so the time is linear whatever the input is.  The result is
text, not safe HTML: whoever puts it into a page escapes it.
"""

from __future__ import annotations

import re
from html import unescape

from digest.feeds.limits import (
    ARTICLE_START_CHARS,
    FALLBACK_TITLE_CHARS,
    MAX_MARKUP_CHARS,
    MAX_TITLE_CHARS,
    TEASER_MARKUP_CHARS,
)

_ATTRIBUTES = r"""(?:[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*|[^<>]*)"""
_BLOCKS = (
    "p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|table|blockquote|section|article|header|footer|"
    "aside|figure|figcaption|pre|address|main|nav|form|option"
)
_INLINE = (
    "a|abbr|acronym|area|audio|b|base|bdi|bdo|big|body|button|canvas|caption|center|cite|code|"
    "col|colgroup|data|del|details|dfn|em|embed|fieldset|font|head|html|i|iframe|img|input|ins|"
    "kbd|label|legend|link|map|mark|meta|nobr|object|param|picture|q|rp|rt|ruby|s|samp|script|"
    "select|small|source|span|strike|strong|style|sub|summary|sup|svg|tbody|td|textarea|tfoot|"
    "th|thead|time|title|tt|u|var|video|wbr"
)
_TAG = re.compile(rf"</?([a-zA-Z][a-zA-Z0-9]*){_ATTRIBUTES}>|<[!?]{_ATTRIBUTES}>")
_INSTEAD = dict.fromkeys(_BLOCKS.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|"), "\n")
_INSTEAD |= {"td": " ", "th": " "}
# Elements whose content nobody reads leave a mark, so that the common text without them is quick.
_MARK = "\x00"
_SILENT_NAMES = "script|style|noscript|template|head|svg|math|iframe|object|textarea|select|button"
_INSTEAD |= dict.fromkeys(_SILENT_NAMES.split("|"), _MARK)
_KNOWN_TAG = re.compile(
    rf"</?(?:{_BLOCKS}|{_INLINE})(?=[\s/>]){_ATTRIBUTES}>|<!--[^<>]*-->", re.IGNORECASE
)
_SILENT = re.compile(rf"<({_SILENT_NAMES})(?=[\s/>])", re.IGNORECASE)
_LINE_BLANKS = ("\n", "\t", "\r", "\f", "\v", "\x85", "\u2028", "\u2029")
_LINE_ENDS = re.compile(r"[ \t\r\f\v\x85\u2028\u2029]*\n[\s]*")
_SPACES = re.compile(r"[ \t\r\f\v\x85\u2028\u2029]{2,}|[\t\r\f\v\x85\u2028\u2029]")
# Soft hyphens, zero-width blanks, byte order marks and direction overrides carry no text.
_CONTROLS = dict.fromkeys(
    [
        *range(9),
        11,
        12,
        *range(14, 32),
        127,
        0xAD,
        0x200B,
        0xFEFF,
        0x202D,
        0x202E,
        0xFFFE,
        0xFFFF,
    ]
)
# Numeric references in the C1 range mean Windows-1252, as browsers read them.
_C1 = {
    byte: bytes([byte]).decode("cp1252", "ignore") or None
    for byte in range(0x80, 0xA0)
    if byte != 0x85
}
_TABLE: dict[int, str | None] = {**_C1, **_CONTROLS}
_NEEDS_TABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202d\u202e\ufeff\ufffe\uffff]"
)


def line(markup: str) -> str:
    """The text of a fragment of HTML on one line."""
    if "<" not in markup and "&" not in markup:
        return fold(markup[:MAX_MARKUP_CHARS])
    return fold(_text(markup))


def prose(markup: str) -> str:
    """The text of a fragment of HTML, one paragraph a line."""
    if "<" not in markup and "&" not in markup:
        return fold(markup[:MAX_MARKUP_CHARS])
    text = _SPACES.sub(" ", _clean(_text(markup)))
    return _LINE_ENDS.sub("\n", text).strip()


def title(markup: str) -> str:
    """A headline on one line: known tags out, entities resolved even when escaped twice.

    Only tags that HTML knows are markup here: "List<T>" keeps its brackets.
    """
    text = markup[:MAX_TITLE_CHARS]
    if "<" in text:
        text = _KNOWN_TAG.sub("", text)
    if "&" in text:
        text = unescape(unescape(text))
    return fold(text)


def teaser(markup: str) -> str:
    """The text of a description on one line; of a whole article given as one, its beginning."""
    if len(markup) <= TEASER_MARKUP_CHARS:
        return line(markup)
    head = markup[:ARTICLE_START_CHARS]
    opened = head.rfind("<")
    if opened > head.rfind(">"):
        head = head[:opened]
    text = line(head)
    return f"{text[: text.rfind(' ')].rstrip(' ,;:–—-')}…" if " " in text else text


def first_words(text: str) -> str:
    """The beginning of a text as a stand-in for a title, cut between words."""
    if len(text) <= FALLBACK_TITLE_CHARS:
        return fold(text)
    head = text[: FALLBACK_TITLE_CHARS + 1]
    cut = head.rfind(" ")
    return fold(head[: cut if cut > 0 else FALLBACK_TITLE_CHARS]).rstrip(" ,;:-–—") + "…"


def fold(text: str) -> str:
    """One line, single blanks, nothing unprintable; no-break spaces inside the text stay."""
    for blank in _LINE_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    text = _clean(text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    return text.translate(_TABLE) if _NEEDS_TABLE.search(text) else text


def _text(markup: str) -> str:
    text = markup[:MAX_MARKUP_CHARS]
    if "<" not in text:
        if "&" not in text:
            return text
        text = unescape(text)
        # Escaped once too often: "&lt;p&gt;Hello" is a paragraph, "use &lt;p&gt;" speaks of one.
        if not _KNOWN_TAG.match(text.lstrip()):
            return text
    if "<!--" in text:
        text = _cut_pairs(text, "<!--", "-->")
    bare = _TAG.sub(_instead, text)
    text = _TAG.sub(_instead, _without_silent(text)) if _MARK in bare else bare
    return unescape(text) if "&" in text else text


def _instead(tag: re.Match[str]) -> str:
    """A line end for a block's tag, nothing for a tag inside a line."""
    name = tag[1]
    return _INSTEAD.get(name.lower(), "") if name else ""


def _without_silent(text: str) -> str:
    """Without the elements whose content nobody reads."""
    kept, at = [], 0
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters change length when lowered; offsets would shift
        lowered = text
    while opening := _SILENT.search(text, at):
        kept.append(text[at : opening.start()])
        end = lowered.find(f"</{opening[1].lower()}", opening.end())
        close = text.find(">", end) if end >= 0 else -1
        if close < 0:
            return "".join(kept) + _after_unclosed(text, opening)
        at = close + 1
    kept.append(text[at:])
    return "".join(kept)


def _after_unclosed(text: str, opening: re.Match[str]) -> str:
    """An unclosed script swallows the rest, as in a browser; other elements only their tag."""
    if opening[1].lower() in ("script", "style"):
        return ""
    return _SILENT.sub("<x", text[opening.start() :])


def _cut_pairs(text: str, opening: str, closing: str) -> str:
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        kept.append(text[at:start])
        end = text.find(closing, start + len(opening))
        if end < 0:
            return "".join(kept)
        at = end + len(closing)
    kept.append(text[at:])
    return "".join(kept)
