"""What keeps a newsletter's next issue from going out, in words; asks nothing, is told everything."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from digest.model.plan import Digest
from digest.web.console.ahead import Ahead
from digest.web.console.words import say


def blocks(
    digest: Digest, ahead: Ahead, *, frozen: bool, waiting: int, ill: Collection[str]
) -> tuple[str, ...]:
    """Why it would not go now; `waiting` = its issues without a yes, `ill` = sources in trouble."""
    return tuple(_blocks(digest, ahead, frozen, waiting, ill))


def _blocks(
    digest: Digest,
    ahead: Ahead,
    frozen: bool,
    waiting: int,
    ill: Collection[str],
) -> Iterator[str]:
    if frozen:
        yield say("blocks.frozen")
    if waiting:
        yield say("blocks.approval", n=waiting)
    if ahead.thin:
        yield say("blocks.thin")
    if not ahead.readers:
        yield say("blocks.readers")
    bad = sum(source.slug in ill for source in digest.sources)
    if bad:
        yield say("blocks.sources", n=bad, all=len(digest.sources))
