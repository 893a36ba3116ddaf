"""Bytes to an XML tree: strict first, then repaired, then whatever can be saved.

    body -> DOCTYPE out -> strict parse (once more without control characters)
                        -> decode by trial -> repair -> strict parse -> forgiving parse

No entity is expanded, no file or address is opened, and no step needs more than linear time.
"""

from __future__ import annotations

from lxml import etree

from digest.feeds import charset as charsets
from digest.feeds.limits import MAX_BODY
from digest.feeds.parsed import NotAFeed
from digest.feeds.repair import balanced, repaired, without_controls, without_doctype
from digest.feeds.unpack import gunzipped


def read_tree(body: bytes, *, url: str, charset: str | None = None) -> etree._Element:
    """The root element of an XML document.  Raises `NotAFeed` in words for people."""
    body = weighed(gunzipped(body, url=url), url=url)
    plain = without_doctype(body)
    if _readable_as_is(plain, charset):
        tree = _strict(plain)
        if tree is None and len(cleaner := without_controls(plain)) != len(plain):
            tree = _strict(cleaner)
        if tree is not None:
            return tree
    return _mended(plain, url, charset)


def weighed(body: bytes, *, url: str) -> bytes:
    """The body, if there is one and it is not too large."""
    if not body or body.isspace():
        raise NotAFeed("the document is empty", url=url)
    if len(body) > MAX_BODY:
        size, limit = len(body) // 1_048_576, MAX_BODY // 1_048_576
        raise NotAFeed(f"the document has {size} MB, the limit is {limit} MB", url=url)
    return body


def _readable_as_is(body: bytes, charset: str | None) -> bool:
    """Whether the bytes themselves can go to the parser: UTF-8 said or proven."""
    if charsets.marked(body)[0] not in (None, "utf-8"):
        return False
    named = charsets.declared(body) or charsets.known(charset)
    return body.isascii() or named in (None, "utf-8")


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # long texts; what huge trees open to entities is closed by having none
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )


def _strict(body: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(body, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        if "depth" not in str(error).lower():
            return None
    try:
        return etree.fromstring(balanced(body), _parser(recover=False))
    except etree.XMLSyntaxError:
        return None


def _mended(body: bytes, url: str, charset: str | None) -> etree._Element:
    text = charsets.decode(body, http=charset, document=charsets.declared(body))
    better = repaired(text)
    if better is None:
        raise NotAFeed(_what_it_is(text), url=url)
    data = without_doctype(better.encode("utf-8", "replace"))
    tree = _strict(data)
    if tree is None:
        even = balanced(data)
        tree = _strict(even)
        if tree is None:
            tree = _saved(even)
    if tree is None:
        raise NotAFeed("the document is broken beyond repair", url=url)
    return tree


def _saved(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError:
        return None


def _what_it_is(text: str) -> str:
    head = text[:2000].lstrip().lower()
    if head.startswith(("<!doctype html", "<html")) or "<body" in head or "<head" in head:
        return "this is a web page, not a feed; look for the feed's own address on it"
    if "\x00" in head or "�" in head[:200]:
        return "this is not text, so it cannot be a feed"
    return "this is neither RSS, RDF, Atom nor JSON Feed"
