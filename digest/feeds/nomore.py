"""An answer for an article page -> whether the page is no more.

    404, 410, 451 | a redirect from an article to the front page | everything else says nothing

A time-out, a refusal, a server in trouble or a page too large to read is no sign of anything.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from digest.feeds.fetched import Ask, Fetched, FetchFailed, Outcome
from digest.model.source import Gone

_GONE = {
    404: Gone("is no longer there (404)", sure=False),
    410: Gone("was taken away for good (410)", sure=True),
    451: Gone("is withheld for legal reasons (451)", sure=True),
}
_TO_THE_FRONT = Gone("leads to the front page now", sure=False)


def no_more(ask: Ask, outcome: Outcome) -> Gone | None:
    """What the answer says of the page, or None where it may well be there."""
    if isinstance(outcome, FetchFailed):
        return _GONE.get(outcome.status or 0)
    if isinstance(outcome, Fetched) and _is_front(outcome.url) and not _is_front(ask.url):
        return _TO_THE_FRONT
    return None


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") == "" and not parts.query
