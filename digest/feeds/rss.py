"""RSS 0.9x to 2.0 and RDF (RSS 1.0), with the modules newspapers use.

What stands for what, best first, is in the tables below: core, Dublin Core, content, Media RSS,
iTunes, Google Play, FeedBurner and Atom elements inside RSS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from lxml import etree

from digest.feeds import text
from digest.feeds.dates import read_date
from digest.feeds.identity import distinct, made_id
from digest.feeds.limits import MAX_ENTRIES
from digest.feeds.links import absolute, is_address
from digest.feeds.names import (
    XML_BASE,
    XML_LANG,
    Fields,
    each,
    fields,
    first,
    inner,
    key,
    namespace,
)
from digest.feeds.parsed import Moment, NotAFeed, ParsedEntry, ParsedFeed
from digest.feeds.people import people
from digest.feeds.pictures import picture

_TITLE = ("dc:title", "title", "media:title", "itunes:title")
_SHORT = ("description", "googleplay:description", "itunes:summary", "itunes:subtitle", "summary",
          "atom:summary", "media:description", "dc:description", "dcterms:abstract")  # fmt: skip
_LONG = ("content:encoded", "xhtml:body", "content", "body", "atom:content", "fulltext")
_PUBLISHED = (
    "pubdate",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "published",
    "atom:published",
    "date",
)
_UPDATED = ("dcterms:modified", "atom:updated", "lastbuilddate", "updated", "dc:date.modified")
_AUTHOR = ("googleplay:author", "itunes:author", "dc:creator", "atom:author", "author")
_CHANNEL_AUTHOR = (
    "itunes:author", "googleplay:author", "itunes:owner", "dc:creator", "managingeditor", "webmaster",
)  # fmt: skip
_CATEGORY = ("category", "dc:subject", "itunes:category", "media:category")


@dataclass(frozen=True, slots=True)
class Channel:
    """What entries inherit from their feed."""

    home: str
    base: str
    link: str
    authors: tuple[str, ...]
    language: str | None
    zone: tzinfo | None


def read_rss(root: etree._Element, *, url: str, zone: tzinfo | None = None) -> ParsedFeed:
    """A feed of the RSS family from its root element (`rss`, `rdf:RDF` or a bare `channel`)."""
    home = namespace(root) if key(str(root.tag)).rpartition(":")[2] == "rss" else ""
    kind = "rdf" if key(str(root.tag), home).endswith("rdf") else "rss"
    top = (
        {key(str(root.tag), home): [root]}
        if key(str(root.tag), home) == "channel"
        else fields(root, home)
    )
    boxes = top.get("channel", [])
    found = fields(boxes[0], home) if boxes else {}
    items = list(_items(top, boxes, home))
    if not boxes and not items:
        raise NotAFeed("the RSS document has no channel and no items", url=url)
    base = _base(root, _base(boxes[0], url) if boxes else url)
    link = _channel_link(found, base) or url
    channel = Channel(home, base, link, _channel_authors(found, home), _language(root, found), zone)
    return ParsedFeed(
        kind=kind,
        title=text.title(first(found, "title", "dc:title")) or (url if kind == "rdf" else link),
        link=link,
        language=channel.language,
        entries=distinct(_entry(item, channel) for item in items[:MAX_ENTRIES]),
        dropped=max(0, len(items) - MAX_ENTRIES),
    )


def _items(top: Fields, boxes: list[etree._Element], home: str) -> Iterator[etree._Element]:
    """The items, beside the channel (RSS 1.0) or inside one or more of them."""
    yield from top.get("item", ())
    for box in boxes:
        for child in box.iterchildren(tag=etree.Element):
            name = key(str(child.tag), home)
            if name == "item":
                yield child
            elif name == "items":
                yield from (one for one in child if key(str(one.tag), home) == "item")


def _entry(item: etree._Element, channel: Channel) -> ParsedEntry:
    found = fields(item, channel.home)
    base = _base(item, channel.link)
    guid = first(found, "guid", "id", "atom:id", "dc:identifier")
    own_link = _link(found, guid, base)
    short, long = first(found, *_SHORT), first(found, *_LONG)
    markup = long or short
    link = own_link or channel.link
    summary = text.teaser(short)
    title = text.title(first(found, *_TITLE))
    title = title or text.first_words(summary or text.teaser(long)) or link
    published = _moment(found, channel.zone, *_PUBLISHED)
    return ParsedEntry(
        id=guid or own_link or made_id(title, markup, published),
        title=title,
        link=link,
        published=published,
        updated=_moment(found, channel.zone, *_UPDATED),
        authors=_authors(found, channel.home, *_AUTHOR) or channel.authors,
        summary=summary,
        markup=markup,
        image=picture(found, markup, base, channel.home),
        categories=_categories(found),
        language=first(found, "dc:language", "language") or item.get(XML_LANG) or channel.language,
        comments=absolute(first(found, "comments"), base),
    )


def _link(found: Fields, guid: str, base: str) -> str | None:
    """The entry's own address: the original before a proxy's, then links, id, enclosure."""
    for element in each(found, "feedburner:origlink", "link"):
        if url := absolute(_link_text(element), base):
            return url
    return _alternate(found, base) or _link_from_id(found, guid, base) or _enclosed(found, base)


def _alternate(found: Fields, base: str) -> str | None:
    for element in found.get("atom:link", ()):
        page = element.get("rel", "alternate").lower() == "alternate"
        if page and (url := absolute(element.get("href"), base)):
            return url
    return None


def _link_text(element: etree._Element) -> str | None:
    text_inside = (element.text or "").strip()
    if text_inside or element.get("rel", "alternate").lower() != "alternate":
        return text_inside
    return element.get("href")


def _link_from_id(found: Fields, guid: str, base: str) -> str | None:
    if not guid:
        return None
    if is_address(guid):
        return guid
    said = next((one.get("isPermaLink") for one in found.get("guid", ())), None)
    if (said or "").lower() == "true" or (said is None and guid.startswith("/")):
        return absolute(guid, base)
    return None


def _enclosed(found: Fields, base: str) -> str | None:
    for element in each(found, "enclosure", "media:content"):
        if url := absolute(element.get("url"), base):
            return url
    return None


def _channel_link(found: Fields, base: str) -> str | None:
    for element in found.get("link", ()):
        if url := absolute(_link_text(element), base):
            return url
    return _alternate(found, base)


def _channel_authors(found: Fields, home: str) -> tuple[str, ...]:
    for name in _CHANNEL_AUTHOR:
        if names := _authors(found, home, name):
            return names
    return ()


def _authors(found: Fields, home: str, *keys: str) -> tuple[str, ...]:
    """The people under the first of the keys that names any."""
    for name in keys:
        elements = found.get(name)
        if elements and (names := people(_person_text(one, home) for one in elements)):
            return names
    return ()


def _person_text(element: etree._Element, home: str) -> str:
    if len(element):
        inside = fields(element, home)
        named = first(
            inside, "atom:name", "name", "itunes:name", "atom:email", "email", "itunes:email"
        )
        if named:
            return named
    return inner(element)


def _categories(found: Fields) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for element in each(found, *_CATEGORY):
        label = text.line(element.get("label") or element.get("text") or inner(element))
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


def _language(root: etree._Element, found: Fields) -> str | None:
    return first(found, "language", "dc:language") or root.get(XML_LANG) or None
