"""The picture that a page shows as its story's, with caption and credit.

    JSON-LD image | og:image | the first figure of the article
    | caption and credit from JSON-LD, else from the figure that holds the same file

Does not fetch, measure or judge pictures.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from digest.feeds import jsonld
from digest.feeds.articlemeta import PageMeta, absolute, squeeze
from digest.feeds.page import PageImage

_CREDIT = re.compile(
    r"\s*(?:[–—|/(-]\s*)?\b(?:photo(?:graph)?|foto|image|picture|bild|credit|crédit|source|quelle|©)\b"
    r"(?:\s*(?:by|credit|courtesy(?: of)?|via))?\s*[:©]?\s*(?P<name>[^()\n]{2,80}?)\)?\s*$",
    re.I,
)
_COPYRIGHT = re.compile(r"\s*[|(–-]?\s*©\s*(?P<name>[^()\n]{2,80}?)\)?\s*$")
_CREDIT_CLASS = re.compile(r"credit|copyright|source|byline|pictsrc|agency|photographer", re.I)
_NOT_A_PICTURE = re.compile(r"logo|placeholder|default[-_]|favicon|sprite|avatar", re.I)


def read_picture(page: PageMeta) -> PageImage | None:
    """The story's picture, or None where the page states none."""
    for stated in _stated(page):
        address = absolute(stated[0], page.url)
        if address and not _NOT_A_PICTURE.search(urlsplit(address).path):
            return _with_caption(page, address, *stated[1:])
    return None


def _stated(page: PageMeta) -> list[tuple[str, str, str]]:
    """(address, caption, credit) of every statement in the order of trust."""
    found = [_from_node(page.graph.resolve(image)) for image in _listed(page.node.get("image"))[:5]]
    alt = page.first("og:image:alt", "twitter:image:alt")
    found += [
        (page.first(name), alt, "")
        for name in (
            "og:image",
            "og:image:url",
            "og:image:secure_url",
            "twitter:image",
            "twitter:image:src",
        )
    ]
    found += [
        (_source(image), "", "")
        for figure in list(page.root.iter("figure"))[:3]
        for image in figure.iter("img")
    ]
    return [entry for entry in found if entry[0]]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _from_node(image: Any) -> tuple[str, str, str]:
    if not isinstance(image, dict):
        return jsonld.text(image), "", ""
    address = jsonld.text(image.get("url") or image.get("contentUrl") or image.get("@id"))
    caption = jsonld.text(image.get("caption") or image.get("description"))
    credit = jsonld.text(
        image.get("creditText")
        or image.get("copyrightHolder")
        or image.get("author")
        or image.get("creator")
    )
    return address, caption, credit


def _with_caption(page: PageMeta, address: str, caption: str, credit: str) -> PageImage:
    shown_caption, shown_credit = _from_figure(page.root, address)
    caption = squeeze(shown_caption or caption)
    credit = squeeze(shown_credit or credit)
    if not credit:
        caption, credit = split_credit(caption)
    return PageImage(address, caption, credit)


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit at its end: "… on Thursday. – Photo by AP" gives "AP"."""
    for pattern in (_CREDIT, _COPYRIGHT):
        found = pattern.search(caption)
        if found and found.start() > 0:
            return caption[: found.start()].strip(), found["name"].strip(" .")
    return caption, ""


def _from_figure(root: etree._Element, address: str) -> tuple[str, str]:
    """Caption and credit printed under the picture, where a figure shows the same file."""
    name = _file(address)
    for figure in list(root.iter("figure"))[:12]:
        sources = [_source(image) for image in figure.iter("img", "source")]
        if any(name and _file(source) == name for source in sources):
            return _caption_of(figure)
    return "", ""


def _caption_of(figure: etree._Element) -> tuple[str, str]:
    for caption in figure.iter("figcaption"):
        whole = squeeze(" ".join(caption.itertext()))
        for part in caption.iterdescendants("span", "cite", "small", "div", "p", "em", "i"):
            credit = squeeze(" ".join(part.itertext()))
            if credit and credit != whole and _CREDIT_CLASS.search(part.get("class") or ""):
                return squeeze(whole.replace(credit, "")), _bare_credit(credit)
        return split_credit(whole)
    return "", ""


def _bare_credit(text: str) -> str:
    found = _CREDIT.search(f"x {text}")
    return found["name"].strip(" .") if found and found.start() <= 1 else text.strip("()|© ")


def _source(image: etree._Element) -> str:
    first = (image.get("srcset") or image.get("data-srcset") or "").strip().split()
    return image.get("src") or image.get("data-src") or (first[0] if first else "")


def _file(address: str) -> str:
    """The last part of the path: picture servers vary what stands before it."""
    try:
        return unquote(urlsplit(address).path).rstrip("/").rsplit("/", 1)[-1].lower()
    except ValueError:
        return ""
