"""What a token opens: one reader, one newsletter, its lists.

    token -> rules.tokens.read (no database) -> the issue's digest and lists -> the reader

A wrong token, an unknown reader and an erased one look alike from outside: there is no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from digest import settings
from digest.model.plan import Digest
from digest.model.specimen import NOBODY
from digest.rules import tokens
from digest.store import notices, reading
from digest.web.words import Words, words


class NobodysLink(Http404):
    """A link of a specimen: it is told so, and nothing can come of it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader before their own pages.  `issue` is 0 where the token means no single issue."""

    token: str
    issue: int
    reader: reading.Reader
    digest: Digest | None
    lists: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the reader knows the mail as."""
        return self.digest.title_in(self.language) if self.digest else settings.current().newsroom

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the newsletter is printed in."""
        return self.digest.languages if self.digest else ()

    @property
    def language(self) -> str:
        """The reader's language where the newsletter has it, else the newsletter's own."""
        if self.reader.language in self.languages or not self.languages:
            return self.reader.language or "en"
        return self.languages[0]

    @property
    def words(self) -> Words:
        """Our words for this reader: in a language of their own even where no edition has it."""
        return words(self.reader.language or self.language)

    @property
    def address(self) -> str:
        """The address, masked: a forwarded mail must not give it away."""
        return masked(self.reader.address)


def scope_of(token: str) -> Scope:
    """Whom and what the token opens.  Raises Http404, always the same, when it opens nothing."""
    known = settings.current()
    spoken = tokens.read(token, tokens.READER, known.secret_keys)
    mailed = spoken or tokens.read(token, tokens.SERVICE, known.secret_keys)
    if mailed is None:
        raise Http404
    if spoken is not None and spoken.subscriber == NOBODY:
        raise NobodysLink
    issue = spoken.issue if spoken else 0
    found = reading.digest_of(issue) if spoken else _of_notice(mailed)
    digest = known.digests.get(found[0]) if found else None
    lists = _lists(mailed.subscriber, digest, found[1] if found else ())
    reader = reading.reader(mailed.subscriber, lists)
    if reader is None:
        raise Http404
    return Scope(token, issue, reader, digest, lists)


def _of_notice(mailed: tokens.TokenFor) -> tuple[str, tuple[str, ...]] | None:
    """A service mail's digest; its token names the mail where an issue's names the issue."""
    standing = notices.one(mailed.issue)
    if standing is None or standing.draft.subscriber != mailed.subscriber:
        raise Http404
    return standing.draft.digest, standing.draft.lists


def _lists(subscriber: int, digest: Digest | None, addressed: tuple[str, ...]) -> tuple[str, ...]:
    """The newsletter's lists and those this issue went to.

    Where neither is known any more, a reader who wants out leaves everything.
    """
    lists = tuple(dict.fromkeys((*(digest.lists if digest else ()), *addressed)))
    return lists or reading.every_list_of(subscriber)


def masked(address: str) -> str:
    """`a***@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
