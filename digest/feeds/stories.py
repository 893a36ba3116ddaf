"""What was parsed, as stories: foreign shapes end here.

    feed entry | sitemap entry | front-page link or editorial | text document | article page -> Story

The guid names a story inside its source for ever: the feed's own id, else the address, else (a
text document has neither) a hash of the headline.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from digest.feeds.article import count_words
from digest.feeds.page import ArticlePage, FrontPage, PageEditorial
from digest.feeds.parsed import (
    ParsedDocument,
    ParsedEditorial,
    ParsedEntry,
    ParsedFeed,
    ParsedSitemap,
    SitemapEntry,
)
from digest.model.source import Source
from digest.model.story import Form, Image, Moment, Provenance, Role, Story, instant_of

_Dated = TypeVar("_Dated", ParsedEntry, SitemapEntry)
_UTC = ZoneInfo("UTC")
_FEED, _PAGE_TEXT, _SITEMAP = Provenance.FEED, Provenance.TEXT, Provenance.SITEMAP
_SENTENCE_END = re.compile(r"(?<=[.!?۔。])[\"”’)]*\s")
_HEADLINE = 70


def from_feed(source: Source, feed: ParsedFeed) -> Iterator[Story]:
    """The entries in feed order."""
    for position, entry in enumerate(newest(feed.entries, source.limit)):
        picture = entry.image
        yield Story(
            source=source.slug,
            guid=entry.id,
            title=entry.title,
            url=entry.link,
            teaser=entry.summary or _opening(entry.content),
            body=entry.content.replace("\n", "\n\n"),
            authors=entry.authors,
            published=entry.published or entry.updated,
            updated=entry.updated if entry.published else None,
            categories=entry.categories,
            section=entry.categories[0] if entry.categories else "",
            language=entry.language or feed.language or source.language,
            image=Image(
                picture.url,
                caption=picture.caption or "",
                credit=picture.credit or "",
                width=picture.width,
                height=picture.height,
            )
            if picture
            else None,
            role=source.role,
            form=_form(source),
            position=position,
            words=count_words(entry.content or entry.summary),
            provenance=_where(_FEED, entry.published or entry.updated, "title"),
        )


def newest(entries: Sequence[_Dated], limit: int) -> list[_Dated]:
    """At most so many, in their own order: the newest where all are dated, else the first.

    Most papers put the newest on top, but some add below, and sitemaps have no order at all.
    """
    if len(entries) <= limit:
        return list(entries)
    ages = [_instant(entry.published or entry.updated) for entry in entries]
    if None in ages:
        return list(entries[:limit])
    ranked = sorted(range(len(entries)), key=lambda at: ages[at] or 0.0, reverse=True)
    return [entries[at] for at in sorted(ranked[:limit])]


def _instant(moment: Moment | None) -> float | None:
    return instant_of(moment, _UTC).timestamp() if moment is not None else None


def from_sitemap(source: Source, sitemap: ParsedSitemap) -> Iterator[Story]:
    """The entries that carry a title: a bare address is not yet a story."""
    titled = [entry for entry in sitemap.entries if entry.title]
    for position, entry in enumerate(newest(titled, source.limit)):
        yield Story(
            source=source.slug,
            guid=entry.url,
            title=entry.title or "",
            url=entry.url,
            published=entry.published,
            updated=entry.updated,
            language=entry.language or source.language,
            image=Image(entry.image) if entry.image else None,
            role=source.role,
            form=_form(source),
            position=position,
            provenance=_where(_SITEMAP, entry.published, "title"),
        )


def from_frontpage(source: Source, page: FrontPage) -> Iterator[Story]:
    """News: the links that are stories, in page order.  Editorials: the page's editorial blocks."""
    if source.role is not Role.NEWS:
        yield from _editorial_blocks(source, page.editorials)
        return
    links = [link for link in page.links if link.is_story]
    for position, link in enumerate(links[: source.limit]):
        yield Story(
            source=source.slug,
            guid=link.url,
            title=link.title,
            url=link.url,
            language=source.language,
            position=position,
            provenance={"title": _PAGE_TEXT},
        )


