"""The picture of an entry: Media RSS, enclosures, iTunes, and last the first one in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from digest.feeds.links import absolute
from digest.feeds.names import Fields, each, fields, first
from digest.feeds.parsed import ParsedImage
from digest.feeds.text import line

_IMG = re.compile(r"<img\s[^<>]+", re.IGNORECASE)
_VALUE = r"\s*=\s*(?:\"([^\"<>]+)\"|'([^'<>]+)'|([^\s\"'<>]+))"
# The usual spelling is looked for on its own: that is several times quicker.
_SOURCE = re.compile(rf"\ssrc{_VALUE}")
_ANY_SOURCE = re.compile(rf"\ssrc{_VALUE}", re.IGNORECASE)
_PICTURE_PATH = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|\Z)", re.IGNORECASE)
_PIXEL = re.compile(r"(?:width|height)\s*=\s*[\"']?[01](?:[\"'\s/]|\Z)")
_SEARCHED_CHARS = 20_000
_ATTACHMENTS = frozenset(("enclosure", "atom:link", "link"))


def picture(found: Fields, markup: str, base: str, home: str) -> ParsedImage | None:
    """The best picture an entry names; of several sizes the widest."""
    best = None
    for image in _media(found, base, home):
        if best is None or (image.width or 0) > (best.width or 0):
            best = image
    return best or _attached(found, base) or _in_markup(markup, base)


def _media(found: Fields, base: str, home: str) -> Iterator[ParsedImage]:
    if not any(name in found for name in ("media:content", "media:group", "media:thumbnail")):
        return
    outer = (first(found, "media:description", "media:title"), first(found, "media:credit"))
    for element in found.get("media:content", ()):
        yield from _from_media(element, base, home, outer)
    for group in found.get("media:group", ()):
        inside = fields(group, home)
        words = (
            first(inside, "media:description") or outer[0],
            first(inside, "media:credit") or outer[1],
        )
        for element in each(inside, "media:content", "media:thumbnail"):
            yield from _from_media(element, base, home, words)
    for element in found.get("media:thumbnail", ()):
        yield from _from_media(element, base, home, outer)


def _from_media(
    element: etree._Element, base: str, home: str, outer: tuple[str, str]
) -> Iterator[ParsedImage]:
    inside = fields(element, home) if len(element) else {}
    caption = first(inside, "media:description", "media:title", "media:text") or outer[0]
    credit = first(inside, "media:credit") or outer[1]
    for source in (element, *inside.get("media:thumbnail", ())):
        url = absolute(source.get("url"), base)
        if url and (source is not element or _is_picture(element, url)):
            yield ParsedImage(
                url=url,
                caption=line(caption) or None,
                credit=line(credit) or None,
                width=_pixels(source.get("width")),
                height=_pixels(source.get("height")),
            )


def _is_picture(element: etree._Element, url: str) -> bool:
    if "thumbnail" in str(element.tag):
        return True
    kind = f"{element.get('medium', '')} {element.get('type', '')}".strip().lower()
    return "image" in kind if kind else bool(_PICTURE_PATH.search(url))


def _attached(found: Fields, base: str) -> ParsedImage | None:
    for name in _ATTACHMENTS & found.keys():
        for element in found[name]:
            if element.get("rel", "enclosure").lower() != "enclosure":
                continue
            url = absolute(element.get("url") or element.get("href"), base)
            kind = (element.get("type") or "").lower()
            if url and (kind.startswith("image/") or (not kind and _PICTURE_PATH.search(url))):
                return ParsedImage(url)
    for element in each(found, "itunes:image", "image"):
        url = absolute(
            element.get("href") or first(fields(element, ""), "url") or element.text, base
        )
        if url:
            return ParsedImage(url)
    return None


def _in_markup(markup: str, base: str) -> ParsedImage | None:
    head = markup[:_SEARCHED_CHARS]
    at = head.find("<img")
    if at < 0 and (at := head.find("<IMG")) < 0:
        return None
    for found in _IMG.finditer(head, at):
        tag = found[0]
        if _PIXEL.search(tag):
            continue
        source = _SOURCE.search(tag) or _ANY_SOURCE.search(tag)
        if source and (url := absolute(unescape(source[1] or source[2] or source[3]), base)):
            return ParsedImage(url)
    return None


def _pixels(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None
