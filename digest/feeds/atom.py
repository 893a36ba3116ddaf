"""Atom 1.0 and 0.3."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from lxml import etree

from digest.feeds import text
from digest.feeds.dates import read_date
from digest.feeds.identity import distinct, made_id
from digest.feeds.limits import MAX_ENTRIES, MAX_MARKUP_CHARS
from digest.feeds.links import absolute, is_address
from digest.feeds.names import XML_BASE, XML_LANG, Fields, each, fields, first, inner, namespace
from digest.feeds.parsed import Moment, ParsedEntry, ParsedFeed
from digest.feeds.people import people
from digest.feeds.pictures import picture

_PUBLISHED = ("published", "issued", "dc:date", "dcterms:issued")
_UPDATED = ("updated", "modified", "dcterms:modified")
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_AS_MARKUP = ("html", "text/html", "xhtml", "application/xhtml+xml", "application/xml")


@dataclass(frozen=True, slots=True)
class Parent:
    """What entries inherit from their feed."""

    home: str
    base: str
    link: str
    authors: tuple[str, ...]
    language: str | None
    zone: tzinfo | None


def read_atom(root: etree._Element, *, url: str, zone: tzinfo | None = None) -> ParsedFeed:
    """A feed from its root element; a document of one entry is a feed of one entry."""
    home = namespace(root)
    found = fields(root, home)
    base = _base(root, url)
    link = _alternate(found, base) or url
    parent = Parent(
        home, _base(root, link), link, _authors(found, home), root.get(XML_LANG) or None, zone
    )
    entries = found.get("entry", [])
    return ParsedFeed(
        kind="atom",
        title=_title(found) or link,
        link=link,
        language=parent.language or first(found, "dc:language") or None,
        entries=distinct(_entry(entry, parent) for entry in entries[:MAX_ENTRIES]),
        dropped=max(0, len(entries) - MAX_ENTRIES),
        deleted=_deleted(root),
    )


def _deleted(root: etree._Element) -> tuple[str, ...]:
    """The ids that the feed's tombstones name (RFC 6721)."""
    stones = islice(root.iterchildren(_TOMBSTONE), MAX_ENTRIES)
    named = (stone.get("ref", "").strip() for stone in stones)
    return tuple(dict.fromkeys(ref for ref in named if ref))


def _entry(entry: etree._Element, parent: Parent) -> ParsedEntry:
    found = fields(entry, parent.home)
    base = _base(entry, parent.base)
    identifier = first(found, "id", "guid")
    own_link = _link(found, identifier, base)
    short, long = _markup(found, "summary"), _markup(found, "content")
    short = short or first(found, "media:description") or _group_text(found, parent.home)
    link = own_link or parent.link
    summary = text.teaser(short)
    title = _title(found) or text.first_words(summary or text.teaser(long)) or link
    published = _moment(found, parent.zone, *_PUBLISHED)
    updated = _moment(found, parent.zone, *_UPDATED)
    if published is None and updated is None:
        published = _moment(found, parent.zone, "created", "pubdate")
    return ParsedEntry(
        id=identifier or own_link or made_id(title, short or long, published),
        title=title,
        link=link,
        published=published,
        updated=updated,
        authors=_authors(found, parent.home)
        or _source_authors(found, parent.home)
        or parent.authors,
        summary=summary,
        markup=long or short,
        image=picture(found, long or short, base, parent.home),
        categories=_categories(found),
        language=entry.get(XML_LANG) or first(found, "dc:language") or parent.language,
        comments=_related(found, base, "replies"),
    )


def _title(found: Fields) -> str:
    for element in each(found, "title", "media:title", "dc:title"):
        if words := text.title(_plain_markup(element)):
            return words
    return ""


def _plain_markup(element: etree._Element) -> str:
    """A title's text as markup; a "text" title is literal, but feeds escape it all the same."""
    if len(element):
        return "".join(str(part) for part in element.itertext())
    return _decoded(element)


def _markup(found: Fields, name: str) -> str:
    """The first text construct under a name as HTML."""
    for element in found.get(name, ()):
        if len(element):
            whole = inner(element)
        else:
            whole = _decoded(element)
            if element.get("type", "text").lower() not in _AS_MARKUP and "<" not in whole:
                whole = whole.replace("&", "&amp;") if "&" in whole and ";" not in whole else whole
        if whole and not whole.isspace():
            return whole
    return ""


def _decoded(element: etree._Element) -> str:
    """The element's text; Atom 0.3 may have it in base64."""
    whole = element.text or ""
    if element.get("mode") != "base64":
        return whole
    try:
        raw = binascii.a2b_base64(whole[: MAX_MARKUP_CHARS * 2])
    except (binascii.Error, ValueError):
        return ""
    return raw.decode("utf-8", "replace")


def _group_text(found: Fields, home: str) -> str:
    for group in found.get("media:group", ()):
        if words := first(fields(group, home), "media:description"):
            return words
    return ""


def _link(found: Fields, identifier: str, base: str) -> str | None:
    for element in found.get("feedburner:origlink", ()):
        if url := absolute(element.text, base):
            return url
    if url := _alternate(found, base):
        return url
    if is_address(identifier):
        return identifier
    return _related(found, base, "enclosure") or _related(found, base, "self")


def _alternate(found: Fields, base: str) -> str | None:
    """The page itself; of several, the one that is HTML or does not say."""
    other = None
    for element in found.get("link", ()):
        if element.get("rel", "alternate").strip().lower() not in ("alternate", ""):
            continue
        url = absolute(element.get("href") or element.text, _base(element, base))
        kind = (element.get("type") or "text/html").lower()
        if url and ("html" in kind or element.get("rel")):
            return url
        other = other or url
    return other


def _related(found: Fields, base: str, relation: str) -> str | None:
    for element in found.get("link", ()):
        related = element.get("rel", "").lower() == relation
        if related and (url := absolute(element.get("href"), _base(element, base))):
            return url
    return None


def _authors(found: Fields, home: str) -> tuple[str, ...]:
    elements = found.get("author") or found.get("dc:creator") or []
    return people(_person(one, home) for one in elements)


def _source_authors(found: Fields, home: str) -> tuple[str, ...]:
    for source in found.get("source", ()):
        if names := _authors(fields(source, home), home):
            return names
    return ()


def _person(element: etree._Element, home: str) -> str:
    if not len(element):
        return element.text or ""
    return first(fields(element, home), "name", "atom:name", "email", "atom:email")


def _categories(found: Fields) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for element in each(found, "category", "dc:subject"):
        label = text.line(element.get("label") or element.get("term") or element.text or "")
        if label and len(names) < 100:
            names[label] = None
    return tuple(names)


def _moment(found: Fields, zone: tzinfo | None, *keys: str) -> Moment:
    for name in keys:
        if name in found:
            for element in found[name]:
                if moment := read_date(element.text or "", zone=zone):
                    return moment
    return None


def _base(element: etree._Element, base: str) -> str:
    own = element.get(XML_BASE)
    return (absolute(own, base) or base) if own else base
