"""The newsstand: a source's answer as stories.

    visits | fetch in parallel, or read the file | parse by kind | stories in page order

One literal table says how each kind is asked and read; adding a kind is one line here and a
function in `stories`.  Whatever goes wrong with one source is a value and costs that source only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.feeds import fetched
from digest.feeds.article import read_article
from digest.feeds.feed import parse_feed
from digest.feeds.fetch import Fetcher
from digest.feeds.frontpage import read_frontpage
from digest.feeds.nomore import no_more
from digest.feeds.sitemapindex import read_sitemaps
from digest.feeds.stories import (
    completed,
    from_article,
    from_document,
    from_feed,
    from_frontpage,
    from_sitemap,
)
from digest.feeds.textdoc import read_text_document
from digest.model.errors import DigestError
from digest.model.source import (
    Marks,
    NotModified,
    PagesSeen,
    Read,
    ReadFailed,
    Reading,
    Source,
    SourceKind,
    SourceState,
)
from digest.model.story import Story

Address = Callable[[str], str]
"""From a public address to the one that is asked: the sample newsroom lives on loopback."""

_TEXT_LIMIT = 5_000_000
_LOOK = 15.0
"""Seconds in which the last pages must have their turn: an issue is waiting for the answer."""
_COPIED = "image/jpeg, image/png, image/webp, image/gif"


@dataclass(frozen=True, slots=True)
class _Found:
    """Stories in page order and notes for people.

    `whole`: one document held everything, so its marks stand for all of it; `bytes` came beside it.
    """

    stories: tuple[Story, ...]
    notes: tuple[str, ...] = ()
    whole: bool = True
    bytes: int = 0
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a kind of source is asked for."""

    accept: str
    limit: int
    robots: bool = False


_MANNERS = {
    SourceKind.FEED: _Manner(fetched.FEEDS, fetched.FEED_LIMIT),
    SourceKind.SITEMAP: _Manner(fetched.SITEMAPS, fetched.SITEMAP_LIMIT),
    SourceKind.FRONTPAGE: _Manner(fetched.PAGES, fetched.PAGE_LIMIT, robots=True),
    SourceKind.ARTICLE: _Manner(fetched.PAGES, fetched.PAGE_LIMIT, robots=True),
    SourceKind.TEXT: _Manner(fetched.TEXTS, _TEXT_LIMIT),
}


