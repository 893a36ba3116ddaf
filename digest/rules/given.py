"""Addresses given by hand as sources: breaking news that no feed has yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from digest.model.plan import Digest
from digest.model.source import Source, SourceKind


def with_given(digest: Digest, urls: Sequence[str]) -> Digest:
    """The digest with one more source for each address."""
    return replace(digest, sources=(*digest.sources, *given(digest, urls))) if urls else digest


def given(digest: Digest, urls: Sequence[str]) -> tuple[Source, ...]:
    """One source for each address; served as sample where the digest's own are."""
    sample = any(source.sample for source in digest.sources)
    return tuple(_source(url, digest, sample) for url in urls)


def _source(url: str, digest: Digest, sample: bool) -> Source:
    known = _owner(url, digest)
    host = urlsplit(url).hostname or url
    return Source(
        slug=f"given-{hashlib.sha256(url.encode()).hexdigest()[:16]}",
        kind=SourceKind.ARTICLE,
        url=url,
        name=known.name if known else host.removeprefix("www."),
        owner=(known.owner or known.slug) if known else host,
        language=known.language if known else digest.language,
        zone=known.zone if known else digest.zone,
        sample=sample,
    )


def _owner(url: str, digest: Digest) -> Source | None:
    """The configured source on the same host, if there is one: its name is the paper's name."""
    host = urlsplit(url).hostname
    return next((s for s in digest.sources if urlsplit(s.url).hostname == host), None)
