"""When a page says that its story was published: stated, never guessed, with its provenance.

    JSON-LD datePublished | meta in the order of trust | microdata | the article's own <time>
    | address (day only) | a date printed in the article's own head line (label `text`)
    then: a later source that names the same day with time and zone makes the first one finer

A <time> in an aside, a list of other stories or a comment never dates the story.  Running text is
not searched.  `dateModified` is `updated` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from urllib.parse import urlsplit

from lxml import etree

from digest.feeds.articlemeta import PageMeta, squeeze
from digest.feeds.dates import read_date
from digest.model.story import Moment, Provenance

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "og:published_time",
    "og:pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "rnews:datepublished",
    "published_time",
    "publication_date",
    "pub_date",
    "article:create_time",
)
_UPDATED = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "article:modified",
    "article:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_MICROFORMAT = re.compile(r"(?:^|\s)(?:dt-published|published|entry-date|pubdate)(?:\s|$)", re.I)
_DATE_CLASS = re.compile(r"date|time|publi|posted|stamp|lineinfo|byline|meta", re.I)
_ELSEWHERE = re.compile(
    r"related|comment|teaser|sidebar|recommend|promo|card|popular|most-?read|footer|widget", re.I
)
_UPDATE_WORD = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|aggiorn|oppdater|opdater", re.I
)
_PRINTED = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|er|º)?[.\s/-]+(?:de\s+)?(?:\w{3,10}\.?|\d{1,2})[.,\s/-]+(?:de\s+)?(?:\d{4}|\d{2})\b"
    r"|\b[A-Z]\w{2,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}\b"
    r"|\b\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s+[A-Z]{2,4}T?\b)?")


@dataclass(frozen=True, slots=True)
class PageDates:
    """Publication with provenance, and the last change where it is stated."""

    published: Moment | None = None
    source: Provenance | None = None
    updated: Moment | None = None


def read_dates(page: PageMeta, zone: tzinfo | None = None) -> PageDates:
    """The dates of a page.  Without any statement: all None.

    `zone` is that of the paper, for times that name none; without it they are read as UTC.
    """
    found = list(_published(page, zone))
    if not found:
        return PageDates(updated=_updated(page, zone))
    moment, source = found[0]
    for other, other_source in found[1:]:
        if _is_finer(other, moment):
            moment, source = other, other_source
    return PageDates(moment, source, _updated(page, zone))


def _published(page: PageMeta, zone: tzinfo | None) -> Iterator[tuple[Moment, Provenance]]:
    """Every statement in the order of trust; the head line only where nothing else speaks."""
    stated = [
        *((text, Provenance.JSON_LD) for text in (page.ld("datePublished"), page.ld("uploadDate"))),
        *((page.first(name), Provenance.META) for name in _PUBLISHED),
        *((text, Provenance.MICRODATA) for text in _marked(page)),
    ]
    empty = True
    for text, source in stated:
        moment = _moment(text, zone)
        if moment is not None:
            empty = False
            yield moment, source
    day = _day_in_path(page)
    if day is not None:
        yield day, Provenance.URL
    if empty:
        yield from ((moment, Provenance.TEXT) for moment in _printed(page, zone))


def _updated(page: PageMeta, zone: tzinfo | None) -> Moment | None:
    for text in (page.ld("dateModified"), *(page.first(name) for name in _UPDATED)):
        moment = _moment(text, zone)
        if moment is not None:
            return moment
    return None


def _moment(text: str, zone: tzinfo | None) -> Moment | None:
    """A date within what a web page can mean."""
    moment = read_date(text, zone=zone) if text else None
    return moment if moment is not None and 1990 <= moment.year <= 2100 else None


def _is_finer(other: Moment, known: Moment) -> bool:
    """The same day with a time where only the day was known, or the same clock with its zone."""
    if not isinstance(other, datetime):
        return False
    if not isinstance(known, datetime):
        return other.date() == known
    same_clock = other.replace(tzinfo=None, microsecond=0) == known.replace(
        tzinfo=None, microsecond=0
    )
    return same_clock and not known.utcoffset() and bool(other.utcoffset())


def _day_in_path(page: PageMeta) -> date | None:
    for address in (page.url, page.canonical):
        found = _IN_PATH.search(urlsplit(address).path)
        if found:
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _marked(page: PageMeta) -> list[str]:
    """Dates in elements marked as the publication's: itemprop, pubdate, microformat in the head."""
    found: list[str] = []
    for element in page.root.iter("time", "span", "div", "p", "abbr"):
        if "datepublished" in (element.get("itemprop") or "").lower().split() and not _is_elsewhere(
            element
        ):
            found.append(element.get("datetime") or element.get("content") or _text(element))
    head = list(_head_line(page))
    for element in head:
        if element.tag == "time" and (
            element.get("pubdate") is not None or _MICROFORMAT.search(element.get("class") or "")
        ):
            found.append(element.get("datetime") or "")
    plain = [
        e.get("datetime") or ""
        for e in head
        if e.tag == "time" and not _UPDATE_WORD.search(_around(e))
    ]
    return [text for text in [*found, *plain] if text]


def _printed(page: PageMeta, zone: tzinfo | None) -> Iterator[Moment]:
    """A full date printed between the headline and the text, in an element that is about dates."""
    for element in _head_line(page):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(element) > 8 or not (_DATE_CLASS.search(names) or element.tag == "time"):
            continue
        text = _text(element)
        day = _PRINTED.search(text)
        if not day or len(text) > 160 or _UPDATE_WORD.search(text[: day.start()]):
            continue
        clock = _CLOCK.search(text, day.end())
        moment = (clock and _moment(f"{day[0]} {clock[0]}", zone)) or _moment(day[0], zone)
        if moment is not None:
            yield moment


def _head_line(page: PageMeta) -> Iterator[etree._Element]:
    """Elements just before the headline and from it to the second long paragraph."""
    heading = _own_heading(page)
    if heading is None:
        return
    before = 0
    for element in heading.iterancestors():
        before += 1
        if before > 3 or element.tag in ("body", "main"):
            break
        yield from (
            e for e in element.iter("time") if not _is_elsewhere(e) and _precedes(e, heading)
        )
    long = 0
    for element in heading.xpath("following::*[position() <= 120]"):
        long += element.tag == "p" and len(_text(element)) > 120
        if long > 1:
            break
        if element.tag in ("time", "span", "div", "p", "li", "a", "small") and not _is_elsewhere(
            element
        ):
            yield element


def _precedes(element: etree._Element, heading: etree._Element) -> bool:
    return heading in element.xpath("following::h1[position() <= 2]")


def _own_heading(page: PageMeta) -> etree._Element | None:
    wordy = [h for h in page.headings if len(_text(h).split()) > 2 and not _is_elsewhere(h)]
    return wordy[0] if wordy else None


def _is_elsewhere(element: etree._Element) -> bool:
    return any(
        above.tag in ("aside", "nav", "footer", "blockquote")
        or _ELSEWHERE.search(above.get("class") or "")
        for above in (element, *element.iterancestors())
        if above.tag not in ("body", "html")
    )


def _around(element: etree._Element) -> str:
    parent = element.getparent()
    return _text(parent)[:80] if parent is not None and len(parent) < 6 else ""


def _text(element: etree._Element) -> str:
    return squeeze(" ".join(element.itertext()))