class Newsstand:
    """Reads sources through one guarded fetcher; `address` maps what is asked, not what is kept."""

    def __init__(self, fetcher: Fetcher, address: Address = str) -> None:
        self._fetcher = fetcher
        self._address = address
        self._read = {
            SourceKind.FEED: self._feed,
            SourceKind.SITEMAP: self._sitemap,
            SourceKind.FRONTPAGE: self._frontpage,
            SourceKind.ARTICLE: self._article,
            SourceKind.TEXT: self._document,
        }

    def read(self, visits: Sequence[tuple[Source, SourceState]]) -> Iterator[tuple[str, Reading]]:
        """Each source's answer with its slug, as it comes in."""
        by_slug = {source.slug: (source, state) for source, state in visits}
        asks = []
        for source, state in visits:
            if source.kind is SourceKind.PUSH:
                yield source.slug, NotModified()  # nobody is asked: its stories come by themselves
            elif _is_file(source):
                yield source.slug, self._file(source)
            else:
                asks.append(self._ask(source, state))
        for ask, outcome in self._fetcher.fetch_many(asks):
            source, state = by_slug[str(ask.key)]
            yield source.slug, self._reading(source, outcome, state.moved_to)

    def complete(self, source: Source, stories: Sequence[Story]) -> tuple[Story, ...]:
        """The stories with what their article pages state, asked for in parallel."""
        manner = _MANNERS[SourceKind.ARTICLE]
        asks = [
            fetched.Ask(
                self._address(story.url),
                limit=manner.limit,
                accept=manner.accept,
                robots=True,
                key=place,
            )
            for place, story in enumerate(stories)
            if story.url
        ]
        whole = list(stories)
        for ask, outcome in self._fetcher.fetch_many(asks):
            place = int(str(ask.key))
            if isinstance(outcome, fetched.Fetched):
                whole[place] = _with_page(whole[place], outcome, source)
        return tuple(whole)

    def look(self, urls: Sequence[str]) -> PagesSeen:
        """Which of these article pages are there, and which are no more; asked for in parallel."""
        manner = _MANNERS[SourceKind.ARTICLE]
        asks = [
            fetched.Ask(
                self._address(url), limit=manner.limit, accept=manner.accept, robots=True, key=url
            )
            for url in dict.fromkeys(urls)
        ]
        outcomes = self._fetcher.fetch_many(asks, within=_LOOK)
        told = [(str(ask.key), ask, found) for ask, found in outcomes]
        gone = {url: is_gone for url, ask, found in told if (is_gone := no_more(ask, found))}
        there = {url for url, _, found in told if isinstance(found, fetched.Fetched)}
        return PagesSeen(frozenset(there - set(gone)), gone)

    def picture(self, url: str) -> bytes | None:
        """The bytes of a picture, or None where it cannot be had."""
        ask = fetched.Ask(self._address(url), limit=fetched.PICTURE_LIMIT, accept=fetched.PICTURES)
        outcome = self._fetcher.answer(ask)
        return outcome.body if isinstance(outcome, fetched.Fetched) else None

    def pictures(self, urls: Sequence[str]) -> Iterator[tuple[str, bytes | str]]:
        """Each picture's address with its bytes, or with the reason why it cannot be had, as it comes in."""
        asks = [
            fetched.Ask(self._address(url), limit=fetched.PICTURE_LIMIT, accept=_COPIED, key=url)
            for url in urls
        ]
        for ask, outcome in self._fetcher.fetch_many(asks):
            if isinstance(outcome, fetched.Fetched):
                yield str(ask.key), outcome.body
            elif isinstance(outcome, fetched.FetchFailed):
                yield str(ask.key), outcome.reason

    def _ask(self, source: Source, state: SourceState) -> fetched.Ask:
        manner = _MANNERS[source.kind]
        url = self._address(state.moved_to or source.url)
        marks = fetched.Marks(state.marks.etag or None, state.marks.last_modified or None)
        return fetched.Ask(url, marks, manner.limit, manner.accept, manner.robots, source.slug)

    def _reading(self, source: Source, outcome: fetched.Outcome, moved_to: str) -> Reading:
        """`moved_to` is what we remembered; it stays until the server names another place."""
        moved_to = outcome.moved_to or moved_to
        if isinstance(outcome, fetched.NotModified):
            return NotModified(outcome.seconds, moved_to)
        if isinstance(outcome, fetched.FetchFailed):
            return ReadFailed(
                outcome.reason,
                outcome.permanent,
                outcome.retry_after,
                outcome.seconds,
                gone=outcome.gone,
            )
        try:
            found = self._read[source.kind](source, outcome)
        except DigestError as error:
            return ReadFailed(error.message, permanent=True, seconds=outcome.seconds)
        except Exception as error:  # noqa: BLE001 - one document must not cost the other sources
            reason = f"unexpected: {type(error).__name__}: {error}"
            return ReadFailed(reason, permanent=True, seconds=outcome.seconds)
        marks = Marks(outcome.marks.etag or "", outcome.marks.last_modified or "")
        return Read(
            stories=found.stories,
            marks=marks if found.whole else Marks(),
            moved_to=moved_to,
            bytes=outcome.bytes + found.bytes,
            seconds=outcome.seconds,
            notes=found.notes,
            deleted=found.deleted,
        )

    def _feed(self, source: Source, document: fetched.Fetched) -> _Found:
        feed = parse_feed(
            document.body,
            url=source.url,
            charset=document.charset,
            content_type=document.content_type,
            zone=ZoneInfo(source.zone),
        )
        notes = (f"{feed.dropped} entries beyond the limit of one feed",) if feed.dropped else ()
        return _Found(tuple(from_feed(source, feed)), notes, deleted=feed.deleted)

    def _sitemap(self, source: Source, document: fetched.Fetched) -> _Found:
        read = read_sitemaps(
            document.body, url=source.url, zone=ZoneInfo(source.zone), fetch=self._sitemaps
        )
        stories = tuple(from_sitemap(source, read.sitemap))
        return _Found(stories, read.notes, whole=read.asked == 0, bytes=read.bytes)

    def _sitemaps(self, urls: Sequence[str]) -> Iterator[tuple[str, fetched.Outcome]]:
        """The parts of an index, in parallel."""
        manner = _MANNERS[SourceKind.SITEMAP]
        asks = [
            fetched.Ask(self._address(url), limit=manner.limit, accept=manner.accept, key=url)
            for url in urls
        ]
        for ask, outcome in self._fetcher.fetch_many(asks):
            yield str(ask.key), outcome

    def _frontpage(self, source: Source, document: fetched.Fetched) -> _Found:
        page = read_frontpage(
            document.body,
            url=source.url,
            charset=document.charset,
            selectors=source.selectors or None,
        )
        return _Found(tuple(from_frontpage(source, page)))

    def _article(self, source: Source, document: fetched.Fetched) -> _Found:
        page = read_article(
            document.body, url=source.url, charset=document.charset, zone=ZoneInfo(source.zone)
        )
        return _Found((from_article(source, page),))

    def _document(self, source: Source, document: fetched.Fetched) -> _Found:
        parsed = read_text_document(document.body, charset=document.charset)
        return _Found(tuple(from_document(source, parsed)))

    def _file(self, source: Source) -> Reading:
        """A text document on this machine, bounded like one that is fetched."""
        started = time.perf_counter()
        try:
            with Path(source.url).open("rb") as file:
                body = file.read(_TEXT_LIMIT + 1)
            if len(body) > _TEXT_LIMIT:
                return ReadFailed(
                    f"{source.url} is larger than {_TEXT_LIMIT:,} bytes", permanent=True
                )
            stories = tuple(from_document(source, read_text_document(body)))
        except OSError as error:
            return ReadFailed(f"{source.url} cannot be read: {error.strerror}", permanent=True)
        except DigestError as error:
            return ReadFailed(f"{source.url}: {error}", permanent=True)
        return Read(stories, bytes=len(body), seconds=time.perf_counter() - started)


def _is_file(source: Source) -> bool:
    return source.kind is SourceKind.TEXT and "://" not in source.url


def _with_page(story: Story, document: fetched.Fetched, source: Source) -> Story:
    """A page that cannot be read leaves the story as its feed told it."""
    try:
        page = read_article(
            document.body, url=story.url, charset=document.charset, zone=ZoneInfo(source.zone)
        )
    except Exception:  # noqa: BLE001 - a stranger's page must not cost the stories of the others
        return story
    return completed(story, page, source)
