"""A document as `digest inspect` tells it: one function a kind, the keys of the contract.

Running text (titles, teasers, bodies) is text, empty where there is none.  Everything else that
the document does not state is null.  Moments are ISO 8601 with an offset, or a bare day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from digest.feeds.parsed import Moment
from digest.model.errors import DigestError
from digest.seeing.opening import Document

if TYPE_CHECKING:
    from digest.feeds.page import ArticlePage, FrontPage, PageEditorial
    from digest.feeds.parsed import ParsedDocument, ParsedEditorial, ParsedEntry, SitemapEntry

Seen = dict[str, Any]
LINK_LIST = (".links.json", ".links.json.gz")
"""Paths that end so hold an ordered list `[[text, address], …]` instead of a page."""


class NotALinkList(DigestError):
    """The file is not `[[text, address], …]`."""


def see(kind: str, document: Document) -> Seen:
    """What the document of that kind holds.  Raises a DigestError in words for people."""
    return KINDS[kind](document)


def _when(moment: Moment) -> str | None:
    return None if moment is None else moment.isoformat()


def _feed(document: Document) -> Seen:
    from digest.feeds.feed import parse_feed

    feed = parse_feed(document.body, url=document.url, charset=document.charset)
    return {
        "kind": feed.kind,
        "title": feed.title,
        "link": feed.link or None,
        "language": feed.language or None,
        "entries": [_entry(entry) for entry in feed.entries],
    }


def _entry(entry: ParsedEntry) -> Seen:
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link or None,
        "published": _when(entry.published),
        "updated": _when(entry.updated),
        "authors": list(entry.authors),
        "summary": entry.summary,
        "image": entry.image.url if entry.image else None,
        "categories": list(entry.categories),
    }


def _article(document: Document) -> Seen:
    from digest.feeds.article import read_article

    page = read_article(document.body, url=document.url, charset=document.charset)
    return {
        "url": page.url or None,
        "canonical_url": page.canonical_url or None,
        "title": page.title,
        "authors": list(page.authors),
        "published": _when(page.published),
        "published_source": page.published_source.value if page.published_source else None,
        "updated": _when(page.updated),
        "section": page.section or None,
        "language": page.language or None,
        "image": _picture(page),
        "dateline": page.dateline or None,
        "teaser": page.teaser,
        "body": page.body,
    }


def _picture(page: ArticlePage) -> Seen | None:
    if page.image is None:
        return None
    image = page.image
    return {"url": image.url, "caption": image.caption or None, "credit": image.credit or None}


def _frontpage(document: Document) -> Seen:
    page = _links(document) if document.path.endswith(LINK_LIST) else _page(document)
    return {
        "links": [
            {
                "url": link.url,
                "title": link.title,
                "position": link.position,
                "is_story": link.is_story,
                "score": link.score,
            }
            for link in page.links
        ],
        "editorials": [_page_editorial(editorial) for editorial in page.editorials],
    }


def _page(document: Document) -> FrontPage:
    from digest.feeds.frontpage import read_frontpage

    return read_frontpage(document.body, url=document.url, charset=document.charset)


def _links(document: Document) -> FrontPage:
    from digest.feeds.frontpage import read_links

    return read_links(_pairs(document.body), url=document.url)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        raise NotALinkList("the list of links is not JSON") from None
    if not isinstance(listed, list) or not all(map(_is_pair, listed)):
        raise NotALinkList("the list of links is not [[text, address], …]")
    return [(text, address) for text, address in listed]


def _is_pair(entry: object) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and all(isinstance(t, str) for t in entry)


def _page_editorial(editorial: PageEditorial) -> Seen:
    return {
        "title": editorial.title,
        "url": editorial.url or None,
        "date": _when(editorial.date),
        "updated": editorial.updated,
        "teaser": editorial.teaser,
    }


def _sitemap(document: Document) -> Seen:
    from digest.feeds.sitemap import parse_sitemap

    sitemap = parse_sitemap(document.body, url=document.url)
    seen: Seen = {"entries": [_address(entry) for entry in sitemap.entries]}
    # An index has no entries of its own: it says where they are.
    return seen | ({"sitemaps": list(sitemap.children)} if sitemap.children else {})


def _address(entry: SitemapEntry) -> Seen:
    return {
        "url": entry.url,
        "title": entry.title or "",
        "published": _when(entry.published),
        "language": entry.language or None,
        "publication": entry.publication or None,
    }


def _text(document: Document) -> Seen:
    from digest.feeds.textdoc import read_text_document

    parsed = read_text_document(document.body, charset=document.charset)
    return {"lead": _lead(parsed), "editorials": _editorials(parsed.editorials)}


def _lead(parsed: ParsedDocument) -> Seen:
    # Only a text that begins with a headline has a title of its own.
    titled: Seen = {"title": parsed.title} if parsed.title else {}
    return titled | {
        "caption": parsed.caption or None,
        "credit": parsed.credit or None,
        "dateline": parsed.dateline or None,
        "paragraphs": list(parsed.paragraphs),
        "published": _when(parsed.published),
    }


def _editorials(editorials: Sequence[ParsedEditorial]) -> list[Seen]:
    return [
        {
            "title": editorial.title,
            "date": _when(editorial.date),
            "updated": editorial.updated,
            "teaser": editorial.teaser,
        }
        for editorial in editorials
    ]


KINDS: dict[str, Callable[[Document], Seen]] = {
    "feed": _feed,
    "article": _article,
    "frontpage": _frontpage,
    "sitemap": _sitemap,
    "text": _text,
}
