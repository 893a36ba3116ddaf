"""Element names as short keys: "title", "dc:creator", "media:content", "atom:link".

Feeds spell namespaces in many ways, forget to declare them or write names in odd case; behind
this page a name has one spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

_PREFIX = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/atom/ns": "atom",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss191": "",
    "http://backend.userland.com/blogchannelmodule": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://cyber.harvard.edu/rss/rss.html": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/slash": "slash",
    "http://wellformedweb.org/commentapi": "wfw",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
}
_UNKNOWN = "?"

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@lru_cache(maxsize=4096)
def key(tag: str, home: str = "") -> str:
    """The short key of a tag; names in the namespace `home` (the root's own) have no prefix."""
    if tag[:1] != "{":
        return tag.lower()  # undeclared prefixes stay in the name, and are the usual ones
    space, _, name = tag[1:].partition("}")
    prefix = "" if space == home else _prefix(space)
    return f"{prefix}:{name}".lower() if prefix else name.lower()


def _prefix(space: str) -> str:
    wanted = space.strip().lower().replace("https://", "http://", 1)
    return _PREFIX.get(wanted, _PREFIX.get(wanted.rstrip("/"), _UNKNOWN))


def namespace(element: etree._Element) -> str:
    """The namespace of an element, or the empty string."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[:1] == "{" else ""


Fields = dict[str, list[etree._Element]]  # noqa: SLF001 - lxml names the type of its elements so


def fields(element: etree._Element, home: str) -> Fields:
    """The children of an element by key, in document order."""
    found: Fields = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str):  # an entity that was left as it is has none
            name = key(tag, home)
            if name in found:
                found[name].append(child)
            else:
                found[name] = [child]
    return found


def each(found: Fields, *keys: str) -> Iterator[etree._Element]:
    """The children under these keys, key by key."""
    for name in keys:
        yield from found.get(name, ())


def inner(element: etree._Element) -> str:
    """What stands inside an element, as markup where it holds elements."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    parts += [etree.tostring(child, encoding="unicode", with_tail=True) for child in element]
    return "".join(parts)


def first(found: Fields, *keys: str) -> str:
    """The first non-blank inner text under the keys, else the empty string."""
    for name in keys:
        if name in found:
            for element in found[name]:
                if text := inner(element).strip():
                    return text
    return ""
