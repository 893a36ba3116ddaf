"""Sitemaps, with the news and image namespaces, and indexes of sitemaps.

The document is read as a stream and forgotten element by element, so a sitemap of 50,000
addresses costs little more than its answers.  A broken one is repaired as feeds are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from io import BytesIO

from lxml import etree

from digest.feeds import text
from digest.feeds.dates import read_date
from digest.feeds.limits import MAX_SITEMAP_ENTRIES
from digest.feeds.links import absolute
from digest.feeds.names import Fields, fields, first, key, namespace
from digest.feeds.parsed import Moment, NotAFeed, ParsedSitemap, SitemapEntry
from digest.feeds.repair import without_doctype
from digest.feeds.unpack import gunzipped
from digest.feeds.xmltree import read_tree, weighed

_MAX_CHILDREN = 2_000
_LINES = re.compile(r"https?://[^\s<>\"]+\Z")


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    base: str
    zone: tzinfo | None
    entries: list[SitemapEntry] = field(default_factory=list)
    children: dict[str, Moment] = field(default_factory=dict)
    known: bool = False
    truncated: bool = False

    def result(self) -> ParsedSitemap:
        return ParsedSitemap(
            tuple(self.entries),
            tuple(self.children),
            self.truncated,
            tuple(self.children.values()),
        )


def parse_sitemap(body: bytes, *, url: str, zone: tzinfo | None = None) -> ParsedSitemap:
    """The addresses of a sitemap, or the sitemaps of an index (`children`), in their order.

    XML (also gzipped) or a plain list of addresses.  Raises `NotAFeed` in words for people.
    """
    body = weighed(gunzipped(weighed(body, url=url), url=url), url=url)
    if (listed := _as_lines(body, url)) is not None:
        return listed
    found = _Found(url, zone)
    try:
        _stream(without_doctype(body), found)
    except etree.XMLSyntaxError:
        found = _Found(url, zone)
        _walk(read_tree(body, url=url), found)
    if not found.known:
        raise NotAFeed("this is no sitemap: it has neither <urlset> nor <sitemapindex>", url=url)
    return found.result()


def _stream(body: bytes, found: _Found) -> None:
    events = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    for _, element in events:
        root = element.getparent()
        if root is None or root.getparent() is not None:
            continue
        if not found.known:
            _name_root(root, found)
        _take(element, namespace(root), found)
        _forget(element)
        if found.truncated:
            return
    if not found.known and events.root is not None:
        _name_root(events.root, found)


def _name_root(root: etree._Element, found: _Found) -> None:
    found.known = key(str(root.tag), namespace(root)) in ("urlset", "sitemapindex")


def _forget(element: etree._Element) -> None:
    """Frees an element and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _walk(root: etree._Element, found: _Found) -> None:
    _name_root(root, found)
    for element in root.iterchildren(tag=etree.Element):
        _take(element, namespace(root), found)
        if found.truncated:
            return


def _take(element: etree._Element, home: str, found: _Found) -> None:
    name = key(str(element.tag), home)
    if name not in ("url", "sitemap"):
        return
    inside = fields(element, home)
    address = absolute(first(inside, "loc"), found.base)
    if address is None:
        return
    if name == "sitemap":
        found.truncated = len(found.children) >= _MAX_CHILDREN
        if not found.truncated:
            changed = read_date(first(inside, "lastmod"), zone=found.zone)
            found.children.setdefault(address, changed)
    elif len(found.entries) >= MAX_SITEMAP_ENTRIES:
        found.truncated = True
    else:
        found.entries.append(_entry(address, inside, home, found))


def _entry(address: str, inside: Fields, home: str, found: _Found) -> SitemapEntry:
    news = _only(inside, "news:news", home)
    paper = _only(news, "news:publication", home)
    picture = _only(inside, "image:image", home)
    return SitemapEntry(
        url=address,
        title=text.title(first(news, "news:title")) or None,
        published=read_date(first(news, "news:publication_date"), zone=found.zone),
        language=first(paper, "news:language") or first(news, "news:language") or None,
        publication=text.line(first(paper, "news:name")) or None,
        updated=read_date(first(inside, "lastmod"), zone=found.zone),
        image=absolute(first(picture, "image:loc"), found.base),
    )


def _only(inside: Fields, name: str, home: str) -> Fields:
    return next((fields(element, home) for element in inside.get(name, ())), {})


def _as_lines(body: bytes, url: str) -> ParsedSitemap | None:
    """A sitemap may be a text file with one address a line."""
    if body[:1] not in (b"h", b"\xef"):
        return None
    entries = [SitemapEntry(line) for line in _addresses(body)][: MAX_SITEMAP_ENTRIES + 1]
    if not entries:
        raise NotAFeed("this is no sitemap", url=url)
    return ParsedSitemap(
        tuple(entries[:MAX_SITEMAP_ENTRIES]), truncated=len(entries) > MAX_SITEMAP_ENTRIES
    )


def _addresses(body: bytes) -> Iterator[str]:
    for raw in body.decode("utf-8-sig", "replace").splitlines():
        line = raw.strip()
        if _LINES.match(line):
            yield line
