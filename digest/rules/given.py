"""Addresses given by hand as sources: breaking news that no feed has yet, a story taken from outside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from digest.model.plan import Digest
from digest.model.source import Source, SourceKind
from digest.model.story import Story

_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


def with_given(digest: Digest, urls: Sequence[str]) -> Digest:
    """The digest with one more source for each address."""
    return replace(digest, sources=(*digest.sources, *given(digest, urls))) if urls else digest


def with_papers_of(digest: Digest, stories: Iterable[Story]) -> Digest:
    """The digest with a source for each story that is of none of its own: its paper has a name too.

    A story without an address, such as an editor's own link, is of no paper.
    """
    known = {source.slug for source in digest.sources}
    strangers = {story.source: story.url for story in stories if story.source and story.url}
    more = [
        replace(_source(url, digest, sample=False), slug=slug)
        for slug, url in strangers.items()
        if slug not in known
    ]
    return replace(digest, sources=(*digest.sources, *more)) if more else digest


def given(digest: Digest, urls: Sequence[str]) -> tuple[Source, ...]:
    """One source for each address; served as sample where the digest's own are."""
    sample = any(source.sample for source in digest.sources)
    return tuple(_source(url, digest, sample) for url in urls)


def _source(url: str, digest: Digest, sample: bool) -> Source:
    known = _owner(url, digest)
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return Source(
        slug=_slug(url, host),
        kind=SourceKind.ARTICLE,
        url=url,
        name=known.name if known else host,
        owner=(known.owner or known.slug) if known else host,
        language=known.language if known else digest.language,
        zone=known.zone if known else digest.zone,
        sample=sample,
    )


def _slug(url: str, host: str) -> str:
    """A name that an editor can read, and that is another one for each address."""
    plain = _NOT_IN_A_SLUG.sub("-", host.lower()).strip("-")[:32]
    return f"given-{plain}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def _owner(url: str, digest: Digest) -> Source | None:
    """The configured source on the same host, if there is one: its name is the paper's name."""
    host = urlsplit(url).hostname
    return next((s for s in digest.sources if urlsplit(s.url).hostname == host), None)
