"""Rules about the page as a document (WCAG 2.2, emailmarkup.org)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from digest.press.lint.message import (
    Fault,
    Message,
    error,
    is_hidden,
    show,
    squeeze,
    warning,
    words_of,
)

_FONT_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*([0-9.]+)px", re.IGNORECASE)
SMALLEST = 14.0
PREHEADER = 30


def doctype(message: Message) -> Iterator[Fault]:
    """The page begins with a doctype."""
    if not re.match(r"\s*<!doctype html", message.html, re.IGNORECASE):
        yield "the page does not begin with <!DOCTYPE html>", "html"


def duplicate_id(message: Message) -> Iterator[Fault]:
    """An id stands once."""
    counted = Counter(e.get("id") for e in message.tree.iter() if e.get("id"))
    for name, times in counted.items():
        if times > 1:
            yield f"the id {name} stands {times} times", "html"


def language(message: Message) -> Iterator[Fault]:
    """The page says its language."""
    if message.tree.get("lang", "").strip().lower() in ("", "und"):
        yield "the page does not say its language", "html <html lang>"


def direction(message: Message) -> Iterator[Fault]:
    """The page says its direction."""
    if message.tree.get("dir", "") not in ("ltr", "rtl"):
        yield "the page does not say its direction, ltr or rtl", "html <html dir>"


def inner_language(message: Message) -> Iterator[Fault]:
    """Web mail throws away <html>: what it says must stand inside the body too."""
    wanted = (message.tree.get("lang"), message.tree.get("dir"))
    for element in message.body.xpath("./* | ./*/*"):
        if all(wanted) and (element.get("lang"), element.get("dir")) == wanted and len(element):
            return
    yield "language and direction are not repeated inside the body", "html <body>"


def title(message: Message) -> Iterator[Fault]:
    """The page has a title."""
    found = message.tree.find("head/title")
    if found is None or not squeeze(found.text or ""):
        yield "the page has no title", "html <title>"


def _metas(message: Message) -> dict[str, str]:
    return {m.get("name", "").lower(): m.get("content", "") for m in message.elements("meta")}


def viewport(message: Message) -> Iterator[Fault]:
    """The page fits telephones."""
    if "width=device-width" not in _metas(message).get("viewport", ""):
        yield "no viewport: telephones show the page shrunk", "html <meta name=viewport>"


def color_scheme(message: Message) -> Iterator[Fault]:
    """The page knows dark mode."""
    if "dark" not in _metas(message).get("color-scheme", ""):
        yield "the page does not say that it knows dark mode", "html <meta name=color-scheme>"


def table_role(message: Message) -> Iterator[Fault]:
    """A table is for layout and says so, or has headings with a scope."""
    for table in message.elements("table"):
        if table.get("role") == "presentation":
            continue
        if not any(cell.get("scope") for cell in table.iter("th")):
            yield 'neither role="presentation" nor headings with a scope', show(table)


def _headings(message: Message) -> list[Any]:
    return list(message.elements("h1", "h2", "h3", "h4", "h5", "h6"))


def one_h1(message: Message) -> Iterator[Fault]:
    """There is exactly one first heading."""
    number = sum(heading.tag == "h1" for heading in _headings(message))
    if number != 1:
        yield f"{number} first headings; one is needed", "html <h1>"


def skipped_level(message: Message) -> Iterator[Fault]:
    """No level of heading is skipped."""
    before = 0
    for heading in _headings(message):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"a heading of level {level} after level {before}", show(heading)
        before = level


def small_print(message: Message) -> Iterator[Fault]:
    """No text is smaller than 14 px."""
    for element in message.body.iter():
        if not isinstance(element.tag, str) or element.tag in ("style", "script"):
            continue
        spoken = [element.text or "", *(child.tail or "" for child in element)]
        size = _font_size(element)
        if size < SMALLEST and squeeze("".join(spoken)) and not is_hidden(element):
            yield f"text of {size:g} px; {SMALLEST:g} is the least", show(element)


def _font_size(element: Any) -> float:
    for around in (element, *element.iterancestors()):
        found = _FONT_SIZE.findall(around.get("style", ""))
        if found:
            return float(found[-1])
    return 16.0


def preheader(message: Message) -> Iterator[Fault]:
    """The preview has at least 30 characters of its own."""
    first = next((e for e in message.body.iter() if is_hidden(e)), None)
    words = words_of(first) if first is not None else ""
    if len(words) < PREHEADER:
        yield f"{len(words)} hidden characters for the preview; {PREHEADER} at least", "html"


RULES = (
    error("doctype", doctype),
    error("dup-id", duplicate_id),
    error("lang", language),
    error("dir", direction),
    error("lang-inner", inner_language),
    error("title", title),
    error("viewport", viewport),
    warning("color-scheme", color_scheme),
    error("table-role", table_role),
    error("h1-one", one_h1),
    error("h-skip", skipped_level),
    warning("font-14", small_print),
    warning("preheader", preheader),
)
