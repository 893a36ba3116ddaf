"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import tzinfo
from html import escape
from typing import Any

from digest.feeds import charset as charsets
from digest.feeds import text
from digest.feeds.dates import read_date
from digest.feeds.identity import distinct, made_id
from digest.feeds.limits import MAX_ENTRIES
from digest.feeds.links import absolute, is_address
from digest.feeds.parsed import Moment, NotAFeed, ParsedEntry, ParsedFeed, ParsedImage
from digest.feeds.people import people

Json = dict[str, Any]


def read_json(
    body: bytes, *, url: str, charset: str | None = None, zone: tzinfo | None = None
) -> ParsedFeed:
    """A feed from its bytes.  Raises `NotAFeed` when they are no JSON Feed."""
    data = _loaded(body, url, charset)
    items = data.get("items")
    if items is None and "jsonfeed.org" in _text(data, "version"):
        items = []  # a feed with nothing in it yet
    if not isinstance(items, list):
        raise NotAFeed("the JSON document has no list of items, so it is no JSON Feed", url=url)
    link = (
        absolute(_text(data, "home_page_url"), url) or absolute(_text(data, "feed_url"), url) or url
    )
    authors = people(_names(data))
    language = _text(data, "language") or None
    rows = [item for item in items if isinstance(item, dict)]
    return ParsedFeed(
        kind="json",
        title=text.title(_text(data, "title")) or link,
        link=link,
        language=language,
        entries=distinct(
            _entry(item, link, authors, language, zone) for item in rows[:MAX_ENTRIES]
        ),
        dropped=max(0, len(rows) - MAX_ENTRIES),
    )


def _loaded(body: bytes, url: str, charset: str | None) -> Json:
    try:
        data = json.loads(charsets.decode(body, http=charset).strip("\ufeff \t\r\n\x00"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(
            "the document begins like JSON but cannot be read as JSON", url=url
        ) from error
    if not isinstance(data, dict):
        raise NotAFeed("the JSON document is no JSON Feed", url=url)
    return data


def _entry(
    item: Json, site: str, authors: tuple[str, ...], language: str | None, zone: tzinfo | None
) -> ParsedEntry:
    identifier = _text(item, "id")
    own_link = absolute(_text(item, "url"), site) or absolute(_text(item, "external_url"), site)
    own_link = own_link or (identifier if is_address(identifier) else None) or _attached(item, site)
    link = own_link or site
    html, plain = _text(item, "content_html"), _text(item, "content_text")
    summary = text.teaser(_text(item, "summary"))
    title = text.title(_text(item, "title")) or text.first_words(
        summary or text.fold(plain[:1000]) or text.teaser(html)
    )
    published = _moment(item, "date_published", zone)
    return ParsedEntry(
        id=identifier or own_link or made_id(title, html or plain, published),
        title=title or link,
        link=link,
        published=published,
        updated=_moment(item, "date_modified", zone),
        authors=people(_names(item)) or authors,
        summary=summary,
        markup=html or escape(plain, quote=False).replace("\n", "<br>"),
        image=_picture(item, site),
        categories=tuple(dict.fromkeys(_tags(item))),
        language=_text(item, "language") or language,
    )


def _text(data: Json, name: str) -> str:
    value = data.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _names(data: Json) -> Iterator[str]:
    """Names under `authors` (1.1) and `author` (1.0); each may be one object or a list."""
    for key in ("authors", "author"):
        value = data.get(key)
        for person in value if isinstance(value, list) else [value]:
            if isinstance(person, dict):
                yield _text(person, "name")
            elif isinstance(person, str):
                yield person


def _tags(item: Json) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags[:100] if isinstance(tags, list) else ():
        if isinstance(tag, str) and (label := text.line(tag)):
            yield label


def _attached(item: Json, site: str) -> str | None:
    return next((url for url, _ in _attachments(item, site)), None)


def _attachments(item: Json, site: str) -> Iterator[tuple[str, str]]:
    attachments = item.get("attachments")
    for one in attachments if isinstance(attachments, list) else ():
        if isinstance(one, dict) and (url := absolute(_text(one, "url"), site)):
            yield url, _text(one, "mime_type").lower()


def _picture(item: Json, site: str) -> ParsedImage | None:
    for name in ("image", "banner_image"):
        if url := absolute(_text(item, name), site):
            return ParsedImage(url)
    found = (url for url, kind in _attachments(item, site) if kind.startswith("image/"))
    return next((ParsedImage(url) for url in found), None)


def _moment(item: Json, name: str, zone: tzinfo | None) -> Moment:
    return read_date(_text(item, name), zone=zone)
