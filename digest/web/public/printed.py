"""An edition's HTML, made safe to show in a browser.

    edition | disarmed: no script, form, frame, foreign style, refresh, odd address
            | readers' links replaced: by the archive's for everybody, by this reader's own for one
            | the gap of the name filled

The printing wall refuses all of that before a mail leaves; here it is taken out once more, because
a browser would run what a mail program does not.  No empty or foreign token is ever left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from lxml import etree, html

from digest.model.edition import NAME, TOKEN, gap

POLICY = (
    "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; script-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Inline styles are how a mail is set; nothing else of the page is trusted."""

# With all they hold: code, frames, what a browser reads as raw text.
_GONE = (
    "script iframe frame frameset object embed applet textarea select input base link video audio "
    "source track xmp plaintext listing noembed noframes"
).split()
# The tag alone: what they hold is words.
_UNWRAPPED = "noscript form button svg math template portal".split()
_HOSTS, _NO_HOSTS = frozenset({"http", "https"}), frozenset({"mailto", "tel"})
_ADDRESSES = frozenset(
    "href src action formaction background poster cite data longdesc lowsrc usemap srcset".split()
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_IMPORT = re.compile(r"@import[^;}]*;?", re.IGNORECASE)
_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")

Link = tuple[str, str]
"""An address, and the words in place of the printed ones ('' keeps them)."""


@lru_cache(maxsize=32)
def public_page(
    source: str, *, nonce: str, why: str, archive: Link, permalink: Link, canonical: str
) -> str:
    """The page for everybody: no reader in it.

    `why` is the sentence "you receive this because…", which is true of no passer-by.
    """
    root = _disarmed(source)
    _drop_sentence(root, why)
    links = {"view": archive, "unsubscribe": archive, "preferences": permalink}
    _relink(root, nonce, links.get)
    head = root.find("head")
    if head is not None:
        head.append(html.Element("link", rel="canonical", href=canonical))
    return _filled(root, nonce, "")


def readers_page(source: str, *, nonce: str, name: str, link: Callable[[str], Link | None]) -> str:
    """The page of one reader; `link` leads to their `unsubscribe` and so on."""
    root = _disarmed(source)
    _relink(root, nonce, link)
    return _filled(root, nonce, name)


def _filled(root: html.HtmlElement, nonce: str, name: str) -> str:
    text = etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    # A token in running text is nobody's business, whoever looks.
    return text.replace(gap(nonce, TOKEN), "").replace(gap(nonce, NAME), escape(name))


def _disarmed(source: str) -> html.HtmlElement:
    root = html.document_fromstring(source)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for element in list(root.iter(*_GONE)):
        element.drop_tree()
    for element in list(root.iter(*_UNWRAPPED)):
        element.drop_tag()
    for element in list(root.iter("meta")):
        if "http-equiv" in element.attrib:
            element.drop_tree()
    for element in root.iter():
        _disarm(element)
    return root


def _disarm(element: html.HtmlElement) -> None:
    for name, value in list(element.attrib.items()):
        short = name.rsplit(":", 1)[-1].lower()
        if short.startswith("on") or short == "srcdoc" or not _harmless(short, value):
            del element.attrib[name]
    if element.tag == "style" and element.text:
        element.text = _IMPORT.sub("", element.text)


def _harmless(attribute: str, value: str) -> bool:
    """Whether an attribute may stay: no address, or one that only leads somewhere or shows."""
    if attribute not in _ADDRESSES:
        return True
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", value)
    if plain.startswith("#") or (attribute in ("src", "background") and _PICTURE.fullmatch(plain)):
        return True
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    return (scheme in _HOSTS and bool(parts.netloc)) or scheme in _NO_HOSTS


def _relink(root: html.HtmlElement, nonce: str, link: Callable[[str], Link | None]) -> None:
    """Every attribute that carries the token: a known page is led elsewhere, all else goes."""
    token = gap(nonce, TOKEN)
    for element in list(root.iter()):
        for name, value in list(element.attrib.items()):
            if token not in value:
                continue
            verb = value.rpartition(token)[2].strip("/")
            found = link(verb) if element.tag == "a" and name == "href" and verb in PAGES else None
            if found is None:
                del element.attrib[name]
                continue
            element.set(name, found[0])
            if found[1]:
                _say(element, found[1])


PAGES = frozenset({"view", "unsubscribe", "preferences"})
"""What follows the token in the links of a mail (contract section 5)."""


def _say(element: html.HtmlElement, words: str) -> None:
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.text, element.tail = words, tail


def _drop_sentence(root: html.HtmlElement, sentence: str) -> None:
    wanted = _squeezed(sentence)
    for element in list(root.iter("p", "td", "div", "span")):
        if len(element) == 0 and wanted and _squeezed(element.text or "") == wanted:
            element.drop_tree()


def _squeezed(text: str) -> str:
    return " ".join(_ISOLATES.sub("", text).split())