def _editorial_blocks(source: Source, blocks: Sequence[PageEditorial]) -> Iterator[Story]:
    for position, block in enumerate(blocks[: source.limit]):
        yield Story(
            source=source.slug,
            guid=block.url or made_guid(block.title),
            title=block.title,
            url=block.url,
            teaser=block.teaser,
            published=block.date,
            marked_updated=block.updated,
            language=source.language,
            role=source.role,
            form=Form.OPINION,
            position=position,
            words=count_words(block.teaser),
            provenance=_where(_PAGE_TEXT, block.date, "title"),
        )


def from_document(source: Source, document: ParsedDocument) -> Iterator[Story]:
    """The document's story first, then its editorials in order.

    The story has no date unless it states its own: the dates of the editorials are never its.
    """
    if document.paragraphs:
        yield _document_story(source, document)
    for position, editorial in enumerate(document.editorials, 1):
        yield _document_editorial(source, editorial, position)


def _document_story(source: Source, document: ParsedDocument) -> Story:
    title = document.title or headline(document.paragraphs[0])
    body = "\n\n".join(document.paragraphs)
    return Story(
        source=source.slug,
        guid=made_guid(document.paragraphs[0]),
        title=title,
        body=body,
        published=document.published,
        language=source.language,
        dateline=document.dateline or "",
        role=source.role,
        position=0,
        words=count_words(body),
        provenance=_where(_PAGE_TEXT, document.published, "title"),
        image=None,
    )


def _document_editorial(source: Source, editorial: ParsedEditorial, position: int) -> Story:
    return Story(
        source=source.slug,
        guid=made_guid(editorial.title),
        title=editorial.title,
        teaser=editorial.teaser,
        published=editorial.date,
        marked_updated=editorial.updated,
        language=source.language,
        role=Role.EDITORIAL,
        form=Form.OPINION,
        position=position,
        words=count_words(editorial.teaser),
        provenance=_where(_PAGE_TEXT, editorial.date, "title"),
    )


def from_article(source: Source, page: ArticlePage) -> Story:
    """One article page as a story of its own."""
    seed = Story(source=source.slug, guid=page.canonical_url, title=page.title, role=source.role)
    return completed(seed, page, source)


def completed(story: Story, page: ArticlePage, source: Source) -> Story:
    """The story with what its own page states.

    The feed's headline and teaser stay: they are what the desk wrote for being listed.  The page
    gives what a feed seldom has, and a date where there was none.
    """
    provenance = dict(story.provenance)
    published = story.published
    if published is None and page.published is not None and page.published_source is not None:
        published = page.published
        provenance["published"] = page.published_source
    return replace(
        story,
        title=story.title or page.title or page.url,
        url=story.url or page.canonical_url,
        teaser=story.teaser or page.teaser,
        body=page.body or story.body,
        words=page.words or story.words,
        authors=story.authors or page.authors,
        published=published,
        updated=story.updated or page.updated,
        section=story.section or page.section,
        language=story.language or page.language or source.language,
        dateline=story.dateline or page.dateline,
        image=_better(story.image, page),
        form=page.form if page.form is not Form.ARTICLE else story.form,
        provenance=provenance,
    )


def _better(image: Image | None, page: ArticlePage) -> Image | None:
    """The feed's picture with the page's caption, or the page's own picture."""
    if page.image is None:
        return image
    if image is None or image.url == page.image.url:
        base = image or Image(page.image.url)
        return replace(
            base,
            caption=page.image.caption or base.caption,
            credit=page.image.credit or base.credit,
        )
    return image


def headline(paragraph: str) -> str:
    """A text without a headline gets its first sentence, cut at a word where it is long."""
    sentence = _SENTENCE_END.split(paragraph, maxsplit=1)[0].strip().rstrip(".۔。")
    if len(sentence) <= _HEADLINE:
        return sentence
    return sentence[:_HEADLINE].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"


def made_guid(text: str) -> str:
    """The same words, the same guid, however they are spaced or capitalised."""
    folded = " ".join(text.casefold().split())
    return f"text:{hashlib.sha256(folded.encode()).hexdigest()[:24]}"


def _opening(content: str) -> str:
    return content.partition("\n")[0]


def _form(source: Source) -> Form:
    return Form.ARTICLE if source.role is Role.NEWS else Form.OPINION


def _where(where: Provenance, published: Moment | None, *fields: str) -> dict[str, Provenance]:
    found = dict.fromkeys(fields, where)
    if published is not None:
        found["published"] = where
    return found
