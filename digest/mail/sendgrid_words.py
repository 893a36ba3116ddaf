"""What became of a request: SendGrid's answers, and the lack of one, as data.

202 with an id                             accepted
no connection, 429                         surely not: the same again, later
400, 413                                   surely not: somebody in it is the reason, look for whom
401 403 404 405 415, 3xx, 200              surely not: a setting is wrong, stop everything
5xx, no whole answer, anything unknown     in doubt: never again by a machine
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from digest.mail.headers import clean


class Word(StrEnum):
    """What an answer means for everybody in the request."""

    ACCEPTED = "accepted"
    WAIT = "wait"
    DIVIDE = "divide"
    STOP = "stop"
    DOUBT = "doubt"


_BY_STATUS = {429: Word.WAIT, 400: Word.DIVIDE, 413: Word.DIVIDE} | dict.fromkeys(
    (200, *range(300, 400), 401, 403, 404, 405, 415), Word.STOP
)
_NOT_SENDGRID = (
    "SendGrid's own answer to a send is 202: look whether SENDGRID_API_URL is its address and "
    "SENDGRID_API_KEY that of an account"
)
_REFUSED = (
    "SendGrid refuses every request: look at SENDGRID_API_KEY, SENDGRID_API_URL, the sender's "
    "address and the account"
)
LONGEST_WAIT = timedelta(minutes=10)
FIRST_WAIT = timedelta(seconds=2)
_SHAKEN = timedelta(seconds=1)
"""At most so much later than asked for: not all workers in the same instant."""


class Brake:
    """Until when to wait after a 429: the time it names, else twice as long as the last time.

    Many requests refused at the same time are one time; an accepted one lets the brake go.
    """

    def __init__(self, shake: Callable[[], float] = random.random) -> None:
        self._shake = shake
        self._wait, self._until = timedelta(0), datetime.min.replace(tzinfo=UTC)

    def until(self, named: datetime | None, now: datetime) -> datetime:
        """Within bounds, and a little later for each caller."""
        shaken = self._shake() * _SHAKEN
        if named is not None:
            return min(max(named, now + _SHAKEN), now + LONGEST_WAIT) + shaken
        if now >= self._until:
            self._wait = min(max(FIRST_WAIT, self._wait * 2), LONGEST_WAIT)
            self._until = now + self._wait
        return self._until + shaken

    def release(self) -> None:
        """A request was taken."""
        self._wait = timedelta(0)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as read: `reference` is the message id, `wait_until` what a 429 names, if it does."""

    word: Word
    status: int = 0
    reason: str = ""
    reference: str = ""
    wait_until: datetime | None = None


def heard(status: int, headers: Mapping[str, str], text: bytes) -> Heard:
    """The meaning of an answer."""
    if status == 202:
        reference = headers.get("X-Message-Id") or ""
        word = Word.ACCEPTED if reference else Word.DOUBT
        return Heard(word, 202, "" if reference else "without a message id", reference)
    word = _BY_STATUS.get(status, Word.DOUBT)
    reason, about_request = _errors(text)
    if word is Word.DIVIDE and about_request and status == 400:
        word = Word.STOP
    until = _reset(headers) if word is Word.WAIT else None
    return Heard(word, status, reason or "without a reason", wait_until=until)


def _errors(text: bytes) -> tuple[str, bool]:
    """SendGrid's words, and whether every one of them speaks of what all readers share."""
    try:
        told = json.loads(text)["errors"]
        fields = [str(one.get("field") or "") for one in told]
        words = "; ".join(str(one.get("message") or "") for one in told)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "", False
    shared = [field and not field.startswith("personalizations") for field in fields]
    return clean(words)[:500], bool(shared) and all(shared)


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """Until when to wait: a UNIX time, where one is given."""
    try:
        return datetime.fromtimestamp(float(headers.get("X-RateLimit-Reset") or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def what_is_wrong(status: int) -> str:
    """Where a person looks after an answer that stops everything."""
    return _NOT_SENDGRID if status < 400 else _REFUSED
