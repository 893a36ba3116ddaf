"""The sample newsroom, served beside the real ones for as long as somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from digest.model.source import Source


@contextmanager
def sample_served(
    sources: Sequence[Source], moment: datetime
) -> Iterator[tuple[Callable[[str], str], frozenset[str]]]:
    """How a public address is asked for, and which loopback address is opened for it."""
    if not any(source.sample for source in sources):
        yield str, frozenset()
        return
    from digest.sample.server import loopback_url, serve

    with serve(moment) as newsroom:
        host, port = newsroom.address
        yield (
            lambda url: loopback_url(url, newsroom.base_url) or url,
            frozenset({f"{host}:{port}"}),
        )
