"""Which stories their publisher took back, from what the servers say of their pages.

    pages asked for, pages gone | all of one host at once? | gone, with the reason

An address that could not be reached is not among those gone: it says nothing about a story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from digest.model.source import Gone

DELETED = "its source says that it was deleted"
"""Why a story is withdrawn whose source named it as deleted; its page may well be there still."""

ILL = 3
"""When so many pages of one host are asked for and every one is gone, the server is ill."""


def believed(asked: Iterable[str], gone: Mapping[str, Gone]) -> dict[str, str]:
    """The addresses whose stories are withdrawn, with what says so.

    A server that says of each page that it was taken away is believed; one that suddenly knows
    none of several is being moved or mended.
    """
    all_of = Counter(_host(url) for url in set(asked))
    gone_of = Counter(_host(url) for url in gone)
    ill = {host for host, count in all_of.items() if count >= ILL and gone_of[host] == count}
    return {url: found.words for url, found in gone.items() if found.sure or _host(url) not in ill}


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()
