"""A target's bytes: from a file, standard input or the guarded fetcher, never more than allowed.

    target | fetch, or read to the limit | gunzip to the limit | Document

Does not look into the document.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from digest.feeds import fetched
from digest.feeds.limits import MAX_BODY
from digest.model.errors import DigestError
from digest.seeing.targets import STDIN, Target

if TYPE_CHECKING:
    from digest.feeds.fetch import Fetcher

_GZIP = b"\x1f\x8b\x08"


class CannotOpen(DigestError):
    """The target's bytes are not to be had; the message is for people."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they came, unpacked.  `url` may be empty: then only absolute links are kept."""

    path: str
    body: bytes
    url: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of document is asked for; `robots` has the site's robots.txt obeyed."""

    accept: str
    limit: int
    robots: bool = False


MANNERS = {
    "feed": Manner(fetched.FEEDS, fetched.FEED_LIMIT),
    "sitemap": Manner(fetched.SITEMAPS, fetched.SITEMAP_LIMIT),
    "frontpage": Manner(fetched.PAGES, fetched.PAGE_LIMIT, robots=True),
    "article": Manner(fetched.PAGES, fetched.PAGE_LIMIT, robots=True),
    "text": Manner(fetched.TEXTS, fetched.FEED_LIMIT),
}


class Opening:
    """Opens targets of one kind; the fetcher is made for the first address and closed at the end."""

    def __init__(self, kind: str) -> None:
        self._manner = MANNERS[kind]
        self._fetcher: Fetcher | None = None

    def __enter__(self) -> Opening:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._fetcher is not None:
            self._fetcher.close()

    def open(self, target: Target) -> Document:
        """The target's document.  Raises a DigestError in words for people."""
        document = self._fetched(target) if target.is_address else _read(target)
        if not document.body.startswith(_GZIP):
            return document
        # Imported late: the decompressors are heavier than most documents.
        from digest.feeds.unpack import gunzipped

        body = gunzipped(document.body, url=target.path)
        return Document(document.path, body, document.url, document.charset)

    def _fetched(self, target: Target) -> Document:
        manner = self._manner
        answer = self._ready().fetch(
            target.path, limit=manner.limit, accept=manner.accept, robots=manner.robots
        )
        if not isinstance(answer, fetched.Fetched):
            reason = answer.reason if isinstance(answer, fetched.FetchFailed) else "not modified"
            raise CannotOpen(reason)
        charset = target.charset or answer.charset
        return Document(target.path, answer.body, target.url or answer.url, charset)

    def _ready(self) -> Fetcher:
        if self._fetcher is None:
            from digest.feeds.fetch import Fetcher
            from digest.settings.load import visiting

            terms = visiting()
            self._fetcher = Fetcher(contact=terms.contact, allow_private=terms.allow_private)
        return self._fetcher


def _read(target: Target) -> Document:
    try:
        if target.path == STDIN:
            body = _bounded(sys.stdin.buffer)
        else:
            with _file(target).open("rb") as file:
                body = _bounded(file)
    except OSError as error:
        raise CannotOpen(f"the file cannot be read: {error.strerror}") from None
    return Document(target.path, body, target.url, target.charset or None)


def _file(target: Target) -> Path:
    file = target.file
    if file.exists() and not (file.is_file() or file.is_fifo() or file.is_char_device()):
        raise CannotOpen("this is not a file")
    return file


def _bounded(file: BinaryIO) -> bytes:
    body = file.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise CannotOpen(f"the file is larger than {MAX_BODY // 1_048_576} MB")
    return body
