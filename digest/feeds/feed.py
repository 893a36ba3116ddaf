"""A feed of any format from its bytes.

    bytes -> JSON? -> jsonfeed
          -> xmltree (strict, repaired, saved) -> rss | atom by the root's name

Does not fetch, does not decide what is new, and knows no clock: a date in the future is passed
on as it stands.
"""

from __future__ import annotations

from datetime import tzinfo

from lxml import etree

from digest.feeds.atom import read_atom
from digest.feeds.charset import marked
from digest.feeds.jsonfeed import read_json
from digest.feeds.names import key
from digest.feeds.parsed import NotAFeed, ParsedFeed
from digest.feeds.rss import read_rss
from digest.feeds.unpack import gunzipped
from digest.feeds.xmltree import read_tree, weighed

_READERS = {
    "rss": read_rss,
    "rdf": read_rss,
    "channel": read_rss,
    "feed": read_atom,
    "entry": read_atom,
}


def parse_feed(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    content_type: str | None = None,
    zone: tzinfo | None = None,
) -> ParsedFeed:
    """The feed in `body`.

    `url` is the feed's own address (links are resolved against it), `charset` what the HTTP
    header said, `zone` the source's zone for times that name none (else UTC).  Raises `NotAFeed`
    with a sentence for people; nothing else, whatever the bytes are.
    """
    body = weighed(gunzipped(weighed(body, url=url), url=url), url=url)
    if _is_json(body):
        return read_json(body, url=url, charset=charset, zone=zone)
    root = read_tree(body, url=url, charset=charset)
    reader = _READERS.get(_name(root))
    if reader is None:
        raise NotAFeed(_what_else(root, content_type), url=url)
    return reader(root, url=url, zone=zone)


def _is_json(body: bytes) -> bool:
    mark, length = marked(body)
    start = body[length : length + 256]
    if mark and mark != "utf-8":
        start = start.decode(mark, "ignore").encode("utf-8", "ignore")
    return start.lstrip()[:1] == b"{"


def _name(root: etree._Element) -> str:
    return key(str(root.tag)).rpartition(":")[2]


def _what_else(root: etree._Element, content_type: str | None) -> str:
    name = _name(root)
    if name == "html":
        return "this is a web page, not a feed; look for the feed's own address on it"
    if name in ("urlset", "sitemapindex"):
        return "this is a sitemap, not a feed; set the source's kind to sitemap"
    said = f" (sent as {content_type[:80]})" if content_type else ""
    return f"the document's outer element is <{name[:40]}>{said}: neither RSS, RDF nor Atom"
