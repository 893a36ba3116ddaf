"""Bytes of a page -> one tree of elements.

    body | charset by mark, header, declaration, trial | tidy | lxml (no network, no entities, 256 deep)

The charset follows the living HTML standard, with one exception: bytes that read as UTF-8 and
are more than ASCII are UTF-8 whatever was declared, since no other text does so by accident.
Does not fetch, does not look for anything in the tree.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from digest.feeds.page import NotAPage

MAX_BYTES = 8_000_000
"""Larger than any news page seen (the longest live tickers have 5 MB)."""

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What a browser really reads where the name on the left was declared."""

_READABLE = re.compile(
    r"utf-?8(-sig)?|utf-16(-[lb]e)?|cp(125\d|874|866|932|949|1006)|gb18030|big5hkscs|euc_jp|"
    r"iso2022_jp|koi8-[ru]|iso8859-\d+|mac-(roman|cyrillic)"
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|p|a|h[1-6]|article|script|span|ul|table)\b",
    re.I,
)
_OTHER = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg)\b",
    re.S,
)


def read_tree(body: bytes, *, url: str, charset: str | None = None) -> etree._Element:
    """The root element of a page; raises NotAPage for what is no HTML or larger than MAX_BYTES."""
    if len(body) > MAX_BYTES:
        raise NotAPage(f"page of {len(body):,} bytes; the limit is {MAX_BYTES:,}", url=url)
    clean = _CONTROLS.sub(b" ", to_utf8(body, charset))
    if not _TAG.search(clean) or _OTHER.match(clean[:2000]):
        raise NotAPage("not an HTML page", url=url)
    root = etree.fromstring(clean, _parser())
    if root is None or not len(root):
        raise NotAPage("an HTML page without content", url=url)
    return root


def to_utf8(body: bytes, charset: str | None = None) -> bytes:
    """The same text in UTF-8 without byte order mark; what cannot be read becomes U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _recode(body[len(mark) :], name)
    named = _codec(charset) or _codec(_declared(body))
    if named in ("utf-16", "utf-16-le", "utf-16-be") and b"\0" in body[:200]:
        return _recode(body, named)
    if named != "iso2022_jp" and _is_utf8(body):
        return body
    return _recode(body, _by_trial(body, named))


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )


def _recode(body: bytes, name: str) -> bytes:
    return body.decode(name, "replace").encode("utf-8", "replace")


def _declared(body: bytes) -> str | None:
    found = _DECLARED.search(body[:4096])
    return found[1].decode("ascii", "replace") if found else None


def _codec(name: str | None) -> str | None:
    """The codec behind a label, or None for a label that no browser would follow (UTF-7, …)."""
    try:
        found = codecs.lookup((name or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    found = _WIDER.get(found, found)
    return found if _READABLE.fullmatch(found) else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(body) - 4  # a page cut in the middle of a character
    return True


def _by_trial(body: bytes, named: str | None) -> str:
    """The declared charset, unless it is UTF-8 and most of what is not ASCII contradicts it."""
    if named and named != "utf-8":
        return named
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", body)))
    wrong = body.decode("utf-8", "replace").count("\ufffd")
    return "utf-8" if wrong * 10 < high else "cp1252"
